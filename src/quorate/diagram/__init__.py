"""Draws runs, outages and journeys as SVG with a text twin; colours come from the page."""

from quorate.diagram.errors import DiagramError, EmptyDrawingError, UnknownUnitError
from quorate.diagram.journey import Edge, Layout, State, Stop, Track, journey_map
from quorate.diagram.outage import OutageSeries, Replica, outage_timeline
from quorate.diagram.spacetime import Highlight, Window, space_time
from quorate.diagram.story import Happening, Story, story_of
from quorate.diagram.svg import Drawing, DrawnEvent

__all__ = [
    "DiagramError",
    "Drawing",
    "DrawnEvent",
    "Edge",
    "EmptyDrawingError",
    "Happening",
    "Highlight",
    "Layout",
    "OutageSeries",
    "Replica",
    "State",
    "Stop",
    "Story",
    "Track",
    "UnknownUnitError",
    "Window",
    "journey_map",
    "outage_timeline",
    "space_time",
    "story_of",
]
