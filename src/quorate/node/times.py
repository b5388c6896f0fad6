"""Durations, as whole microseconds."""

from __future__ import annotations


def us(count: float) -> int:
    """So many microseconds."""
    return round(count)


def ms(count: float) -> int:
    """So many milliseconds, in microseconds."""
    return round(count * 1_000)


def seconds(count: float) -> int:
    """So many seconds, in microseconds."""
    return round(count * 1_000_000)
