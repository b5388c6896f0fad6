"""Brings lists into the form that Python-Markdown understands.

Authors of the dialect write lists directly under a paragraph and indent nested items by two or
three spaces, as CommonMark allows; Python-Markdown would show both as running text.
"""

import re

from quorate.authoring.documents import fenced_lines

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,3}\.)(?P<gap> +)(?=\S)")
_ALONE = re.compile(r"^ *(?:(?:[-*_] *){3,}|[-*+]|\d{1,3}\.)\s*$")
_STEP = 4


def normalise_lists(text: str) -> str:
    """Return the text with lists set apart and nested in steps of four. Keeps inner text."""
    fenced = fenced_lines(text)
    result: list[str] = []
    levels: list[tuple[int, int]] = []
    for number, line in enumerate(text.split("\n")):
        if number in fenced:
            result.append(_shifted(line, levels))
            continue
        match = None if _ALONE.match(line) else _ITEM.match(line)
        if match:
            levels = _enter(levels, len(match["indent"]), len(match["mark"]) + 1)
            written = " " * levels[-1][1] + line[len(match["indent"]) :]
            if _needs_gap(result, written):
                result.append("")
            result.append(written)
        elif not line.strip():
            result.append(line)
        else:
            levels = _leave(levels, line, result)
            result.append(_shifted(line, levels))
    return "\n".join(result)


def _enter(levels: list[tuple[int, int]], indent: int, width: int) -> list[tuple[int, int]]:
    """Return the open lists after an item: pairs of indentation written and wanted."""
    while levels and indent < levels[-1][0]:
        levels = levels[:-1]
    if not levels:
        return [(indent, indent)]
    written, wanted = levels[-1]
    if indent == written or indent < written + min(width, 2):
        return levels
    if indent >= written + _STEP:
        return [*levels, (indent, wanted + (indent - written) // _STEP * _STEP)]
    return [*levels, (indent, wanted + _STEP)]


def _leave(levels: list[tuple[int, int]], line: str, result: list[str]) -> list[tuple[int, int]]:
    """Close the lists that an ordinary line ends: less indented, after an empty line."""
    indent = len(line) - len(line.lstrip())
    after_gap = not result or not result[-1].strip()
    while levels and (indent <= levels[-1][0]) and (after_gap or indent < levels[-1][0]):
        levels = levels[:-1]
    return levels


def _shifted(line: str, levels: list[tuple[int, int]]) -> str:
    if not levels or not line.strip():
        return line
    written, wanted = levels[-1]
    return " " * (wanted - written) + line if line.startswith(" " * (written + 1)) else line


def _needs_gap(result: list[str], line: str) -> bool:
    """Whether an item directly follows running text of the same indentation."""
    if not result or not result[-1].strip():
        return False
    before = result[-1]
    indent = len(line) - len(line.lstrip())
    same = len(before) - len(before.lstrip()) == indent
    marked = _ITEM.match(before) or before.lstrip().startswith(
        ("#", "|", ">", "<", "!!!", "???", "===")
    )
    return same and not marked and not _in_item(result, indent)


def _in_item(result: list[str], indent: int) -> bool:
    """Whether the line before continues an item lazily, so that the next item needs no gap."""
    for line in reversed(result):
        if not line.strip() or len(line) - len(line.lstrip()) < indent:
            return False
        match = _ITEM.match(line)
        if match and len(match["indent"]) == indent:
            return True
    return False
