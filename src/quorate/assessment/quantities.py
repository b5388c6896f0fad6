"""Numbers with units as people write them, and their conversion."""

import re
from dataclasses import dataclass
from math import isfinite

from quorate.assessment.errors import QuantityError

ANSWER_LENGTH_MAX = 100

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_TIMES = {
    "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "min": _MINUTE, "h": _HOUR, "d": _DAY,
    "week": 7 * _DAY, "month": 30.4375 * _DAY, "year": 365.25 * _DAY,
}  # fmt: skip
_BYTES = {
    "B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15, "KiB": 2.0**10,
    "MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40, "bit": 0.125, "kbit": 125.0, "Mbit": 1.25e5,
    "Gbit": 1.25e8,
}  # fmt: skip
_DIMENSIONS: dict[str, dict[str, float]] = {
    "share": {"": 1.0, "%": 0.01, "‰": 0.001, "ppm": 1e-6},
    "time": _TIMES,
    "data": _BYTES,
    "rate": {"/s": 1.0, "/min": 1 / _MINUTE, "/h": 1 / _HOUR, "/d": 1 / _DAY},
    "length": {"m": 1.0, "km": 1000.0},
    "USD": {"USD": 1.0},
    "EUR": {"EUR": 1.0},
}
UNITS: dict[str, tuple[str, float]] = {
    unit: (dimension, factor)
    for dimension, units in _DIMENSIONS.items()
    for unit, factor in units.items()
}
"""Unit to (dimension, factor to the dimension's base)."""

_SPELLINGS = {
    "percent": "%", "per cent": "%", "permille": "‰", "x": "", "times": "", "µs": "us", "μs": "us",
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min",
    "minutes": "min", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d",
    "weeks": "week", "w": "week", "months": "month", "years": "year", "y": "year", "a": "year",
    "milliseconds": "ms", "millisecond": "ms", "microseconds": "us", "nanoseconds": "ns",
    "byte": "B", "bytes": "B", "KB": "kB", "bits": "bit", "req/s": "/s", "rps": "/s", "qps": "/s",
    "requests/s": "/s", "per second": "/s", "per minute": "/min", "per hour": "/h",
    "per day": "/d", "metres": "m", "meters": "m", "$": "USD", "€": "EUR",
}  # fmt: skip
_NUMBER = re.compile(
    r"(?P<number>[-+−]?(?:\d[\d\s_'\u00a0\u202f,]*)?(?:\.\d+|\d\.?)(?:[eE][-+−]?\d{1,3})?)"
    r"(?:\s*(?:[x×*]|\u00b7)\s*10\s*\^?\s*(?P<power>[-+−]?\d{1,3}|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}))?"
    r"\s*(?P<unit>.*)\Z",
    re.DOTALL,
)
_DECIMAL_COMMA = re.compile(r"\A([-+−]?\d+),(\d{1,2}|\d{4,})(?=\D|\Z)|\A([-+−]?0),(\d+)(?=\D|\Z)")
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit; unit None when none was written."""

    value: float
    unit: str | None

    def in_unit(self, unit: str) -> float | None:
        """Return the number in another unit, None if the dimensions differ."""
        dimension, factor = UNITS[unit]
        own_dimension, own_factor = UNITS[unit if self.unit is None else self.unit]
        return self.value * own_factor / factor if dimension == own_dimension else None


def parse_quantity(text: object) -> Quantity:
    """Read "52.6 min", "0,1 %", "1e-4", "5 × 10^6 B". Raises QuantityError."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _finite(float(text) if abs(text) < 1e300 else float("inf"), None)
    if not isinstance(text, str):
        raise QuantityError("Write a number, for example 52.6 min.")
    if len(text) > ANSWER_LENGTH_MAX:
        raise QuantityError(f"Write one number of at most {ANSWER_LENGTH_MAX} characters.")
    # A comma is decimal unless three digits follow it, as in 1,234.
    cleaned = _DECIMAL_COMMA.sub(
        lambda match: f"{match[1] or match[3]}.{match[2] or match[4]}", text.strip()
    )
    match = _NUMBER.match(cleaned)
    if match is None:
        raise QuantityError(f'"{text.strip()[:40]}" is not a number; write one, such as 52.6 min.')
    digits = re.sub(r"[\s_'\u00a0\u202f,]", "", match["number"]).translate(_SUPERSCRIPTS)
    value = float(digits) * 10.0 ** int((match["power"] or "0").translate(_SUPERSCRIPTS))
    return _finite(value, find_unit(match["unit"]) if match["unit"].strip() else None)


def find_unit(text: str) -> str:
    """Return the known unit that some text means. Raises QuantityError."""
    written = " ".join(text.strip().rstrip(".").split())
    for candidate in (written, written.lower()):
        if candidate in UNITS:
            return candidate
        if candidate in _SPELLINGS:
            return _SPELLINGS[candidate]
    raise QuantityError(f'"{written[:40]}" is not a unit known here; known are {known_units()}.')


def units_like(unit: str) -> tuple[str, ...]:
    """Return all units of the same dimension."""
    return tuple(_DIMENSIONS[UNITS[unit][0]])


def known_units() -> str:
    """Return all units, for a message."""
    return ", ".join(each for each in UNITS if each)


def _finite(value: float, unit: str | None) -> Quantity:
    if not isfinite(value):
        raise QuantityError("This number is too large.")
    return Quantity(value, unit)
