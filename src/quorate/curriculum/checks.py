"""Checks of the graph that need no text: cycles among concepts and among units."""

from collections.abc import Mapping

from quorate.curriculum.curriculum import Curriculum
from quorate.curriculum.graph import find_cycle
from quorate.curriculum.problems import Problem

Place = tuple[str, int]


def check_acyclic(
    curriculum: Curriculum, *, places: Mapping[str, Place] | None = None
) -> list[Problem]:
    """Report one cycle of concepts (E010) and, if there is none, one of units (E015)."""
    known = places or {}
    cycle = find_cycle(curriculum.requires)
    if cycle:
        path, line = known.get(cycle[0], ("concepts.yaml", 1))
        way = " → ".join((*cycle, cycle[0]))
        message = f"concepts require each other in a circle: {way}"
        return [Problem(path, line, "content.E010", message, "remove one of these requirements")]
    circle = find_cycle(curriculum.prerequisites())
    if circle:
        path, line = known.get(circle[0], ("units.yaml", 1))
        way = " → ".join((*circle, circle[0]))
        hint = "let one unit introduce these concepts, or move one of them"
        message = f"units need each other in a circle: {way}"
        return [Problem(path, line, "content.E015", message, hint)]
    return []
