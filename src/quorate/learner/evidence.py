"""Evidence: one immutable record of what a learner did, under which content and seed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, Literal, Self, get_args

from quorate.learner.errors import InvalidEvidence
from quorate.learner.identifiers import is_ulid

EvidenceKind = Literal[
    "placement",
    "warm-up",
    "lesson",
    "lab",
    "exam",
    "project",
    "review",
    "peer-review",
    "self-report",
    "override",
    "consent",
    "content-change",
    "retraction",
]
Outcome = Literal["right", "wrong", "does-not-know", "ungraded"]
LabState = Literal["", "practised", "verified"]

TEXT_MAX = 200
"""Longest text of a field."""
CONCEPTS_MAX = 50
MODEL_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record of the append-only log. What a kind does not need stays at its default.

    `retracts` names the record that a retraction takes back. `renames` is the map of a content
    change: pairs of an old id and its new ids. `guess` is the chance of a right answer without
    knowing (1 / options for a choice); None takes the item type's.
    """

    event_id: str
    learner: str
    at: datetime
    zone: str
    study_date: date
    kind: EvidenceKind
    unit: str = ""
    concepts: tuple[str, ...] = ()
    facet: str = ""
    item_id: str = ""
    item_type: str = ""
    content_hash: str = ""
    variant_seed: int | None = None
    outcome: Outcome = "ungraded"
    score: float | None = None
    hint_level: int = 0
    seconds: float | None = None
    run_hash: str = ""
    state: LabState = ""
    guess: float | None = None
    retracts: str = ""
    renames: tuple[tuple[str, tuple[str, ...]], ...] = ()
    model_version: str = MODEL_VERSION

    def __post_init__(self) -> None:
        """Refuse what can not be replayed."""
        _check(self)

    @property
    def order(self) -> tuple[datetime, str]:
        """The position in a replay."""
        return (self.at, self.event_id)

    def to_json(self) -> dict[str, Any]:
        """Return plain values; defaults are left out, so old exports stay short."""
        document: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "renames" and value:
                document["renames"] = {old: list(new) for old, new in value}
            elif each.name in _REQUIRED or value != each.default:
                document[each.name] = _plain(value)
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises InvalidEvidence that names the field."""
        given = dict(document)
        unknown = sorted(set(given) - {each.name for each in fields(cls)})
        if unknown:
            raise InvalidEvidence(unknown[0], given[unknown[0]], "this field is not known here")
        for name in _REQUIRED:
            if name not in given:
                raise InvalidEvidence(name, None, "this field is missing")
        given["at"] = _read("at", datetime.fromisoformat, given["at"])
        given["study_date"] = _read("study_date", date.fromisoformat, given["study_date"])
        if "concepts" in given:
            given["concepts"] = _read("concepts", tuple, given["concepts"])
        if "renames" in given:
            given["renames"] = _read("renames", _read_renames, given["renames"])
        return cls(**given)


_REQUIRED = ("event_id", "learner", "at", "zone", "study_date", "kind")
_TEXTS = (
    "learner",
    "zone",
    "unit",
    "facet",
    "item_id",
    "item_type",
    "content_hash",
    "run_hash",
    "model_version",
    "retracts",
)


def _check(evidence: Evidence) -> None:
    _check_words(evidence)
    for name in _TEXTS:
        value = getattr(evidence, name)
        if not isinstance(value, str) or len(value) > TEXT_MAX:
            raise InvalidEvidence(name, value, f"give text of at most {TEXT_MAX} characters")
    at: object = evidence.at
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise InvalidEvidence("at", evidence.at, "give a time with its zone")
    study_date: object = evidence.study_date
    if not isinstance(study_date, date):
        raise InvalidEvidence("study_date", evidence.study_date, "give a date")
    concepts: tuple[object, ...] = evidence.concepts
    if len(concepts) > CONCEPTS_MAX or not all(isinstance(each, str) for each in concepts):
        raise InvalidEvidence("concepts", concepts, f"give at most {CONCEPTS_MAX} concept ids")
    _check_numbers(evidence)
    if evidence.kind == "retraction" and not evidence.retracts:
        raise InvalidEvidence("retracts", "", "name the event_id that is taken back")
    # The same instant in two zones must sort and compare as one.
    object.__setattr__(evidence, "at", evidence.at.astimezone(UTC))


def _check_words(evidence: Evidence) -> None:
    event_id: object = evidence.event_id
    if not isinstance(event_id, str) or not is_ulid(event_id):
        raise InvalidEvidence("event_id", event_id, "give a ULID of 26 characters")
    for name, words in (
        ("kind", get_args(EvidenceKind)),
        ("outcome", get_args(Outcome)),
        ("state", get_args(LabState)),
    ):
        value = getattr(evidence, name)
        if value not in words:
            shown = ", ".join(each or '""' for each in words)
            raise InvalidEvidence(name, value, f"give one of {shown}")


def _check_numbers(evidence: Evidence) -> None:
    for name, high in (("score", 1.0), ("guess", 1.0), ("seconds", 1e9), ("hint_level", 100)):
        value = getattr(evidence, name)
        if value is None and name != "hint_level":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= high:
            raise InvalidEvidence(name, value, f"give a number from 0 to {high:g}")
    seed = evidence.variant_seed
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise InvalidEvidence("variant_seed", seed, "give a whole number")


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _read(name: str, reader: Any, value: object) -> Any:  # noqa: ANN401 - any field's type
    try:
        return reader(value)
    except (TypeError, ValueError, AttributeError) as problem:
        raise InvalidEvidence(name, value, f"this can not be read ({problem})") from None


def _read_renames(value: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((str(old), tuple(map(str, new))) for old, new in sorted(value.items()))
