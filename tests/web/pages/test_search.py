"""Search: finding, ranking, marking, and surviving what people type."""

import sqlite3
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import get

from quorate.web.pages.search_index import SHOWN, Found, Row, SearchIndex, build_index, words_of

ROWS = (
    Row(
        "Quorum intersection", "", "Any two majorities share a node.", "concept", "/concepts/quorum"
    ),
    Row(
        "Law 5",
        "Majorities",
        "A quorum of three nodes is two; quorums overlap.",
        "section",
        "/laws/5#majorities",
    ),
    Row("Retry storms", "", "Retries amplify <b>load</b> & then more.", "lesson", "/laws/3"),
    Row("Café racks", "", "Wörter mit Akzenten \x01 und \x02 Zeichen.", "lesson", "/x"),
    *(Row(f"Filler {n}", "", f"common words number {n}", "concept", f"/f/{n}") for n in range(25)),
)
HOSTILE = (
    '"',
    '""',
    "'",
    "*",
    "a*b",
    "AND",
    "OR",
    "NOT x",
    "NEAR(a b)",
    "title:quorum",
    "{title body}:x",
    "(",
    ")",
    "((((",
    "^x",
    "-x",
    "a AND OR b",
    "quorum' OR 1=1 --",
    "\x00",
    "\x01\x02",
    "%",
    "\\",
    "💥",
    "ａ",
    "x" * 10_000,
    "a " * 5_000,
    "<script>alert(1)</script>",
    "\u202e",
    "İ",
    "ß",
    "'; DROP TABLE rows; --",
    "0x1",
    "1e9",
    "_",
    "__",
    "١٢٣",
    "null",
    "rows MATCH",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return build_index(ROWS, tmp_path_factory.mktemp("search") / "index.sqlite3")


def hrefs(found: Found) -> list[str]:
    return [hit.href for hit in found.hits]


def test_a_title_counts_for_more_than_text(index: SearchIndex) -> None:
    assert ["/concepts/quorum", "/laws/5#majorities"] == hrefs(index.search("quorum"))


def test_all_words_must_occur_and_endings_do_not_matter(index: SearchIndex) -> None:
    assert ["/laws/5#majorities"] == hrefs(index.search("quorums overlapping"))
    assert ["/x"] == hrefs(index.search("cafe"))


def test_the_last_word_may_be_unfinished(index: SearchIndex) -> None:
    assert "/laws/3" in hrefs(index.search("retry sto"))


def test_some_of_the_words_are_better_than_nothing_and_it_is_said(index: SearchIndex) -> None:
    found = index.search("quorum bicycle")
    assert found.loose
    assert ["/concepts/quorum", "/laws/5#majorities"] == hrefs(found)


def test_found_words_are_marked_and_everything_else_is_escaped(index: SearchIndex) -> None:
    (hit,) = index.search("amplify").hits
    assert "Retries <mark>amplify</mark> &lt;b&gt;load&lt;/b&gt; &amp; then more." == str(
        hit.snippet
    )


def test_marks_in_the_text_itself_are_taken_out(index: SearchIndex) -> None:
    (hit,) = index.search("akzenten").hits
    assert 1 == str(hit.snippet).count("<mark>") == str(hit.snippet).count("</mark>")


def test_ten_are_shown_and_the_next_page_goes_on(index: SearchIndex) -> None:
    first, second, third = (index.search("common words", page=page) for page in (1, 2, 3))
    assert [SHOWN, SHOWN, 5] == [len(each.hits) for each in (first, second, third)]
    assert [True, True, False] == [each.more for each in (first, second, third)]
    assert 25 == len({*hrefs(first), *hrefs(second), *hrefs(third)})


def test_the_index_cannot_be_written(index: SearchIndex) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index._connection().execute("DELETE FROM rows")


def test_building_replaces_the_file_and_leaves_no_other(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    build_index(ROWS[:1], path)
    again = build_index(ROWS[1:2], path)
    assert ["/laws/5#majorities"] == hrefs(again.search("quorum"))
    assert ["index.sqlite3"] == [each.name for each in tmp_path.iterdir()]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_is_an_error(index: SearchIndex, text: str) -> None:
    found = index.search(text)
    assert len(found.hits) <= SHOWN


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.integers(-5, 10_000))
def test_any_text_and_page_give_a_bounded_answer(index: SearchIndex, text: str, page: int) -> None:
    found = index.search(text, page=page)
    assert len(found.hits) <= SHOWN
    assert len(found.words) <= 8
    assert found.words == words_of(text)
    assert not (found.more and len(found.hits) < SHOWN)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_shows_what_was_typed_as_text(visitor: Client, text: str) -> None:
    response = visitor.get("/search", {"q": text})
    assert 200 == response.status_code
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "٣", "1.5", "", "500"])
def test_a_strange_page_number_is_no_error(visitor: Client, page: str) -> None:
    assert 200 == visitor.get("/search", {"q": "failure", "page": page}).status_code


def test_the_shipped_course_can_be_found(visitor: Client) -> None:
    page = get(visitor, "/search?q=correlated+failure")
    assert [] != [link for link in page.links if link.startswith("/laws/correlated-failure")]
    assert "/concepts/quorum-intersection" in get(visitor, "/search?q=quorum+intersection").links
    assert "/paths/manager" in get(visitor, "/search?q=engineering+manager").links


def test_an_empty_result_says_what_to_do_next(visitor: Client) -> None:
    page = get(visitor, "/search?q=zzzzzz")
    assert "Nothing holds these words" in page.text
    assert "/library" in page.links
    assert "Nothing to search for" in get(visitor, "/search?q=%22%22").text
    assert "No more results" in get(visitor, "/search?q=failure&page=20").text
