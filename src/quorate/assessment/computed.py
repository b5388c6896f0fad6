"""Computed values in text: `{{ expression | filter(arguments) }}`."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from quorate.assessment.errors import ExpressionError
from quorate.assessment.expressions import FILTERS, LENGTH_MAX, Names, evaluate

_PLACE = re.compile(rf"(?<!\\)\{{\{{(?P<inside>[^{{}}]{{1,{LENGTH_MAX}}})\}}\}}")
_ESCAPED = re.compile(r"\\\{\{")


@dataclass(frozen=True, slots=True)
class Computed:
    """One computed value found in a text, at its offset."""

    start: int
    source: str


def find_computed(text: str) -> Iterator[Computed]:
    """Yield every computed value of a text."""
    for match in _PLACE.finditer(text):
        yield Computed(match.start(), match["inside"].strip())


def compute(source: str, names: Names) -> str:
    """Return the printed value of `expression | filter | filter(arguments)`.

    Raises ExpressionError.
    """
    expression, *filters = split_bars(source)
    value = evaluate(expression, names)
    for each in filters:
        value = _filtered(value, each, names)
    return plain(value)


def fill(text: str, names: Names) -> str:
    """Return the text with every computed value printed. Raises ExpressionError."""
    filled = _PLACE.sub(lambda match: compute(match["inside"].strip(), names), text)
    return _ESCAPED.sub("{{", filled)


def split_bars(source: str) -> list[str]:
    """Split at `|` outside of quotes and brackets."""
    parts, depth, quote, start = [], 0, "", 0
    for position, letter in enumerate(source):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "|" and depth == 0:
            parts.append(source[start:position].strip())
            start = position + 1
    return [*parts, source[start:].strip()]


def _filtered(value: object, source: str, names: Names) -> str:
    """Apply one filter, written as a name or a call."""
    tree = _filter_tree(source)
    name = tree.id if isinstance(tree, ast.Name) else ""
    arguments: list[object] = []
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.keywords:
        name = tree.func.id
        arguments = [evaluate(ast.unparse(each), names) for each in tree.args]
    function = FILTERS.get(name)
    if function is None:
        known = ", ".join(sorted(FILTERS))
        raise ExpressionError(source, f"is not a filter; there are {known}")
    try:
        return function(value, *arguments)
    except Exception as error:
        raise ExpressionError(source, str(error)) from error


def _filter_tree(source: str) -> ast.expr:
    try:
        return ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise ExpressionError(source, "is not a filter") from None


def plain(value: object) -> str:
    """Print a value as a reader expects it: no float tails, no scientific notation."""
    if isinstance(value, float):
        return format(Decimal(f"{value:.12g}"), "f")
    return str(value)
