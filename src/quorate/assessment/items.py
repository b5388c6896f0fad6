"""Items: questions with an executable key, as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

ItemType = Literal["choice", "multi", "numeric", "ordering", "predict"]
ItemFacet = Literal["claim", "see", "run", "solve", "prove"]
ITEM_TYPES: tuple[str, ...] = get_args(ItemType)
ITEM_FACETS: tuple[str, ...] = get_args(ItemFacet)
CHOICE_TYPES: tuple[str, ...] = ("choice", "multi")
"""Multiple choice: the types that can be guessed and never suffice for mastery."""

COMBINATIONS_MAX = 500
Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Option:
    """One option; `right` is an expression (for predict: over the run)."""

    text: str
    right: str
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """An executable wrong model: who answers this, thought that."""

    key: str
    feedback: str


@dataclass(frozen=True, slots=True)
class ChoiceKey:
    """Key of choice and multi."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class NumericKey:
    """Key of numeric: an expression in a unit; relative tolerance, or within a factor."""

    key: str
    unit: str = ""
    tolerance: float = 0.02
    factor: float = 0.0
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderingKey:
    """Key of ordering: names and texts of events, and the pairs that are ordered."""

    events: tuple[tuple[str, str], ...]
    before: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PredictKey:
    """Key of predict: options judged on the run of a figure at some parameters."""

    options: tuple[Option, ...]
    figure: str = ""
    at: Mapping[str, str] = field(default_factory=dict)


Key = ChoiceKey | NumericKey | OrderingKey | PredictKey


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `prompt_md` and feedback may hold computed values over the parameters."""

    id: str
    type: ItemType
    facet: ItemFacet
    concepts: tuple[str, ...]
    difficulty: float
    prompt_md: str
    key: Key
    parameters: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    where: str = ""
    feedback_md: str = ""
    path: str = ""
    line: int = 1

    @property
    def guess(self) -> float:
        """The prior chance of a right guess by type (learner model, item types)."""
        if isinstance(self.key, ChoiceKey):
            return 0.05 if self.type == "multi" else 1 / max(1, len(self.key.options))
        if isinstance(self.key, PredictKey):
            return 1 / max(1, len(self.key.options))
        return 0.02


@dataclass(frozen=True, slots=True)
class VariantOption:
    """One thing to choose or to order; the id is its place on the page."""

    id: str
    text_md: str


@dataclass(frozen=True, slots=True)
class Variant:
    """What a learner sees of an item. Holds nothing of the key."""

    item_id: str
    type: ItemType
    facet: ItemFacet
    seed: int
    prompt_md: str
    options: tuple[VariantOption, ...] = ()
    unit: str = ""


Outcome = Literal["right", "wrong", "does-not-know", "ungraded"]


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer was worth. `ungraded`: it could not be read, and cost nothing."""

    outcome: Outcome
    score: float
    feedback_md: str
    key_md: str


@dataclass(frozen=True, slots=True)
class Exam:
    """Item templates of which each sitting draws some."""

    id: str
    title: str
    minutes: int
    pass_share: float
    draw: int
    templates: tuple[Item, ...]
