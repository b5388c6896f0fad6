"""Reads drawings back, for assertions on structure instead of text."""

import re
from xml.etree import ElementTree as ET

from quorate.diagram import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def parse(drawing: Drawing) -> ET.Element:
    """A drawing is well-formed XML or this raises."""
    return ET.fromstring(drawing.svg)


def marked(drawing: Drawing, kind: str) -> list[ET.Element]:
    return [e for e in parse(drawing).iter() if e.get("data-event") == kind]


def titles(drawing: Drawing) -> list[str]:
    return [
        e.find(f"{SVG}title").text  # type: ignore[misc, union-attr]
        for e in parse(drawing).iter(f"{SVG}g")
        if e.get("class") == "event"
    ]


def ids(drawing: Drawing) -> list[str]:
    return [found for e in parse(drawing).iter() if (found := e.get("id"))]


def colours_outside_properties(drawing: Drawing) -> list[str]:
    """Colour values that a page could not override."""
    without = re.sub(r"var\(--[a-z]+,#[0-9a-f]{6}\)", "", drawing.svg)
    allowed = r"currentColor|none|transparent|url\(#[a-z0-9-]+\)"
    painted = re.findall(r'(?:fill|stroke|color)="([^"]*)"', without)
    return [c for c in painted if not re.fullmatch(allowed, c)] + re.findall(
        r"#[0-9a-f]{3,8}\b(?!-)", re.sub(r"url\(#[^)]*\)", "", without)
    )
