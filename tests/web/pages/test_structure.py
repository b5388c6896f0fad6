"""Each public page as structure: headings, landmarks, hosts, bytes, and where its links lead."""

import gzip
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from reading import get, inside, read

CSS = Path(settings.STATIC_ROOT) / "css"
CSS_GZIP_BYTES = 20 * 1024
PAGE_GZIP_BYTES = 40 * 1024
"""HTML alone: with style sheets and scripts a first view must stay below 150 KB."""
FIRST_VIEW_GZIP_BYTES = 150 * 1024


def test_one_heading_leads_and_no_level_is_skipped(visitor: Client, address: str) -> None:
    levels = [level for level, _ in get(visitor, address).headings]
    assert 1 == levels.count(1)
    assert 1 == levels[0]
    assert [] == [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]


def test_headings_have_words_and_ids_are_unique(visitor: Client, address: str) -> None:
    page = get(visitor, address)
    assert [] == [level for level, words in page.headings if not words]
    assert sorted(set(page.ids)) == sorted(page.ids)


def test_every_page_has_language_title_description_skip_link_and_the_five_places(
    visitor: Client, address: str
) -> None:
    html = visitor.get(address).content.decode()
    page = read(html)
    assert '<html lang="en"' in html
    assert re.search(r"<title>[^<]{4,}· Quorate</title>", html)
    assert re.search(r'<meta name="description" content="[^"]{20,}">', html)
    assert "#main" == page.links[0]
    assert "main" in page.ids
    places = [
        link
        for link in page.links
        if link in ("/today", "/paths", "/practice", "/library", "/search")
    ]
    assert ["/today", "/paths", "/practice", "/library", "/search"] == places[:5]


def test_nothing_comes_from_another_host_and_nothing_runs_inline(
    visitor: Client, address: str
) -> None:
    page = get(visitor, address)
    assert [] == [each for each in page.addresses if inside(address, each) is None]
    assert [] == page.inline


def test_style_sheets_name_no_host_and_stay_small() -> None:
    sheets = {path.name: path.read_text("utf-8") for path in sorted(CSS.glob("*.css"))}
    assert {
        "tokens.css",
        "base.css",
        "layout.css",
        "components.css",
        "figures.css",
        "lesson.css",
        "lab.css",
    } <= set(sheets)
    assert [] == [name for name, text in sheets.items() if re.search(r"url\(|@import|://", text)]
    assert len(gzip.compress("".join(sheets.values()).encode(), 9)) <= CSS_GZIP_BYTES


def test_colours_are_named_once_and_used_by_name() -> None:
    """A colour outside the tokens would be wrong in one of light, dark and print."""
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    used = {
        path.name: [
            each
            for line in path.read_text("utf-8").splitlines()
            if "--paper:" not in line
            for each in literal.findall(line)
        ]
        for path in CSS.glob("*.css")
        if path.name != "tokens.css"
    }
    assert {} == {name: found for name, found in used.items() if found}


def test_a_first_view_stays_within_its_bytes(visitor: Client, address: str) -> None:
    html = visitor.get(address).content
    page = read(html.decode())
    assert len(gzip.compress(html, 6)) <= PAGE_GZIP_BYTES
    loaded = {each.split("#")[0] for each in page.addresses if each.startswith("/static/")}
    bodies = [b"".join(visitor.get(each)) for each in sorted(loaded)]  # type: ignore[arg-type]
    assert (
        len(gzip.compress(html, 6)) + sum(len(gzip.compress(body, 6)) for body in bodies)
        <= FIRST_VIEW_GZIP_BYTES
    )


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_design_page_shows_every_part_in_both_lights(visitor: Client, name: str) -> None:
    html = visitor.get("/design").content.decode()
    side = html.split(f'theme-{name}"', 1)[1].split('class="side ', 1)[0]
    macros = re.findall(
        r"{% macro (\w+)\(",
        (Path(settings.WEB_ROOT) / "templates" / "components.html").read_text("utf-8"),
    )
    shown = {
        "icon": "<use ",
        "attributes": "disabled",
        "button": "<button",
        "link_button": 'class="button primary" href',
        "go": 'class="go"',
        "card": 'class="card"',
        "path_card": "icon-sigil",
        "span_facts": 'class="facts"',
        "scale": 'class="scale"',
        "facet_bar": 'class="facets"',
        "progress": "<progress",
        "badge": 'class="badge',
        "status": 'class="status is-verified"',
        "admonition": 'class="admonition',
        "notice": 'class="notice problem"',
        "tab_links": 'class="tabs"',
        "tabs": "tabbed-set",
        "field": 'class="field has-error"',
        "choices": 'class="choices',
        "table": "<table",
        "figure": "<figcaption>",
        "twin": 'class="twin"',
        "empty": 'class="empty"',
        "verdict": 'class="verdict is-violated"',
        "dock": 'class="dock-tabs"',
        "memo": 'class="memo"',
        "breadcrumbs": 'class="crumbs"',
        "pager": 'class="pager"',
        "unit_row": 'class="unit is-planned"',
    }
    assert [] == [macro for macro in macros if shown[macro] not in side]
    assert [] == [
        state
        for state in ("planned", "available", "practised", "mastered", "verified")
        if f"is-{state}" not in side
    ]
    assert [] == [
        kind for kind in ("ok", "violated", "unknown") if f"verdict is-{kind}" not in side
    ]
