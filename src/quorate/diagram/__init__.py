"""Draws runs, outages and journeys as SVG with a text twin; colours come from the page."""

from quorate.diagram.errors import DiagramError, EmptyDrawingError, UnknownUnitError
from quorate.diagram.journey import Edge, Layout, State, Stop, Track, journey_map
from quorate.diagram.outage import OutageSeries, Replica, outage_timeline
from quorate.diagram.svg import Drawing, DrawnEvent

__all__ = [
    "DiagramError",
    "Drawing",
    "DrawnEvent",
    "Edge",
    "EmptyDrawingError",
    "Layout",
    "OutageSeries",
    "Replica",
    "State",
    "Stop",
    "Track",
    "UnknownUnitError",
    "journey_map",
    "outage_timeline",
]
