"""YAML that knows its lines, and refuses what content does not need."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quorate.assessment import Located, Unreadable, read_yaml


def test_values_and_their_lines() -> None:
    found = read_yaml("a: 1\nb:\n  - c: 2.5\n  - d: 'no'\n", first_line=10)
    assert {"a": 1, "b": [{"c": 2.5}, {"d": "no"}]} == found
    assert {"a": 10, "b": 11} == found.lines
    assert [12, 13] == found["b"].lines
    assert 13 == found["b"][1].line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("null", None),
        ("2026-12-07", "2026-12-07"),
        ("010", 10),
        ("1e-3", 0.001),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("'1'", "1"),
        ("12:30", "12:30"),
        (".5", 0.5),
    ],
)
def test_words_stay_words(text: str, expected: object) -> None:
    assert {"k": expected} == read_yaml(f"k: {text}")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: &x 1\nb: *x\n", 1, "anchors"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: 1\n--- \nb: 2\n", 2, "second document"),
        ("a: [1\nb: 2\n", 2, ""),
        ("a: b: c\n", 1, ""),
        ("? [a]\n: b\n", 1, "plain word"),
        ("[" * 60 + "]" * 60, 1, "nested deeper"),
        ("a: \x07", 1, ""),
        ("*x", 1, "anchors"),
    ],
)
def test_what_is_refused_names_its_line(text: str, line: int, reason: str) -> None:
    found = read_yaml(text)
    assert isinstance(found, Unreadable)
    assert line == found.line
    assert reason in found.reason


def test_a_huge_text_is_refused() -> None:
    assert isinstance(read_yaml("a" * 1_000_001), Unreadable)


def test_an_empty_text_is_nothing() -> None:
    assert read_yaml("# only a comment\n") is None


_PLAIN = st.recursive(
    st.integers(-999, 999) | st.booleans() | st.none() | st.text("abc :#-'\"\n", max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", min_size=1), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=4), _PLAIN, min_size=1, max_size=4))
def test_what_the_library_writes_is_read_back(value: dict[str, object]) -> None:
    found = read_yaml(yaml.safe_dump(value))
    assert value == found
    assert isinstance(found, Located)


@given(st.text(max_size=200))
def test_any_text_gives_a_value_or_a_reason(text: str) -> None:
    found = read_yaml(text)
    assert not isinstance(found, Unreadable) or found.reason
