"""Checks of inputs, shared by all calculators: each refusal names input, value and remedy."""

from decimal import Decimal
from math import isfinite

from quorate.calculators.errors import DomainError

COMPONENTS_MAX = 1_000_000
"""Largest number of components a calculator accepts."""


def number(name: str, value: object) -> float:
    """Return the value as a finite float; text is not a number here."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DomainError(name, value, "give a number")
    if not isfinite(value):
        raise DomainError(name, value, "give a finite number")
    return float(value)


def share(name: str, value: object) -> float:
    """Return a probability or share, 0 to 1 inclusive."""
    given = number(name, value)
    if not 0.0 <= given <= 1.0:
        raise DomainError(name, value, "give a share between 0 and 1 (99 % is 0.99)")
    return given


def positive(name: str, value: object) -> float:
    """Return a number above zero."""
    given = number(name, value)
    if given <= 0.0:
        raise DomainError(name, value, "give a number above 0")
    return given


def not_negative(name: str, value: object) -> float:
    """Return a number that is zero or more."""
    given = number(name, value)
    if given < 0.0:
        raise DomainError(name, value, "give 0 or more")
    return given


def whole(name: str, value: object, *, low: int = 1, high: int = COMPONENTS_MAX) -> int:
    """Return a whole number in the given range; 3.0 counts as 3."""
    given = number(name, value)
    if given != int(given):
        raise DomainError(name, value, "give a whole number")
    if not low <= given <= high:
        raise DomainError(name, value, f"give a whole number from {low} to {high:,}")
    return int(given)


def complement(value: float) -> float:
    """Return 1 - value, exactly as a person would do it on paper.

    `1 - 0.999999999999` in binary is off by 2 parts in 10,000. The shortest decimal that stands
    for the float is what was meant, so the subtraction is done there: the result is 1e-12.
    """
    return float(1 - Decimal(repr(value)))
