"""Bodies are JSON: copied deeply, and refused with the path of what is not JSON."""

from __future__ import annotations

import json
from enum import Enum, IntEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.node import BodyError, BudgetExceeded, copy_checked, copy_value

short_text = st.text("ab\u00e9\U0001f600", max_size=4)
atoms = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | short_text
    | st.floats(allow_nan=False, allow_infinity=False)
)
json_values = st.recursive(
    atoms,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short_text, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, derandomize=True)
@given(json_values)
def test_a_copy_is_what_the_wire_would_deliver(value: object) -> None:
    over_the_wire = json.loads(json.dumps(value))
    copied = copy_value(value, "body", 10**6)
    assert json.dumps(over_the_wire) == json.dumps(copied) == json.dumps(copy_checked(copied))


def test_nothing_mutable_is_shared_with_the_original() -> None:
    original = {"a": [{"b": [1]}]}
    checked, again = copy_value(original, "body", 10**6), copy_checked(original)
    original["a"][0]["b"].append(2)
    assert {"a": [{"b": [1]}]} == checked == again


def test_a_tuple_becomes_a_list_as_on_the_wire() -> None:
    assert [1, [2, 3]] == copy_value((1, (2, 3)), "body", 10**6)


def test_the_records_of_a_list_are_copied_each() -> None:
    original = [{"term": 1, "value": None}, {"term": 2, "value": "x"}]
    copied = copy_value(original, "entries", 10**6)
    for record in original:
        record["term"] = 9
    assert [{"term": 1, "value": None}, {"term": 2, "value": "x"}] == copied


@pytest.mark.parametrize("bad", [{1}, 1 << 64, float("nan"), b"x"])
def test_a_bad_field_of_a_record_in_a_list_is_named_with_its_path(bad: object) -> None:
    with pytest.raises(BodyError, match=r"entries\[1\]\.value is "):
        copy_value([{"term": 1, "value": 1}, {"term": 1, "value": bad}], "entries", 10**6)


class Colour(str, Enum):  # noqa: UP042 - the older spelling is what must work, too
    RED = "red"


class Level(IntEnum):
    HIGH = 3


def test_subclasses_of_atoms_become_plain_atoms() -> None:
    copied = copy_value([Colour.RED, Level.HIGH], "body", 10**6)
    assert [str, int] == [type(part) for part in copied]
    assert ["red", 3] == copied


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, {2}]}, r"body\.a\[1\] is a set, which JSON cannot carry; send sorted"),
        ({"a": b"x"}, r"body\.a is a bytes, which JSON cannot carry; send value\.decode"),
        ({"a": {1: 2}}, r"body\.a has the key 1, a int; JSON keys are text, use str\(key\)"),
        ([float("nan")], r"body\[0\] is nan, which JSON cannot carry"),
        ([float("-inf")], r"body\[0\] is -inf, which JSON cannot carry"),
        ([2**64], r"body\[0\] is a number beyond 64 bits; send it as text"),
        ([object()], r"body\[0\] is a object, which JSON cannot carry"),
    ],
)
def test_what_json_cannot_carry_is_refused_with_its_path_and_remedy(
    value: object, text: str
) -> None:
    with pytest.raises(BodyError, match=text):
        copy_value(value, "body", 10**6)


def test_a_list_that_contains_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(BodyError, match="does a list contain itself"):
        copy_value(endless, "body", 10**6)


@pytest.mark.parametrize(
    "value", ["x" * 1_000, [0] * 200, {"k" * 900: 1, "l" * 100: 2}, [{"k" * 99: "l" * 99}] * 6]
)
def test_a_body_that_is_too_large_hits_its_budget(value: object) -> None:
    with pytest.raises(BudgetExceeded, match="body bytes"):
        copy_value(value, "body", 999)
