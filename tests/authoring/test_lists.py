"""Lists as people write them, in the form that the Markdown reader understands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.authoring.lists import normalise_lists


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Text:\n- a\n- b", "Text:\n\n- a\n- b"),
        ("1. a\n   - b\n   - c\n2. d", "1. a\n    - b\n    - c\n2. d"),
        ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"),
        ("- a\n  more of a\n- b", "- a\n  more of a\n- b"),
        ("    Text:\n    - a", "    Text:\n\n    - a"),
        ("```\ntext\n- a\n  - b\n```", "```\ntext\n- a\n  - b\n```"),
        ("Text\n---\nmore", "Text\n---\nmore"),
        ("- a\n\n    inside\n- b", "- a\n\n    inside\n- b"),
        ("a - b\nc", "a - b\nc"),
        ("# Title\n- a", "# Title\n- a"),
        ("1. a\n   more\n   - b\n     more of b", "1. a\n   more\n    - b\n      more of b"),
    ],
)
def test_lists_are_set_apart_and_nested_by_four(written: str, wanted: str) -> None:
    assert wanted == normalise_lists(written)


@given(st.text("ab-*1. \n`#|", max_size=120))
def test_no_word_is_lost_and_a_second_time_changes_nothing_in_words(text: str) -> None:
    once = normalise_lists(text)
    assert text.split() == once.split()
