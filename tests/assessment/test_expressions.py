"""Keys are evaluated by walking a tree in which only listed things exist."""

from types import NoneType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.assessment import ExpressionError, evaluate
from quorate.calculators import availability


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("2 ** -1", 0.5),
        ("-7 // 2", -4),
        ("7 % 4", 3),
        ("1 < p < 3", True),
        ("p > 1 and not p == 3", True),
        ("0 or 5", 5),
        ("'a' if p == 2 else 'b'", "a"),
        ("[1, p, 3][1]", 2),
        ("max(p, 5) - min([4, 1])", 4),
        ("round(2.567, 1)", 2.6),
        ("p in (1, 2)", True),
        ("word == 'rack'", True),
        ("sum(sorted([3, 1]))", 4),
    ],
)
def test_allowed_expressions(text: str, expected: object) -> None:
    assert expected == evaluate(text, {"p": 2, "word": "rack"})


def test_calculators_are_in_reach() -> None:
    expected = availability.parallel(0.99, 2)
    assert expected == evaluate("availability.parallel(0.99, n=2)", {})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("__import__('os')", "only these can be called"),
        ("().__class__", "Attribute is not allowed"),
        ("availability.__name__", "Attribute is not allowed"),
        ("availability.__dict__()", "has no"),
        ("availability.down()", "has no"),
        ("availability.Sequence()", "has no"),
        ("nowhere.parallel(1)", "no calculators"),
        ("[x for x in (1, 2)]", "ListComp is not allowed"),
        ("lambda: 1", "Lambda is not allowed"),
        ("(x := 1)", "NamedExpr is not allowed"),
        ("f'{1}'", "JoinedStr is not allowed"),
        ("{}", "Dict is not allowed"),
        ("'a' * 9999999", "arithmetic needs numbers"),
        ("[1] * 99999999", "arithmetic needs numbers"),
        ("9 ** 9 ** 9", "whole number up to"),
        ("9 ** 4000", "more than 900 digits"),
        ("2 ** 0.5", "whole number up to"),
        ("1 << 2", "LShift is not allowed"),
        ("~1", "is not allowed"),
        ("1 / 0", "division by zero"),
        ("q", "known are"),
        ("1 +", "not an expression"),
        ("1; 2", "not an expression"),
        ("b'bytes'", "constant is not allowed"),
        ("max(**p)", "not allowed"),
        ("availability.parallel(7, 2)", "7"),
        ("(" * 250 + "1" + ")" * 250, "xpression"),
        ("1+" * 120 + "1", "parts"),
        ("1" * 601, "longer than"),
        ("'x' is 'x'", "Is is not allowed"),
        ("p.real", "Attribute is not allowed"),
        ("p()", "only these can be called"),
    ],
)
def test_everything_else_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, {"p": {}})
    assert reason in str(caught.value)


@given(st.text(max_size=80))
def test_any_text_gives_a_value_or_an_expression_error(text: str) -> None:
    value: object = None
    refusal = ""
    try:
        value = evaluate(text, {"p": 0.5})
    except ExpressionError as error:
        refusal = str(error)
    assert refusal or isinstance(value, bool | int | float | str | list | tuple | NoneType)


@given(
    st.recursive(
        st.integers(-50, 50).map(str) | st.just("p"),
        lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        ),
        max_leaves=12,
    )
)
def test_arithmetic_agrees_with_python(text: str) -> None:
    expected: Any = eval(text, {"p": 7})
    assert expected == evaluate(text, {"p": 7})
