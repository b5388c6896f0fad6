"""Reads one mapping of an author's file field by field and reports what is wrong with it."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from quorate.assessment.documents import Located, LocatedList
from quorate.curriculum import Problem, did_you_mean

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
REQUIRED: Final = object()
"""As default: the key must be there."""


class Fields:
    """Typed look-ups in a mapping; each failure becomes a problem and returns the default."""

    def __init__(self, value: Located, path: str, problems: list[Problem]) -> None:
        self._value = value
        self._asked: dict[str, None] = {}
        self.path = path
        self.problems = problems
        self.whole_read = True

    def line(self, key: str = "") -> int:
        """Return the line of a key, or of the mapping."""
        return self._value.lines.get(key, self._value.line)

    def report(self, problem_id: str, key: str, message: str, *, hint: str = "") -> None:
        """Add a problem at the line of a key."""
        self.whole_read = False
        self.problems.append(Problem(self.path, self.line(key), problem_id, message, hint))

    def wrong(self, key: str, allowed: str) -> None:
        """Report that a value has the wrong form."""
        shown = repr(self._value.get(key))[:80]
        self.report("content.E004", key, f"`{key}` is {shown}", hint=f"write {allowed}")

    def has(self, key: str) -> bool:
        """Whether a key was written."""
        self._asked.setdefault(key)
        return key in self._value

    def raw(self, key: str, default: object = REQUIRED) -> Any:  # noqa: ANN401
        """Return the value as read; without default the key is required."""
        self._asked.setdefault(key)
        if key in self._value:
            return self._value[key]
        if default is REQUIRED:
            known = did_you_mean(key, [each for each in self._value if each not in self._asked])
            hint = f'did you mean this by "{known[0]}"?' if known else f"add `{key}: …`"
            self.report("content.E003", key, f"`{key}` is missing", hint=hint)
            return None
        return default

    def _typed(
        self,
        key: str,
        default: object,
        accept: Callable[[Any], bool],
        allowed: str,
    ) -> Any:  # noqa: ANN401
        value = self.raw(key, default)
        if key not in self._value:
            return None if default is REQUIRED else default
        if accept(value):
            return value
        self.wrong(key, allowed)
        return None if default is REQUIRED else default

    def text(self, key: str, *, default: object = REQUIRED, longest: int = 20_000) -> str:
        """Return non-empty text; numbers are taken as they were written."""
        value = self.raw(key, default)
        if key not in self._value:
            return "" if default is REQUIRED else str(default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            self.wrong(key, f"text of at most {longest} characters (in quotes if it holds `: `)")
            return ""
        return value.strip()

    def slug(self, key: str) -> str:
        """Return an id."""
        value = self.text(key, longest=80)
        if value and not SLUG.match(value):
            message = f'"{value}" is not an id'
            hint = "lower-case words joined by hyphens"
            self.report("content.E006", key, message, hint=hint)
        return value

    def number(
        self,
        key: str,
        *,
        default: object = REQUIRED,
        low: float = -1e12,
        high: float = 1e12,
    ) -> float:
        """Return a number in a range."""
        allowed = f"a number from {low:g} to {high:g}"
        value = self._typed(
            key, default, lambda each: is_number(each) and low <= each <= high, allowed
        )
        return float(value) if value is not None else low

    def whole(
        self, key: str, *, default: object = REQUIRED, low: int = 0, high: int = 10**6
    ) -> int:
        """Return a whole number in a range."""
        allowed = f"a whole number from {low} to {high}"
        value = self._typed(
            key, default, lambda each: is_whole(each) and low <= each <= high, allowed
        )
        return int(value) if value is not None else low

    def one_of(self, key: str, words: Sequence[str], *, default: object = REQUIRED) -> Any:  # noqa: ANN401
        """Return one of some words (the first if it is not)."""
        value = self._typed(key, default, lambda each: each in words, " or ".join(words))
        return words[0] if value is None else value

    def texts(self, key: str, *, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.raw(key) if default is None else self.raw(key, default)
        if key not in self._value:
            return tuple(default or ())
        if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
            return tuple(str(each) for each in value)
        self.wrong(key, "a list of texts: [one, two]")
        return ()

    def pair(self, key: str, accept: Callable[[Any], bool], allowed: str) -> tuple[Any, Any]:
        """Return a list of two values in order."""
        value = self.raw(key)
        if isinstance(value, list) and len(value) == 2 and all(accept(each) for each in value):
            return (value[0], value[1])
        if key in self._value:
            self.wrong(key, allowed)
        return (None, None)

    def mappings(self, key: str, *, default: object = REQUIRED) -> Iterable["Fields"]:
        """Return a reader for each mapping of a list."""
        value = self.raw(key, default)
        if key not in self._value:
            return []
        return (
            [] if value is None else each_mapping(value, self.path, self.problems, self.line(key))
        )

    def mapping(self, key: str, *, required: bool = True) -> "Fields | None":
        """Return a reader of one mapping."""
        value = self.raw(key) if required else self.raw(key, None)
        if isinstance(value, Located):
            return Fields(value, self.path, self.problems)
        if key in self._value:
            self.wrong(key, "keys and values: {key: value}")
        return None

    def items(self) -> list[tuple[str, Any]]:
        """Return all keys and values of a free mapping, and ask for nothing else."""
        self._asked.update(dict.fromkeys(self._value))
        return list(self._value.items())

    def finish(self) -> bool:
        """Report keys nobody asked for; return whether all was well."""
        for key in self._value:
            if key not in self._asked:
                known = did_you_mean(key, self._asked)
                hint = f'did you mean "{known[0]}"?' if known else "remove it"
                self.report("content.E005", key, f'unknown key "{key[:60]}"', hint=hint)
        return self.whole_read


def each_mapping(
    value: Any,  # noqa: ANN401 - any YAML value
    path: str,
    problems: list[Problem],
    line: int,
) -> list[Fields]:
    """Return a reader for each mapping of a list; report what is no list or no mapping."""
    if not isinstance(value, LocatedList):
        hint = "each entry begins with `- `"
        problems.append(Problem(path, line, "content.E004", "this must be a list", hint))
        return []
    found = []
    for each, at in zip(value, value.lines, strict=True):
        if isinstance(each, Located):
            found.append(Fields(each, path, problems))
        else:
            hint = "write `- key: value`"
            problems.append(Problem(path, at, "content.E004", "this entry has no keys", hint))
    return found


def is_number(value: object) -> bool:
    """Whether a YAML value is a number (true and false are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """Whether a YAML value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)
