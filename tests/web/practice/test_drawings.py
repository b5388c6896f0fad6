"""A run's drawing: our own passes unchanged in meaning, anything else is no drawing."""

from xml.etree import ElementTree as ET

import pytest

from quorate.labs import Solution, run_lab
from quorate.web.practice.drawings import NotADrawingError, clean_svg
from quorate.web.practice.labs import lab_by_slug
from web.practice.conftest import STARTER

START = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'

HOSTILE = [
    "<script>alert(1)</script>",
    "<g><script href='x'/></g>",
    "<foreignObject><div/></foreignObject>",
    "<image href='x'/>",
    "<use href='/static/x.svg#a'/>",
    f"<use {XLINK} xlink:href='#a'/>",
    "<a href='javascript:alert(1)'><text>x</text></a>",
    "<path onload='alert(1)'/>",
    "<g ONCLICK='alert(1)'/>",
    "<style>*{display:none}</style>",
    "<animate attributeName='href' to='javascript:1'/>",
    "<set attributeName='onload' to='1'/>",
    "<path fill='url(http://other.example/x)'/>",
    "<path fill='URL( //other.example/x#a )'/>",
    "<path style='fill:url(//other.example/x)'/>",
    "<path style='fill:url(\"http://other.example\")'/>",
    "<path style='background:image-set(\"//other.example/a\")'/>",
    "<path style='fill:\\75rl(x)'/>",
    "<path style='position:fixed'/>",
    "<path style='fill:red;behavior:expression(1)'/>",
    "<g class='skip'/>",
    "<text xml:base='http://other.example/'>x</text>",
    "<iframe/>",
    "<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>",
    "<html:script xmlns:html='http://www.w3.org/1999/xhtml'/>",
    "<g/>" * 10_000,
    "<g>" * 3_000 + "</g>" * 3_000,
    "<text>" + "x" * 300_000 + "</text>",
    "<path fill='&#x75;rl(//other.example)'/>",
]


@pytest.mark.parametrize("inside", HOSTILE, ids=lambda text: text[:40])
def test_what_a_drawing_does_not_hold_is_refused(inside: str) -> None:
    with pytest.raises(NotADrawingError):
        clean_svg(f"{START}{inside}</svg>")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no svg",
        "<svg",
        "<html/>",
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{START}<text>&a;</text></svg>',
        f'<?xml version="1.0"?>{START}</svg>',
        f"{START}<![CDATA[<script>]]></svg>",
        f"{START}&nbsp;</svg>",
        f"{START}\ud800</svg>",
        f"{START}\0</svg>",
    ],
    ids=lambda text: ascii(text)[-22:],
)
def test_what_is_no_plain_xml_is_refused(text: str) -> None:
    with pytest.raises(NotADrawingError):
        clean_svg(text)


def test_words_stay_words() -> None:
    cleaned = clean_svg(f"{START}<text>&lt;script&gt;alert(1)&lt;/script&gt;</text></svg>")
    assert "&lt;script&gt;" in cleaned
    assert "<script" not in cleaned


def test_our_own_drawing_keeps_every_element_and_attribute() -> None:
    lab = lab_by_slug("place-replicas").lab
    failure = run_lab(lab, Solution(source=STARTER), "racks", (0,)).failure
    assert failure is not None
    before, after = (ET.fromstring(text) for text in (failure.svg, clean_svg(failure.svg)))
    assert [(e.tag, e.attrib, e.text) for e in before.iter()] == [
        (e.tag, e.attrib, e.text) for e in after.iter()
    ]
