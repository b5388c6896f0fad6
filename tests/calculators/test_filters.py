"""Numbers as a page prints them."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.calculators import FILTERS, DomainError
from quorate.calculators.filters import duration, one_in, percent, round_, significant


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.9999, 4, "99.9900 %"),
        (0.9999, 2, "99.99 %"),
        (0.99999999, 2, "99.999999 %"),
        (1e-9, 2, "0.0000001 %"),
        (1e-300, 2, "1 × 10⁻²⁹⁸ %"),
        (0.0, 2, "0.00 %"),
        (1.0, 0, "100 %"),
        (12.5, 0, "1,250 %"),
    ],
)
def test_percent(value: float, digits: int, text: str) -> None:
    assert text == percent(value, digits)


@given(st.floats(1e-17, 1.0 - 1e-16))
def test_percent_never_turns_the_possible_into_the_certain(value: float) -> None:
    number, sign = percent(value, 0).split(" ", 1)
    assert (sign == "%" and 0.0 < float(number) < 100.0) or sign.startswith("× 10⁻")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (1e-12, "1 × 10⁻¹² s"),
        (31.6e-6, "31.6 µs"),
        (0.5, "500 ms"),
        (3.21, "3.2 s"),
        (59.9, "1 min"),
        (316, "5 min 16 s"),
        (5_260, "1 h 28 min"),
        (315_576, "3 d 16 h"),
        (31_557_600, "1 year"),
        (63_115_200, "2 years"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert text == duration(seconds)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "never"),
        (1, "1 in 1"),
        (0.3, "1 in 3.3"),
        (0.0101, "1 in 99"),
        (1e-6, "1 in 1,000,000"),
        (1e-20, "1 in 1 × 10²⁰"),
    ],
)
def test_one_in(value: float, text: str) -> None:
    assert text == one_in(value)


def test_rounding_keeps_small_numbers_visible() -> None:
    assert round_(1234.5678, 1) == "1,234.6"
    assert round_(1e-7, 2) == "1 × 10⁻⁷"
    assert round_(0, 2) == "0.00"
    assert significant(inf) == "∞"
    assert significant(0.0012345) == "0.00123"
    assert significant(1234567) == "1.23 × 10⁶"
    assert significant(-3.14159) == "-3.14"


def test_filters_are_registered_by_the_name_a_page_uses() -> None:
    assert {"percent", "duration", "round_", "one_in"} <= set(FILTERS)
    assert FILTERS["percent"](0.5, 0) == "50 %"


def test_a_filter_refuses_what_it_cannot_print() -> None:
    with pytest.raises(DomainError, match="digits = 99: give a whole number from 0 to 15"):
        percent(0.5, 99)
    with pytest.raises(DomainError, match="seconds = -1: give 0 or more"):
        duration(-1)
    with pytest.raises(DomainError, match="value = 2"):
        one_in(2)
