"""How pages print numbers: `{{ availability.parallel(0.99, 2) | percent(4) }}`.

No filter ever rounds a value into a different statement: what is not certain never prints as
"100 %" and what can happen never as "0 %"; the number of digits grows instead.
"""

from collections.abc import Callable
from decimal import Decimal
from math import inf, isfinite

from quorate.calculators.domain import not_negative, number, share, whole
from quorate.calculators.errors import DomainError

DIGITS_MAX = 15
ODDS_WRITTEN_OUT_MIN = 1e-15
"""Rarer than this, odds print as a power of ten."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SECONDS = (
    ("years", 31_557_600.0),
    ("d", 86_400.0),
    ("h", 3_600.0),
    ("min", 60.0),
    ("s", 1.0),
)
_FRACTIONS = (("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9))


def percent(value: float, digits: int = 2) -> str:
    """Print a share as percent: `percent(0.9999, 2)` is "99.99 %"."""
    given = Decimal(repr(number("value", value))) * 100
    for places in range(_digits(digits), DIGITS_MAX + 1):
        text = f"{given:,.{places}f}"
        changed = Decimal(text.replace(",", "")) != given
        if not (changed and Decimal(text.replace(",", "")) in (0, 100)):
            return f"{text} %"
    return f"{significant(float(given), 2)} %" if given < 1 else f"{given} %"


def round_(value: float, digits: int = 0) -> str:
    """Print with a fixed number of decimals and thousands: `round_(1234.5678, 1)` is "1,234.6"."""
    given = number("value", value)
    text = f"{Decimal(repr(given)):,.{_digits(digits)}f}"
    return significant(given, 2) if given and not float(text.replace(",", "")) else text


def significant(value: float, digits: int = 3) -> str:
    """Print with significant digits: 0.00123, 1,230 or 1.23 × 10⁻⁷."""
    if value == inf:
        return "∞"
    given = number("value", value)
    whole("digits", digits, high=DIGITS_MAX)
    mantissa, exponent = f"{given:.{digits - 1}e}".split("e")
    power = int(exponent)
    if -5 < power < max(digits, 6):
        rounded = Decimal(f"{mantissa}e{power}")
        text = f"{rounded:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa} × 10{str(power).translate(_SUPERSCRIPTS)}"


def duration(seconds: float) -> str:
    """Print a time span in its two largest units: `duration(316)` is "5 min 16 s"."""
    given = not_negative("seconds", seconds)
    if given == 0.0:
        return "0 s"
    if given < 1.0:
        return _fraction_of_a_second(given)
    if given < 10.0:
        return f"{significant(given, 2)} s"
    return _two_units(float(round(given)))


def _fraction_of_a_second(seconds: float) -> str:
    for name, size in _FRACTIONS:
        if seconds >= size:
            return f"{significant(seconds / size, 3)} {name}"
    return f"{significant(seconds, 2)} s"


def _two_units(seconds: float) -> str:
    for position, (name, size) in enumerate(_SECONDS):
        if seconds < size:
            continue
        if name == "s":
            return f"{seconds:.0f} s"
        if name == "years":
            years = significant(seconds / size, 2)
            return "1 year" if years == "1" else f"{years} years"
        smaller, smaller_size = _SECONDS[position + 1]
        units = round(seconds / smaller_size)
        per_unit = round(size / smaller_size)
        large, rest = divmod(units, per_unit)
        return f"{large:,} {name} {rest} {smaller}" if rest else f"{large:,} {name}"
    raise AssertionError(seconds)


def one_in(value: float) -> str:
    """Print a probability as odds: `one_in(0.000001)` is "1 in 1,000,000"; 0 is "never"."""
    given = share("value", value)
    if given == 0.0:
        return "never"
    if given > 0.1:
        return f"1 in {significant(1.0 / given, 2)}"
    if given < ODDS_WRITTEN_OUT_MIN:
        return f"1 in {significant(1.0 / given)}"
    return (
        f"1 in {int(float(f'{1.0 / given:.2e}')):,}" if given < 0.01 else f"1 in {1.0 / given:.0f}"
    )


def _digits(digits: int) -> int:
    if not isfinite(digits) or digits != int(digits) or not 0 <= digits <= DIGITS_MAX:
        raise DomainError("digits", digits, f"give a whole number from 0 to {DIGITS_MAX}")
    return int(digits)


FILTERS: dict[str, Callable[..., str]] = {
    "duration": duration,
    "one_in": one_in,
    "percent": percent,
    "round_": round_,
    "significant": significant,
}
"""Filters by the name a page uses."""
