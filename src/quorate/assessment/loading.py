"""Reads items.yaml and exam.yaml into items; what is wrong becomes problems."""

from pathlib import Path
from typing import Any

from quorate.assessment.documents import Located, LocatedList, Unreadable, read_yaml
from quorate.assessment.fields import REQUIRED, Fields, each_mapping, is_number
from quorate.assessment.items import (
    CHOICE_TYPES,
    ITEM_FACETS,
    ITEM_TYPES,
    ChoiceKey,
    Exam,
    Item,
    Key,
    NumericKey,
    Option,
    OrderingKey,
    PredictKey,
    Slip,
    Value,
)
from quorate.assessment.quantities import UNITS, known_units
from quorate.curriculum import Problem

FILE_SIZE_MAX = 512 * 1024


def read_text(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """Return a file's text, or None and a problem: unreadable, not UTF-8, too large."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        problems.append(Problem(shown, 1, "content.E008", f"the file: {reason}", "check the file"))
        return None
    if len(raw) > FILE_SIZE_MAX:
        message = f"the file has {len(raw):,} bytes; at most {FILE_SIZE_MAX:,}"
        problems.append(Problem(shown, 1, "content.E008", message, "split it"))
        return None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(Problem(shown, line, "content.E008", "the file is not UTF-8", "convert it"))
        return None


def read_data(path: Path, shown: str, problems: list[Problem]) -> Any:  # noqa: ANN401 - any YAML
    """Return the value of a YAML file, None (and a problem) if it cannot be read."""
    text = read_text(path, shown, problems)
    value = None if text is None else read_yaml(text)
    if isinstance(value, Unreadable):
        hint = "quote values that hold `: ` or begin with a special character"
        problems.append(Problem(shown, value.line, "content.E001", value.reason, hint))
        return None
    return value


def load_items(path: Path, *, shown: str = "") -> tuple[tuple[Item, ...], list[Problem]]:
    """Return the items of an items.yaml and its problems. `shown` names the file in them."""
    problems: list[Problem] = []
    name = shown or path.name
    value = read_data(path, name, problems)
    items = () if problems else parse_items(value, name, problems)
    return items, problems


def load_exam(path: Path, *, shown: str = "") -> tuple[Exam | None, Any, list[Problem]]:
    """Return an exam, its document and the problems."""
    problems: list[Problem] = []
    value = read_data(path, shown or path.name, problems)
    exam = parse_exam(value, shown or path.name, problems) if value is not None else None
    return exam, value, problems


def parse_items(value: Any, path: str, problems: list[Problem]) -> tuple[Item, ...]:  # noqa: ANN401
    """Return the items of a document; broken ones are left out and reported."""
    found = (parse_item(each, facet=None) for each in each_mapping(value, path, problems, 1))
    return tuple(each for each in found if each is not None)


def parse_exam(value: Any, path: str, problems: list[Problem]) -> Exam | None:  # noqa: ANN401
    """Return the exam of a document; keys that describe the unit are read elsewhere."""
    if not isinstance(value, Located):
        problems.append(Problem(path, 1, "content.E004", "an exam is keys and values", ""))
        return None
    fields = Fields(value, path, problems)
    for each in ("summary", "level", "track", "teaches", "aliases", "kind"):
        fields.has(each)
    readers = list(fields.mappings("templates"))
    templates = tuple(each for each in (parse_item(r, facet="solve") for r in readers) if each)
    exam = Exam(
        id=fields.slug("id"),
        title=fields.text("title"),
        minutes=_exam_minutes(fields),
        pass_share=fields.number("pass_share", default=0.7, low=0, high=1),
        draw=fields.whole("draw", low=1, high=100),
        templates=templates,
    )
    if exam.draw > len(readers):
        message = f"draws {exam.draw} of {len(readers)} templates"
        fields.report("content.E066", "draw", message, hint="write more templates")
    fields.finish()
    return exam if templates else None


def _exam_minutes(fields: Fields) -> int:
    value = fields.raw("minutes")
    if isinstance(value, Located):
        full = value.get("full")
        return full if isinstance(full, int) else 0
    return fields.whole("minutes", low=1, high=600) if value is not None else 0


def parse_item(fields: Fields, *, facet: str | None) -> Item | None:
    """Return one item, None if it is too broken to ask."""
    kind = fields.one_of("type", ITEM_TYPES)
    place = fields.one_of("facet", ITEM_FACETS, default=facet or REQUIRED)
    item = Item(
        id=fields.slug("id"),
        type=kind,
        facet=place,
        concepts=fields.texts("concepts"),
        difficulty=fields.number("difficulty", default=-1.0, low=-5, high=5),
        prompt_md=fields.text("prompt"),
        key=_key(kind, fields),
        parameters=_parameters(fields),
        where=fields.text("where", default=""),
        feedback_md=fields.text("feedback", default=""),
        path=fields.path,
        line=fields.line(),
    )
    if fields.has("concepts") and not item.concepts:
        fields.wrong("concepts", "at least one concept id in a list")
    return item if fields.finish() else None


def _key(kind: str, fields: Fields) -> Key:
    if kind == "numeric":
        return _numeric(fields)
    if kind == "ordering":
        return _ordering(fields)
    options = _options(fields, "when" if kind == "predict" else "right")
    if kind in CHOICE_TYPES:
        return ChoiceKey(options)
    at = fields.mapping("at", required=False)
    pairs = {} if at is None else {name: str(value) for name, value in at.items()}
    return PredictKey(options, fields.text("figure", default=""), pairs)


def _options(fields: Fields, right: str) -> tuple[Option, ...]:
    found = []
    for each in fields.mappings("options", default=()):
        if not each.has(right):
            hint = f"add `{right}: true`, `false` or an expression"
            message = f"an option without `{right}`"
            each.report("content.E060", "text", message, hint=hint)
        value = each.raw(right, "")
        text = each.text("text", longest=600)
        found.append(Option(text, _expression(value), each.text("feedback", default="")))
        each.finish()
        fields.whole_read = fields.whole_read and each.whole_read
    if fields.has("options") and not 2 <= len(found) <= 6:
        fields.wrong("options", "two to six options")
    elif not fields.has("options"):
        hint = "write the options, and which of them is right"
        fields.report("content.E060", "id", "no options, so no key", hint=hint)
    return tuple(found)


def _expression(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _numeric(fields: Fields) -> NumericKey:
    if not fields.has("key"):
        hint = "add `key:`, an expression over the parameters"
        fields.report("content.E060", "id", "no key", hint=hint)
    unit = fields.raw("unit", "")
    unit = "" if unit is None else str(unit)
    if unit not in UNITS:
        fields.wrong("unit", f'"" or one of {known_units()}')
        unit = ""
    slips = []
    for each in fields.mappings("slips", default=()):
        slips.append(Slip(_expression(each.raw("key")), each.text("feedback")))
        each.finish()
        fields.whole_read = fields.whole_read and each.whole_read
    return NumericKey(
        key=_expression(fields.raw("key", "0")),
        unit=unit,
        tolerance=fields.number("tolerance", default=0.02, low=0, high=0.5),
        factor=fields.number("factor", default=0, low=0, high=100),
        slips=tuple(slips),
    )


def _ordering(fields: Fields) -> OrderingKey:
    events: list[tuple[str, str]] = []
    reader = fields.mapping("events")
    if reader is not None:
        events = [(name, str(text)) for name, text in reader.items()]
        if not 3 <= len(events) <= 8:
            fields.wrong("events", "three to eight events: {name: text}")
    names = [name for name, _ in events]
    before: list[tuple[str, str]] = []
    if not fields.has("before"):
        hint = "add `before: [[first, second], …]`"
        fields.report("content.E060", "id", "no order, so no key", hint=hint)
    value = fields.raw("before", ())
    for each in value if isinstance(value, LocatedList) else ():
        pair = [str(name) for name in each] if isinstance(each, list) else []
        if len(pair) != 2 or any(name not in names for name in pair):
            fields.wrong("before", f"pairs of {', '.join(names)}")
        else:
            before.append((pair[0], pair[1]))
    if fields.has("before") and not before:
        fields.wrong("before", "a list of pairs: [[first, second], …]")
    return OrderingKey(tuple(events), tuple(before))


def _parameters(fields: Fields) -> dict[str, tuple[Value, ...]]:
    reader = fields.mapping("parameters", required=False)
    found: dict[str, tuple[Value, ...]] = {}
    for name, values in [] if reader is None else reader.items():
        good = isinstance(values, list) and values and all(map(_is_value, values))
        if not good or not name.isidentifier():
            fields.wrong("parameters", "{name: [value, …]} with numbers or words")
        else:
            found[name] = tuple(values)
    return found


def _is_value(value: object) -> bool:
    return is_number(value) or isinstance(value, str | bool)
