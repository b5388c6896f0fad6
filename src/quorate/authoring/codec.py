"""Turns our values into plain JSON and back, for the cache on disk.

JSON and not pickle: a cache file that somebody can write must not run code.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from quorate.assessment import (
    ChoiceKey,
    Exam,
    Item,
    NumericKey,
    Option,
    OrderingKey,
    PredictKey,
    Slip,
)
from quorate.authoring.figures import Figure
from quorate.authoring.lessons import Facet, Lesson
from quorate.authoring.page import Control
from quorate.authoring.search import SearchRow
from quorate.curriculum import (
    Checkpoint,
    ChooserLine,
    Concept,
    LessonOutline,
    Minutes,
    Path,
    Phase,
    Problem,
    Source,
    Unit,
)

_TYPES: dict[str, Any] = {
    each.__name__: each
    for each in (
        Checkpoint, ChoiceKey, ChooserLine, Concept, Control, Exam, Facet, Figure, Item, Lesson,
        LessonOutline, Minutes, NumericKey, Option, OrderingKey, Path, Phase, PredictKey, Problem,
        SearchRow, Slip, Source, Unit,
    )
}  # fmt: skip
_FIELDS = {name: tuple(each.name for each in fields(kind)) for name, kind in _TYPES.items()}


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any of our values
    """Return plain JSON; a value of ours is a list of its type's name and its fields."""
    if is_dataclass(value):
        name = type(value).__name__
        return {"_": name, "v": [to_plain(getattr(value, each)) for each in _FIELDS[name]]}
    if isinstance(value, Mapping):
        return {"m": [[key, to_plain(each)] for key, each in value.items()]}
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    return value


def from_plain(value: Any) -> Any:  # noqa: ANN401 - any of our values
    """Return the value; sequences come back as tuples. Raises KeyError, TypeError, ValueError."""
    if isinstance(value, list):
        return tuple([from_plain(each) for each in value])
    if isinstance(value, dict):
        name = value.get("_")
        if name is None:
            return {key: from_plain(each) for key, each in value["m"]}
        return _TYPES[name](*[from_plain(each) for each in value["v"]])
    return value
