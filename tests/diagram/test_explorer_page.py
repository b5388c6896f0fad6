"""A run as one page: whole without script, safe whatever its names are, asking nobody for anything."""

import json
import re
from html.parser import HTMLParser

import pytest

from diagram.traces import INVOKED, Row, failing_read, trace_of
from quorate.diagram import (
    EmptyDrawingError,
    Violation,
    explorer_html,
    first_picture,
    picture_of,
    scene_of,
    script_data,
)
from quorate.faults import FaultPlan

NO_FAULTS = FaultPlan()
HOSTILE = "</script><script>alert(1)</script><!--\u2028{node}"
ABOUT = {"title": "A read", "seed": 3, "verdict": "violated", "reason": "nobody answered"}
BUNDLE = 'console.log("</script><!-- not the end -->")'


class Elements(HTMLParser):
    """The elements of a page, and what stands in its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.scripts: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.names[-1:] == ["script"] and self.scripts:
            self.scripts[-1] += data


def page(name: str = "gateway", bundle: str | None = BUNDLE, **about: object) -> str:
    scene = scene_of(
        failing_read(gateway=name), NO_FAULTS, violating=[Violation(INVOKED, f"because of {name}")]
    )
    return explorer_html(scene, {**ABOUT, **about}, bundle=bundle)


def test_the_page_holds_the_scene_the_script_the_picture_and_the_words() -> None:
    text = page()
    found = Elements(text)
    data = json.loads(found.scripts[0])
    assert 9 == len(data["events"]["t"]), "the whole run, not only the picture"
    assert "console.log" in found.scripts[1]
    assert 1 == text.count("<svg")
    assert "c1 gives up after 0.898 s" in text
    assert "nobody answered" in text


def test_the_page_asks_nobody_for_anything() -> None:
    found = Elements(page())
    assert [] == found.addresses
    assert "default-src 'none'" in page()
    assert [] == re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page())


def test_hostile_names_stay_text_in_markup_and_in_the_data() -> None:
    found = Elements(page(HOSTILE, title=HOSTILE, reason=HOSTILE, parameters={HOSTILE: HOSTILE}))
    assert 2 == found.names.count("script")
    assert [] == found.handlers
    data = json.loads(found.scripts[0])
    assert HOSTILE in [name for name, _ in data["lanes"]]
    assert HOSTILE == data["about"]["title"]


def test_the_script_ends_where_it_should() -> None:
    program = Elements(page()).scripts[1]
    assert 'console.log("<\\/script>\\x3c!-- not the end -->")' == program.strip()


def test_a_tree_that_was_not_built_still_gives_picture_and_words_and_says_so() -> None:
    text = page(bundle=None)
    assert [] == Elements(text).scripts
    assert "make setup" in text
    assert 1 == text.count("<svg")
    assert "c1 gives up after 0.898 s" in text


def test_the_picture_is_of_the_violation_or_of_the_beginning() -> None:
    trace = failing_read()
    picture, caption = first_picture(scene_of(trace, NO_FAULTS))
    assert picture is not None
    assert "long before" in picture.text
    assert caption.startswith("The first")
    accused = scene_of(trace, NO_FAULTS, violating=[Violation(INVOKED, "no answer")])
    picture, caption = first_picture(accused)
    assert picture is not None
    assert "long before" not in picture.text
    assert 3 == picture.svg.count('height="14"') + picture.svg.count(
        'height="20"'
    ) + picture.svg.count('height="26"'), "a bar in a doubled outline"
    assert "accused" in caption


def test_the_picture_shows_a_claim_that_is_accused_in_a_doubled_outline() -> None:
    rows: list[Row] = [(t, "log", "m1", None, f"at {t}", {}, None) for t in range(500)]
    scene = scene_of(trace_of(*rows), NO_FAULTS, violating=[Violation(2, "x"), Violation(400, "y")])
    picture, caption = first_picture(scene)
    assert picture is not None
    assert 400 in [event.index for event in picture.events], "where it became wrong"
    assert 2 == picture.svg.count("--bad")
    assert "Around the last event accused." == caption


def test_a_picture_never_has_more_events_than_can_be_read() -> None:
    rows: list[Row] = [(t, "log", "m1", None, f"at {t}", {}, None) for t in range(500)]
    picture, _ = first_picture(scene_of(trace_of(*rows), NO_FAULTS))
    assert picture is not None
    assert 60 == len(picture.events)


def test_a_run_in_which_nothing_happened_is_a_page_all_the_same() -> None:
    scene = scene_of(trace_of(), NO_FAULTS)
    assert "Nothing happened" in explorer_html(scene, ABOUT, bundle=BUNDLE)
    with pytest.raises(EmptyDrawingError):
        picture_of(scene)


def test_what_no_file_can_hold_is_replaced() -> None:
    assert '"?"' == script_data("\ud800")
