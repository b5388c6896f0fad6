"""What may stand in a file that somebody gives us, for every part of it alike.

Refused is what could be read here and then not be stored, counted or shown: half a character, NUL, numbers and days
far from any real one. The refusal names the record and the field.
"""

import math
from datetime import UTC, date, datetime
from typing import Any

from quorate.web.errors import BadInputError

HINT = "Choose a file that “Download my work” gave you, unchanged."
DEPTH_MAX = 60
NUMBER_MAX = 2**53
DAY_FIRST, DAY_LAST = date(1970, 1, 1), date(2200, 1, 1)

Place = tuple[Any, ...]


def check_values(value: object, name: str) -> None:
    """Look at every value of a part once, without recursion."""
    waiting: list[tuple[object, Place]] = [(value, ())]
    while waiting:
        item, place = waiting.pop()
        problem = value_problem(item) if len(place) <= DEPTH_MAX else "nested too deeply"
        if problem:
            raise BadInputError(f"{place_text(name, place)}: {problem}.", hint=HINT)
        if isinstance(item, dict):
            for key, each in item.items():
                waiting.append((each, (*place, key)))
                if text_problem(key):
                    raise BadInputError(
                        f"{place_text(name, place)}: a name has {text_problem(key)}.", hint=HINT
                    )
        elif isinstance(item, list):
            waiting.extend((each, (*place, number)) for number, each in enumerate(item))


def value_problem(value: object) -> str:
    """Return what is wrong with one value, or nothing."""
    if isinstance(value, str):
        return text_problem(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return "no number"
    return "" if abs(value) <= NUMBER_MAX else "a number too large to be meant"


def text_problem(text: str) -> str:
    """Return what makes a text unfit to be stored and sent, or nothing."""
    if "\0" in text:
        return "a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half a character"
    return ""


def check_day(day: date, place: str) -> None:
    """Refuse a day on which nobody studied or will."""
    if not DAY_FIRST <= day <= DAY_LAST:
        problem = f"{day.isoformat()} is not between {DAY_FIRST.year} and {DAY_LAST.year}"
        raise BadInputError(f"{place}: {problem}.", hint=HINT)


def check_time(instant: datetime, place: str) -> None:
    """Refuse an instant far from any real one, or one that another zone cannot write."""
    try:
        day = instant.astimezone(UTC).date()
    except OverflowError:
        day = instant.date()
    check_day(day, place)


def place_text(name: str, place: Place) -> str:
    """Return where a value stands, as `evidence[3].event.unit`."""
    steps = (f"[{each}]" if isinstance(each, int) else f".{str(each)[:40]}" for each in place)
    return name + "".join(steps)
