"""Reads lesson files and renders them, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from quorate.assessment import Fields, Item, load_items, read_text
from quorate.authoring.catalogue import Catalogue, add_unit, read_unit
from quorate.authoring.dialect import Dialect
from quorate.authoring.documents import (
    Document,
    Section,
    read_document,
    shared_definitions,
    split_sections,
    take_openings,
)
from quorate.authoring.outline import Outline, outline_of
from quorate.authoring.page import Page, Surroundings
from quorate.curriculum import FACETS, FacetName, Problem, Source, Unit

SECTIONS = ("claim", *FACETS, "next")


@dataclass(frozen=True, slots=True)
class Facet:
    """One of the four ways into a lesson, rendered. The template draws its heading."""

    name: str
    title: str
    html: str
    opening_first_html: str
    opening_later_html: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """A written lesson, rendered. `items` holds the question before reading too."""

    unit: Unit
    claim_html: str
    question_item: Item | None
    facets: Mapping[str, Facet]
    next_html: str
    sources: tuple[Source, ...]
    items: tuple[Item, ...]
    figures: tuple[str, ...]
    words: int = 0

    @property
    def retrieval_items(self) -> tuple[Item, ...]:
        """The items asked at the end: all but the question before reading."""
        asked = self.question_item.id if self.question_item else ""
        return tuple(each for each in self.items if each.id != asked)


@dataclass(slots=True)
class LessonSource:
    """A lesson file, read and not yet rendered."""

    document: Document
    folder: PurePosixPath
    unit: Unit
    facet_minutes: dict[FacetName, int] = field(default_factory=dict)
    question: str = ""
    sources: tuple[Source, ...] = ()
    not_runnable: str = ""
    items: tuple[Item, ...] = ()
    items_path: str = ""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """What the search knows of one heading section: its anchor, heading and plain text."""

    anchor: str
    heading: str
    text: str


@dataclass(slots=True)
class RenderedLesson:
    """A rendered lesson with what the checks and the search need of it."""

    lesson: Lesson
    page: Page
    outlines: dict[str, Outline]
    rows: list[SectionRow]


def read_lesson(path: Path, root: Path, into: Catalogue) -> LessonSource | None:
    """Read one lesson.md and its items; None if its front matter cannot be used."""
    folder = PurePosixPath(path.parent.relative_to(root).as_posix())
    shown = f"{root.name}/{folder}/{path.name}"
    text = read_text(path, shown, into.problems)
    if text is None:
        return None
    document = read_document(text, shown)
    into.problems += document.problems
    if document.front is None:
        return None
    fields = Fields(document.front, shown, into.problems)
    unit = read_unit(fields, "available")
    source = LessonSource(document, folder, unit)
    source.facet_minutes = _facet_minutes(fields)
    source.question = fields.text("question")
    source.sources = tuple(_source(each) for each in fields.mappings("sources", default=()))
    source.not_runnable = fields.text("not_runnable", default="")
    if unit.id != path.parent.name:
        message = f'id "{unit.id}" in the folder "{path.parent.name}"'
        fields.report("content.E006", "id", message, hint="they must be equal")
    source.items_path = f"{root.name}/{folder}/items.yaml"
    if (path.parent / "items.yaml").exists():
        source.items, found = load_items(path.parent / "items.yaml", shown=source.items_path)
        into.problems += found
    source.unit = _with_sources(unit, source.sources)
    fields.finish()
    add_unit(source.unit, shown, fields.line("id"), into)
    return source


def _with_sources(unit: Unit, sources: tuple[Source, ...]) -> Unit:
    parts = {name: getattr(unit, name) for name in Unit.__slots__}
    return Unit(**{**parts, "sources": sources})


def _facet_minutes(fields: Fields) -> dict[FacetName, int]:
    inner = fields.mapping("facets")
    if inner is None:
        return {}
    found = {name: inner.whole(name, low=1, high=600) for name in FACETS}
    inner.finish()
    return found


def _source(fields: Fields) -> Source:
    found = Source(
        id=fields.slug("id"),
        author=fields.text("author", longest=200),
        title=fields.text("title", longest=300),
        year=fields.whole("year", low=1600, high=2100),
        url=fields.text("url", default="", longest=500),
    )
    if found.url and not found.url.startswith("https://"):
        fields.wrong("url", "an address that begins with https://")
    fields.finish()
    return found


def render_lesson(source: LessonSource, around: Surroundings, root: Path) -> RenderedLesson:
    """Render a lesson; what is wrong is left in the page's problems."""
    page = Page(
        path=source.document.path,
        folder=Path(source.folder),
        around=around,
        unit_id=source.unit.id,
        sources={each.id: each for each in source.sources},
    )
    dialect = Dialect(page, root)
    sections = _sections(source, page)
    definitions = shared_definitions(source.document.text)
    html: dict[str, str] = {}
    openings: dict[str, dict[str, str]] = {}
    for place, section in enumerate(sections):
        page.anchors.setdefault(section.id)
        page.prefix = f"{section.id}-"
        dialect.number_notes(place)
        text, opening = take_openings(section) if section.id in FACETS else (section.text, {})
        html[section.id] = dialect.render(_with(text, definitions), line=section.line)
        openings[section.id] = {
            name: dialect.render(body, line=line) for name, (body, line) in opening.items()
        }
        if section.id in FACETS:
            _check_openings(section, openings[section.id], page)
    outlines = {each.id: outline_of(html[each.id]) for each in sections}
    for owner, texts in openings.items():
        outlines |= {f"{owner}/{name}": outline_of(each) for name, each in texts.items()}
    question = next((each for each in source.items if each.id == source.question), None)
    facets: dict[str, Facet] = {
        each.id: Facet(
            name=each.id,
            title=each.title,
            html=html[each.id],
            opening_first_html=openings[each.id].get("first", ""),
            opening_later_html=openings[each.id].get("later", ""),
            minutes=source.facet_minutes.get(each.id, 0),
        )
        for each in sections
        if each.id in FACETS
    }
    lesson = Lesson(
        unit=source.unit,
        claim_html=html.get("claim", ""),
        question_item=question,
        facets=facets,
        next_html=html.get("next", ""),
        sources=source.sources,
        items=source.items,
        figures=tuple(page.figures),
        words=sum(each.words for each in outlines.values()),
    )
    return RenderedLesson(lesson, page, outlines, _rows(sections, outlines))


def _with(text: str, definitions: tuple[list[str], dict[str, str]]) -> str:
    """Give a section the definitions it uses from elsewhere on the page."""
    plain, notes = definitions
    own = [each for each in plain if each not in text]
    used = [body for name, body in notes.items() if f"[^{name}]" in text and body not in text]
    return "\n\n".join([text, *own, *used]) if own or used else text


def _sections(source: LessonSource, page: Page) -> list[Section]:
    """Return the known sections, each once; report what is missing, doubled or unknown."""
    found: dict[str, Section] = {}
    for section in split_sections(source.document):
        hint = f"the sections are {', '.join(f'{{#{each}}}' for each in SECTIONS)}"
        line = max(source.document.line, section.line - 1)
        if not section.id and not section.title:
            message = "text before the first section"
        elif section.id not in SECTIONS:
            message = f'unknown section "{section.title or section.id}"'
        elif section.id in found:
            message = f"the section {{#{section.id}}} stands here twice"
        else:
            found[section.id] = section
            continue
        page.problems.append(Problem(page.path, line, "content.E020", message, hint))
    for name in SECTIONS:
        if name not in found:
            hint = f"add `## … {{#{name}}}`"
            message = f"the section {{#{name}}} is missing"
            page.problems.append(Problem(page.path, 1, "content.E020", message, hint))
    return [found[name] for name in SECTIONS if name in found]


def _check_openings(section: Section, openings: Mapping[str, str], page: Page) -> None:
    for name in ("first", "later"):
        if not openings.get(name, "").strip():
            message = f"the facet {{#{section.id}}} has no opening for being met {name}"
            hint = f"write `/// opening | {name}` … `///`"
            line = max(1, section.line - 1)
            page.problems.append(Problem(page.path, line, "content.E021", message, hint))
    for name in openings:
        if name not in ("first", "later"):
            message = f'an opening called "{name}"'
            problem = Problem(
                page.path, section.line, "content.E021", message, "openings are first and later"
            )
            page.problems.append(problem)


def _rows(sections: list[Section], outlines: Mapping[str, Outline]) -> list[SectionRow]:
    rows = []
    for section in sections:
        outline = outlines[section.id]
        rows.append(SectionRow(section.id, section.title, outline.lead))
        rows += [SectionRow(each.id, each.title, each.text) for each in outline.headings]
    return rows
