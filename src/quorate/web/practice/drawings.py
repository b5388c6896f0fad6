"""Drawings that come out of a run: kept only if they are nothing but shapes and words.

A run's process also runs the learner's code, so its SVG is as trustworthy as that code. It is parsed, and every
element, attribute and style that our own drawings do not use is refused; what is shown is written anew.
"""

import re
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2000/svg"
BYTES_MAX = 200_000
ELEMENTS_MAX = 5_000
ELEMENTS = frozenset(
    "svg g path line rect circle text tspan title desc defs pattern polygon polyline".split()
)
ATTRIBUTES = frozenset(
    "class d x y x1 y1 x2 y2 cx cy r rx ry dx dy width height points transform viewBox role id tabindex "
    "text-anchor dominant-baseline patternUnits patternTransform preserveAspectRatio focusable "
    "fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin opacity fill-opacity "
    "stroke-opacity font-size font-family font-weight font-style vector-effect lang".split()
)
NAMED = re.compile(r"(aria|data)-[a-z-]{1,30}\Z")
STYLES = frozenset(
    "fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin opacity fill-opacity "
    "stroke-opacity font font-size font-family font-weight font-style text-anchor color "
    "font-variant-numeric paint-order background max-width width height".split()
)
VALUE = re.compile(r"[-\w\s.,#%()'\"/+:]*\Z")
REFERENCE = re.compile(r"url\(\s*(?!#[\w-]+\s*\))", re.IGNORECASE)


class NotADrawingError(ValueError):
    """It holds something that no drawing of ours holds."""


def clean_svg(text: str) -> str:
    """The same drawing, written anew; raises NotADrawingError if it is anything else."""
    if len(text.encode(errors="replace")) > BYTES_MAX:
        raise NotADrawingError(f"larger than {BYTES_MAX:,} bytes")
    if "<!" in text or "<?" in text:
        raise NotADrawingError("declarations and processing instructions are not drawings")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  without declarations there are no entities
    except ElementTree.ParseError as error:
        raise NotADrawingError(str(error)) from error
    if tag_of(root) != "svg":
        raise NotADrawingError("the outermost element is not svg")
    for count, element in enumerate(root.iter(), start=1):
        if count > ELEMENTS_MAX:
            raise NotADrawingError(f"more than {ELEMENTS_MAX:,} elements")
        check_element(element)
    ElementTree.register_namespace("", NAMESPACE)
    return ElementTree.tostring(root, encoding="unicode")


def tag_of(element: ElementTree.Element) -> str:
    """The plain name of an SVG element."""
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def check_element(element: ElementTree.Element) -> None:
    """Refuse what is not on the lists."""
    if tag_of(element) not in ELEMENTS:
        raise NotADrawingError(f"element {element.tag[:60]!r}")
    for name, value in element.attrib.items():
        if name == "style":
            check_style(value)
        elif name not in ATTRIBUTES and not NAMED.match(name):
            raise NotADrawingError(f"attribute {name[:60]!r}")
        elif REFERENCE.search(value):
            raise NotADrawingError(f"a reference in {name}")


def check_style(style: str) -> None:
    """Refuse properties and values that a drawing does not use."""
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        name, _, value = declaration.partition(":")
        if name.strip() not in STYLES or not VALUE.match(value) or REFERENCE.search(value):
            raise NotADrawingError(f"style {declaration[:60]!r}")
