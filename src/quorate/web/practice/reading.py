"""Fields of JSON that anybody could have written: each is checked for its type and cut to a length.

What does not fit is left out, never an error.
"""

import math
from collections.abc import Mapping
from typing import Any

WORDS_MAX = 2_000
SAFE_INTEGER = 2**53


def mapping(value: object) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object, most: int) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    listed = value if isinstance(value, list) else []
    return [row for row in listed[:most] if isinstance(row, dict)]


def texts(value: object, most: int) -> tuple[str, ...]:
    """The texts of a list."""
    listed = value if isinstance(value, list) else []
    return tuple(words(each, most=300) for each in listed[:most] if isinstance(each, str))


def words(value: object, *, most: int = WORDS_MAX) -> str:
    """The text, cut; whole numbers become text, everything else nothing."""
    if isinstance(value, str):
        clean = "".join(each for each in value[: most + 1] if is_shown(each))
        return clean if len(clean) <= most else f"{clean[:most]}…"
    number = whole(value)
    return "" if number is None else str(number)


def is_shown(character: str) -> bool:
    """Neither a control character nor half of one."""
    return character in "\n\t" or (character >= " " and not "\ud800" <= character <= "\udfff")


def whole(value: object) -> int | None:
    """The whole number, if it is one that a page can show."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < SAFE_INTEGER else None


def number(value: object) -> float | None:
    """The number, if it is a finite one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int) and abs(value) >= SAFE_INTEGER:
        return None
    return float(value) if math.isfinite(value) else None
