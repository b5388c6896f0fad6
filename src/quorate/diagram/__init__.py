"""Draws runs, outages and journeys as SVG with a text twin; colours come from the page."""

from quorate.diagram.bands import Band
from quorate.diagram.errors import DiagramError, EmptyDrawingError, UnknownUnitError
from quorate.diagram.explorer import explorer_html, first_picture, script_data
from quorate.diagram.journey import Edge, Layout, State, Stop, Track, journey_map
from quorate.diagram.outage import OutageSeries, Replica, outage_timeline
from quorate.diagram.scene import Lane, Scene, StateChange, Violation, scene_of
from quorate.diagram.spacetime import Highlight, Window, picture_of, space_time
from quorate.diagram.story import Happening, Story, story_of
from quorate.diagram.svg import Drawing, DrawnEvent

__all__ = [
    "Band",
    "DiagramError",
    "Drawing",
    "DrawnEvent",
    "Edge",
    "EmptyDrawingError",
    "Happening",
    "Highlight",
    "Lane",
    "Layout",
    "OutageSeries",
    "Replica",
    "Scene",
    "State",
    "StateChange",
    "Stop",
    "Story",
    "Track",
    "UnknownUnitError",
    "Violation",
    "Window",
    "explorer_html",
    "first_picture",
    "journey_map",
    "outage_timeline",
    "picture_of",
    "scene_of",
    "script_data",
    "space_time",
    "story_of",
]
