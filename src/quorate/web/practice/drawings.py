"""Drawings that come out of a run: kept only if they are nothing but shapes and words.

A run's process also runs the learner's code, so its SVG is as trustworthy as that code. It is parsed, and every
element, attribute and style that our own drawings do not use is refused; what is shown is written anew.
"""

import re
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
BYTES_MAX = 200_000
ELEMENTS_MAX = 5_000
ELEMENTS = frozenset(
    "svg g path line rect circle text tspan title desc defs pattern polygon polyline".split()
)
ATTRIBUTES = frozenset(
    "d x y x1 y1 x2 y2 cx cy r rx ry dx dy width height points transform viewBox role id tabindex "
    "text-anchor dominant-baseline patternUnits patternTransform preserveAspectRatio focusable "
    "fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin opacity fill-opacity "
    "stroke-opacity font-size font-family font-weight font-style vector-effect lang".split()
)
NAMED = re.compile(r"(aria|data)-[a-z-]{1,30}\Z")
STYLES = frozenset(
    "fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin opacity fill-opacity "
    "stroke-opacity font font-size font-family font-weight font-style text-anchor color "
    "font-variant-numeric paint-order max-width width height".split()
)
VALUE = re.compile(r"[-\w\s.,#%()]*\Z")
FUNCTION = re.compile(r"([\w-]+)\s*\(")
FUNCTIONS = frozenset("var url calc rotate translate scale skewX skewY matrix".split())
CLASSES = frozenset("diagram event now edge".split())
DEPTH_MAX = 40
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
        root = ET.fromstring(text)  # noqa: S314  without declarations there are no entities
    except (ET.ParseError, UnicodeEncodeError) as error:
        raise NotADrawingError(str(error)) from error
    if tag_of(root) != "svg":
        raise NotADrawingError("the outermost element is not svg")
    count, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        count += 1
        if count > ELEMENTS_MAX or depth > DEPTH_MAX:
            raise NotADrawingError(f"more than {ELEMENTS_MAX:,} elements, or nested too deeply")
        check_element(element)
        waiting.extend((child, depth + 1) for child in element)
    ET.register_namespace("", NAMESPACE)
    return ET.tostring(root, encoding="unicode")


def tag_of(element: ET.Element) -> str:
    """The plain name of an SVG element."""
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def check_element(element: ET.Element) -> None:
    """Refuse what is not on the lists."""
    if tag_of(element) not in ELEMENTS:
        raise NotADrawingError(f"element {element.tag[:60]!r}")
    for name, value in element.attrib.items():
        if name == "style":
            check_style(value)
        elif name == "class":
            check_classes(value)
        elif name in ATTRIBUTES:
            check_value(name, value)
        elif not NAMED.match(name):
            raise NotADrawingError(f"attribute {name[:60]!r}")


def check_style(style: str) -> None:
    """Refuse properties and values that a drawing does not use."""
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        name, _, value = declaration.partition(":")
        if name.strip() not in STYLES or not VALUE.match(value):
            raise NotADrawingError(f"style {declaration[:60]!r}")
        check_value(name, value)


def check_value(name: str, value: str) -> None:
    """Refuse what leads out of the drawing: a reference that is none of its own, a function that fetches."""
    functions = {found.lower() for found in FUNCTION.findall(value)}
    if REFERENCE.search(value) or not functions <= {each.lower() for each in FUNCTIONS}:
        raise NotADrawingError(f"a reference in {name}")


def check_classes(value: str) -> None:
    """Refuse the page's own classes: one of them could cover the page."""
    if not CLASSES.issuperset(value.split()):
        raise NotADrawingError(f"class {value[:60]!r}")
