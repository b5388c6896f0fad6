"""Computed values in text."""

import pytest

from quorate.assessment import ExpressionError, compute, fill, find_computed


def test_filters_print_a_value() -> None:
    assert "99.99 %" == compute("availability.parallel(0.99, 2) | percent(2)", {})
    assert "5 min 16 s" == compute("316 | duration", {})


def test_a_value_without_filter_has_no_float_tail() -> None:
    assert "0.3" == compute("0.1 + 0.2", {})
    assert "0.0000001" == compute("1 / 10000000", {})
    assert "3" == compute("n", {"n": 3})


def test_text_is_filled_and_escapes_stay_braces() -> None:
    assert "2 of {{ n }}" == fill(r"{{ n }} of \{{ n }}", {"n": 2})


def test_a_bar_in_quotes_is_no_filter() -> None:
    assert "a|b" == compute("'a|b'", {})


@pytest.mark.parametrize(
    "source", ["1 | nowhere", "1 | percent(n=2)", "1 | 2", "1 | percent('x')", "1 |"]
)
def test_a_bad_filter_is_an_expression_error(source: str) -> None:
    with pytest.raises(ExpressionError):
        compute(source, {})


def test_places_are_found_with_their_offset() -> None:
    assert [(4, "1 + 1")] == [
        (each.start, each.source) for each in find_computed("is: {{ 1 + 1 }}")
    ]
