"""YAML that knows its lines, so that every problem can name its place.

Read from the event stream instead of the library's constructor: no anchors (a page of them can
expand without end), no tags, no keys written twice, a limit on depth; and `no`, `on` and dates
stay the words that the author wrote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

DEPTH_MAX = 20
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


class Located(dict[str, Any]):
    """A mapping with its own line and the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class LocatedList(list[Any]):
    """A sequence with its own line and the line of each element."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why and where a text is not the YAML we read."""

    line: int
    reason: str


class _Refused(Exception):  # noqa: N818 - private control flow, never leaves this module
    def __init__(self, mark: Any, reason: str) -> None:  # noqa: ANN401 - of either parser
        self.mark = mark
        self.reason = reason


def read_yaml(text: str, *, first_line: int = 1) -> Any:  # noqa: ANN401 - any YAML value
    """Return the value of a text, or Unreadable; an empty text is None."""
    if len(text) > 1_000_000:
        return Unreadable(first_line, "longer than 1,000,000 characters; split the file")
    try:
        events = iter(yaml.parse(text, Loader=_Loader))
        return _document(events, first_line)
    except _Refused as refused:
        line = int(refused.mark.line) if refused.mark else 0
        return Unreadable(first_line + line, refused.reason)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(part) for part in (error.context, error.problem) if part)
        return Unreadable(first_line + (mark.line if mark else 0), reason or "cannot be read")
    except yaml.YAMLError as error:
        return Unreadable(first_line, str(error).splitlines()[0])


def _document(events: Iterator[Any], first_line: int) -> Any:  # noqa: ANN401
    value: Any = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(event.start_mark, "a second document begins here; one is enough")
        elif isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            value = _value(event, events, first_line, depth=0)
        elif isinstance(event, yaml.AliasEvent):
            raise _Refused(event.start_mark, "anchors and aliases are not used here")
    return value


def _value(event: Any, events: Iterator[Any], first_line: int, *, depth: int) -> Any:  # noqa: ANN401
    if depth > DEPTH_MAX:
        raise _Refused(event.start_mark, f"nested deeper than {DEPTH_MAX} levels")
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise _Refused(event.start_mark, "anchors and aliases are not used here; write it out")
    if event.tag is not None and event.tag != "!":
        raise _Refused(event.start_mark, f"the tag {event.tag} is not used here; remove it")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event.value) if event.implicit[0] else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(event, events, first_line, depth=depth)
    return _mapping(event, events, first_line, depth=depth)


def _sequence(start: Any, events: Iterator[Any], first_line: int, *, depth: int) -> LocatedList:  # noqa: ANN401
    found = LocatedList(first_line + _line(start))
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        found.lines.append(first_line + _line(event))
        found.append(_value(event, events, first_line, depth=depth + 1))
    return found


def _mapping(start: Any, events: Iterator[Any], first_line: int, *, depth: int) -> Located:  # noqa: ANN401
    found = Located(first_line + _line(start))
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None:
            raise _Refused(event.start_mark, "a key must be a plain word")
        if event.value in found:
            raise _Refused(event.start_mark, f'the key "{event.value[:60]}" stands here twice')
        found.lines[event.value] = first_line + _line(event)
        found[event.value] = _value(next(events), events, first_line, depth=depth + 1)
    return found


def _line(event: Any) -> int:  # noqa: ANN401 - of either parser
    return int(event.start_mark.line)


def _scalar(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.match(text):
        return int(text)
    if _NUMBER.match(text):
        return float(text)
    return text
