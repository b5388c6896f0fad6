"""What cannot be drawn.

DiagramError
├── EmptyDrawingError  there is nothing to draw
└── UnknownUnitError   an edge or a cut names a unit or track that is not on the map
"""


class DiagramError(ValueError):
    """Something given to a drawing cannot be drawn; the message says what to give instead."""


class EmptyDrawingError(DiagramError):
    """There is nothing to draw."""


class UnknownUnitError(DiagramError):
    """An edge or a cut names something that is not on the map."""
