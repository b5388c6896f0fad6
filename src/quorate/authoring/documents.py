"""The shape of an author's Markdown file: front matter, sections, openings, fences."""

import re
from dataclasses import dataclass, field

from quorate.assessment import Located, Unreadable, read_yaml
from quorate.curriculum import Problem

_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_SECTION = re.compile(r"^## +(?P<title>.*?)(?:\s*\{[^}]*?#(?P<id>[\w-]+)[^}]*\})?\s*$")
_OPENING = re.compile(r"^/{3,} *opening *\| *(?P<name>\S.*?)\s*$")
_BLOCK_END = re.compile(r"^/{3,}\s*$")
_DEFINITION = re.compile(r"^(\[[^\]^][^\]]*\]:|\*\[[^\]]+\]:)\s")
_FOOTNOTE = re.compile(r"^\[\^(?P<name>[^\]]+)\]:\s")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its info words, its text without indentation, its first line."""

    words: tuple[str, ...]
    text: str
    line: int
    line_end: int


@dataclass(frozen=True, slots=True)
class Section:
    """One `## ` section: heading and body; `line` is that of the first body line."""

    id: str
    title: str
    text: str
    line: int


@dataclass(slots=True)
class Document:
    """A Markdown file taken apart."""

    path: str
    text: str
    line: int = 1
    front: Located | None = None
    problems: list[Problem] = field(default_factory=list)


def read_document(text: str, path: str) -> Document:
    """Split front matter from the body; a bad one is a problem of the document."""
    document = Document(path, text)
    if not text.startswith("---\n"):
        document.problems.append(_no_front(path, "the file does not begin with `---`"))
        return document
    end = re.search(r"^---[ \t]*$", text[4:], re.MULTILINE)
    if end is None:
        document.problems.append(_no_front(path, "the front matter is not closed by `---`"))
        return document
    value = read_yaml(text[4 : 4 + end.start()], first_line=2)
    document.text = text[4 + end.end() :].removeprefix("\n")
    document.line = text.count("\n", 0, 4 + end.end()) + 2
    if isinstance(value, Unreadable):
        hint = "quote values that hold `: ` or begin with a special character"
        problem = Problem(path, value.line, "content.E001", value.reason, hint)
        document.problems.append(problem)
    elif not isinstance(value, Located):
        document.problems.append(_no_front(path, "the front matter holds no keys"))
    else:
        document.front = value
    return document


def _no_front(path: str, message: str) -> Problem:
    return Problem(path, 1, "content.E002", message, "begin with `---`, `id: …`, `---`")


def find_fences(text: str, first_line: int = 1) -> list[Fence]:
    """Return the outermost fenced blocks in order; one that is not closed runs to the end."""
    found: list[Fence] = []
    opened: re.Match[str] | None = None
    start, held = 0, list[str]()
    lines = text.split("\n")
    for number, line in enumerate(lines, first_line):
        match = _FENCE.match(line)
        if opened is None:
            if match:
                opened, start, held = match, number, []
        elif match and _closes(match, opened):
            found.append(_fence(opened, held, start, number))
            opened = None
        else:
            held.append(line)
    if opened is not None:
        found.append(_fence(opened, held, start, first_line + len(lines) - 1))
    return found


def _closes(match: re.Match[str], opened: re.Match[str]) -> bool:
    same = match["fence"][0] == opened["fence"][0]
    return same and len(match["fence"]) >= len(opened["fence"]) and not match["info"].strip()


def _fence(opened: re.Match[str], held: list[str], start: int, end: int) -> Fence:
    indent = len(opened["indent"])
    text = "\n".join(line[indent:] if not line[:indent].strip() else line for line in held)
    return Fence(tuple(opened["info"].split()), text, start, end)


def fenced_lines(text: str) -> frozenset[int]:
    """Return the numbers (from 0) of the lines that belong to fenced blocks."""
    return frozenset(
        number for fence in find_fences(text, 0) for number in range(fence.line, fence.line_end + 1)
    )


def split_sections(document: Document) -> list[Section]:
    """Return the `## ` sections; text before the first is a section without id."""
    lines = document.text.split("\n")
    fenced = fenced_lines(document.text)
    sections: list[Section] = []
    title, section_id, start = "", "", 0
    for number, line in enumerate([*lines, "## "]):
        match = _SECTION.match(line) if number not in fenced else None
        if match is None and number < len(lines):
            continue
        text = "\n".join(lines[start:number])
        if section_id or title or text.strip():
            sections.append(Section(section_id, title, text, document.line + start))
        if match:
            title, section_id, start = match["title"], match["id"] or "", number + 1
    return sections


def take_openings(section: Section) -> tuple[str, dict[str, tuple[str, int]]]:
    """Return a facet's text without its openings (lines kept), and these by name with line."""
    fenced = fenced_lines(section.text)
    kept: list[str] = []
    openings: dict[str, tuple[str, int]] = {}
    name, held, start = "", list[str](), 0
    for number, line in enumerate(section.text.split("\n")):
        match = _OPENING.match(line) if number not in fenced else None
        if name and _BLOCK_END.match(line):
            openings[name] = ("\n".join(held), section.line + start)
            name = ""
            kept.append("")
        elif name:
            held.append(line)
            kept.append("")
        elif match:
            name, held, start = match["name"], [], number + 1
            kept.append("")
        else:
            kept.append(line)
    if name:
        # Not closed: leave it in the text, where it is found as a construct not understood.
        return section.text, openings
    return "\n".join(kept), openings


def shared_definitions(text: str) -> tuple[list[str], dict[str, str]]:
    """Return link and abbreviation definitions, and footnotes by name.

    Sections are rendered one by one, so what they share must be given to each.
    """
    fenced = fenced_lines(text)
    lines = text.split("\n")
    plain: list[str] = []
    notes: dict[str, str] = {}
    current = ""
    for number, line in enumerate(lines):
        if number in fenced:
            current = ""
            continue
        note = _FOOTNOTE.match(line)
        if note:
            current = note["name"]
            notes[current] = line
        elif current and (line.startswith("    ") or not line.strip()):
            notes[current] += f"\n{line}"
        else:
            current = ""
            if _DEFINITION.match(line):
                plain.append(line)
    return plain, notes
