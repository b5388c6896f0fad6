"""Reads the course's data files: concepts, planned units, paths, labs' and exams' cards."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from quorate.assessment import (
    REQUIRED,
    SLUG,
    Fields,
    Located,
    LocatedList,
    each_mapping,
    is_number,
    is_whole,
    read_data,
    read_text,
)
from quorate.curriculum import (
    KINDS,
    LEVELS,
    PATH_KINDS,
    TRACKS,
    Checkpoint,
    ChooserLine,
    Concept,
    Minutes,
    Path,
    Phase,
    Problem,
    Status,
    Unit,
)

CHOOSE_BY = ("experience", "topic", "time", "goal")


@dataclass(slots=True)
class Place:
    """Where something was written, for the problems found later."""

    path: str
    line: int


@dataclass(slots=True)
class Catalogue:
    """What the data files hold, where it stands, and what was wrong."""

    concepts: list[Concept] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, key: str, path: str, line: int) -> bool:
        """Remember where `kind:id` stands; a second one is a problem."""
        if key in self.places:
            first = self.places[key]
            noun, _, name = key.partition(":")
            message = f'the {noun} "{name}" exists twice'
            hint = f"the other stands at {first.path}:{first.line}"
            self.problems.append(Problem(path, line, "content.E007", message, hint))
            return False
        self.places[key] = Place(path, line)
        return True


def load_concepts(path: FilePath, shown: str, into: Catalogue) -> None:
    """Add the concepts of concepts.yaml."""
    for fields in _entries(path, shown, into):
        concept = Concept(
            id=fields.slug("id"),
            title=fields.text("title", longest=120),
            summary=fields.text("summary", longest=400),
            difficulty=fields.number("difficulty", low=-5, high=5),
            requires=fields.texts("requires"),
        )
        line = fields.line()
        if fields.finish() and into.add(f"concept:{concept.id}", shown, line):
            into.concepts.append(concept)


def load_planned(path: FilePath, shown: str, into: Catalogue) -> None:
    """Add the planned units of units.yaml."""
    for fields in _entries(path, shown, into):
        unit = read_unit(fields, "planned")
        line = fields.line()
        if fields.finish():
            add_unit(unit, shown, line, into)


def add_unit(unit: Unit, shown: str, line: int, into: Catalogue) -> None:
    """Add a unit and its aliases."""
    if into.add(f"unit:{unit.id}", shown, line):
        for alias in unit.aliases:
            into.add(f"unit:{alias}", shown, line)
        into.units.append(unit)


def read_unit(fields: Fields, status: Status, *, kind: str = "", unit_id: str = "") -> Unit:
    """Return a unit from its keys; problems are left with the fields."""
    return Unit(
        id=unit_id or fields.slug("id"),
        # A lab file's own `kind` says whether it is solved by code or by a decision.
        kind=kind or fields.one_of("kind", KINDS),  # type: ignore[arg-type]
        title=fields.text("title", longest=120),
        summary=fields.text("summary", longest=400),
        level=fields.one_of("level", LEVELS, default="beginner" if kind == "lab" else REQUIRED),
        teaches=fields.texts("teaches", default=() if kind == "exam" else None),
        minutes=read_minutes(fields),
        status=status,
        track=fields.one_of("track", TRACKS, default="practice" if kind == "lab" else REQUIRED),
        aliases=fields.texts("aliases", default=()),
    )


def read_minutes(fields: Fields) -> Minutes:
    """Return minutes written as one number or as core, full and deep."""
    value = fields.raw("minutes")
    if is_whole(value) and 0 < value <= 10_000:
        return Minutes(value, value, value)
    inner = fields.mapping("minutes") if isinstance(value, Located) else None
    if inner is None:
        if fields.has("minutes"):
            fields.wrong("minutes", "a number, or {core: …, full: …, deep: …}")
        return Minutes(1, 1, 1)
    found = Minutes(*(inner.whole(each, low=1, high=10_000) for each in ("core", "full", "deep")))
    if inner.finish() and not found.core <= found.full <= found.deep:
        fields.wrong("minutes", "core <= full <= deep")
    fields.whole_read = fields.whole_read and inner.whole_read
    return found


def load_path(path: FilePath, shown: str, into: Catalogue) -> None:
    """Add one path."""
    value = read_data(path, shown, into.problems)
    if value is None:
        return
    if not isinstance(value, Located):
        message = "a path is keys and values"
        into.problems.append(Problem(shown, 1, "content.E004", message, "begin with `slug: …`"))
        return
    fields = Fields(value, shown, into.problems)
    found = _read_path(fields)
    if found.slug != path.stem:
        message = f'slug "{found.slug}" in the file {path.name}'
        fields.report("content.E006", "slug", message, hint="they must be equal")
    line = fields.line("slug")
    if fields.finish() and into.add(f"path:{found.slug}", shown, line):
        for alias in found.aliases:
            into.add(f"path:{alias}", shown, line)
        into.paths.append(found)
        for key in ("weeks", "phases", "checkpoints", "slug"):
            into.places[f"{key}@{found.slug}"] = Place(shown, fields.line(key))


def _read_path(fields: Fields) -> Path:
    return Path(
        slug=fields.slug("slug"),
        kind=fields.one_of("kind", PATH_KINDS),
        title=fields.text("title", longest=120),
        audience=fields.text("audience", longest=200),
        prerequisites=fields.text("prerequisites", longest=200),
        hours_per_week=_range(fields, "hours_per_week"),
        weeks=_weeks(fields, "weeks"),
        difficulty=_levels(fields),
        outcome=fields.text("outcome", longest=400),
        perfect_if=fields.texts("perfect_if"),
        learn=fields.texts("learn"),
        phases=tuple(_phase(each, fields) for each in fields.mappings("phases")),
        checkpoints=tuple(_checkpoint(e, fields) for e in fields.mappings("checkpoints")),
        goal=fields.text("goal", default="", longest=120),
        choose_by=tuple(
            _chooser(each, fields) for each in fields.mappings("choose_by", default=())
        ),
        aliases=fields.texts("aliases", default=()),
        assumes=fields.texts("assumes", default=()),
    )


def _range(fields: Fields, key: str) -> tuple[float, float]:
    allowed = "two numbers in order: [10, 15]"
    low, high = fields.pair(key, lambda each: is_number(each) and 0 < each <= 100, allowed)
    if low is None or low > high:
        if low is not None:
            fields.wrong(key, allowed)
        return (1, 1)
    return (low, high)


def _weeks(fields: Fields, key: str) -> tuple[int, int]:
    allowed = "two whole numbers in order: [10, 12]"
    low, high = fields.pair(key, lambda each: is_whole(each) and 0 < each <= 200, allowed)
    if low is None or low > high:
        if low is not None:
            fields.wrong(key, allowed)
        return (1, 1)
    return (low, high)


def _levels(fields: Fields) -> Any:  # noqa: ANN401 - a pair of levels, checked here
    allowed = f"two of {', '.join(LEVELS)}: [beginner, intermediate]"
    low, high = fields.pair("difficulty", lambda each: each in LEVELS, allowed)
    return (low or LEVELS[0], high or LEVELS[0])


def _phase(fields: Fields, parent: Fields) -> Phase:
    found = Phase(
        id=fields.slug("id"),
        title=fields.text("title", longest=120),
        weeks=fields.whole("weeks", low=1, high=100),
        outcome=fields.text("outcome", longest=400),
        units=fields.texts("units"),
    )
    parent.whole_read = fields.finish() and parent.whole_read
    return found


def _checkpoint(fields: Fields, parent: Fields) -> Checkpoint:
    first, last = _weeks(fields, "weeks")
    found = Checkpoint(
        first, last, fields.text("text", longest=300), fields.texts("units", default=())
    )
    parent.whole_read = fields.finish() and parent.whole_read
    return found


def _chooser(fields: Fields, parent: Fields) -> ChooserLine:
    found = ChooserLine(fields.one_of("by", CHOOSE_BY), fields.text("text", longest=200))
    parent.whole_read = fields.finish() and parent.whole_read
    return found


def load_lab(folder: FilePath, shown: str, into: Catalogue) -> None:
    """Add the unit of a lab folder from its lab.toml."""
    text = read_text(folder / "lab.toml", shown, into.problems)
    if text is None:
        return
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _toml_line(str(error))
        hint = "texts stand in quotes"
        into.problems.append(Problem(shown, line, "content.E001", str(error), hint))
        return
    # A lab's `kind` says code or decision: what it is as a unit follows from its folder.
    data.pop("kind", None)
    fields = Fields(_located(data, text), shown, into.problems)
    unit = read_unit(fields, "available", kind="lab", unit_id=folder.name)
    if not SLUG.match(folder.name):
        message = f'the folder "{folder.name}" is not an id'
        fields.report("content.E006", "", message, hint="lower-case words joined by hyphens")
    # Other keys belong to the lab itself, whose own loader checks them.
    if fields.whole_read:
        add_unit(unit, shown, 1, into)


def _toml_line(message: str) -> int:
    digits = message.partition("at line ")[2].split(",")[0].strip(" )")
    return int(digits) if digits.isdecimal() else 1


def _located(data: Mapping[str, Any], text: str) -> Located:
    """Give TOML keys the lines where they begin."""
    found = Located(1)
    lines = text.split("\n")
    for key, value in data.items():
        at = [n for n, line in enumerate(lines, 1) if line.split("=")[0].strip(" []\"'") == key]
        found.lines[key] = at[0] if at else 1
        found[key] = _located(value, text) if isinstance(value, dict) else _list(value)
    return found


def _list(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    if not isinstance(value, list):
        return value
    found = LocatedList(1)
    for each in value:
        found.append(each)
        found.lines.append(1)
    return found


def _entries(path: FilePath, shown: str, into: Catalogue) -> list[Fields]:
    """Return a reader for each entry of a list file; a missing file holds none."""
    if not path.exists():
        return []
    value = read_data(path, shown, into.problems)
    return [] if value is None else each_mapping(value, shown, into.problems, 1)
