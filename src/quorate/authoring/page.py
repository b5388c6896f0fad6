"""What rendering one page needs to know and leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quorate.authoring.addresses import Addresses
from quorate.authoring.links import Links
from quorate.curriculum import Problem, Source


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure as an embed needs it."""

    slug: str
    title: str
    controls: tuple["Control", ...]
    svg: str
    text: str
    facts: tuple[tuple[str, str], ...]
    parameters: Mapping[str, object]
    version: str


@dataclass(frozen=True, slots=True)
class Control:
    """One parameter of a figure: label, unit and its grid of values."""

    name: str
    label: str
    unit: str
    values: tuple[object, ...]


FindFigure = Callable[[str, str, Mapping[str, object]], FigureShown]
"""Unit id, figure name, parameters -> the figure drawn there. Raises FigureError."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all pages of one load."""

    links: Links
    addresses: Addresses
    find_figure: FindFigure


@dataclass(slots=True)
class Page:
    """One page while it is rendered: where it stands, what was found wrong, what it holds."""

    path: str
    folder: Path
    around: Surroundings
    unit_id: str = ""
    prefix: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, None] = field(default_factory=dict)
    links_to_check: list[tuple[int, str, str]] = field(default_factory=list)
    figures: dict[str, None] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    runnable: int = 0
    tab_sets: int = 0
    text: str = ""
    line: int = 1

    def line_of(self, needle: str) -> int:
        """Return the line where some source text stands first, else the section's."""
        at = self.text.find(needle)
        return self.line + (self.text.count("\n", 0, at) if at >= 0 else 0)

    def report(self, problem_id: str, needle: str, message: str, *, hint: str = "") -> None:
        """Add a problem where some source text stands."""
        line = self.line_of(needle)
        self.problems.append(Problem(self.path, line, problem_id, message, hint))
