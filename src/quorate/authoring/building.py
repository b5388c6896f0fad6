"""Builds a site from the files of a content folder: read everything, then render."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quorate.assessment import Exam, Fields, Item, Located, load_exam
from quorate.authoring.addresses import Addresses
from quorate.authoring.catalogue import (
    Catalogue,
    add_unit,
    load_concepts,
    load_lab,
    load_path,
    load_planned,
    read_unit,
)
from quorate.authoring.errors import ContentMissing, FigureError
from quorate.authoring.figures import Figure
from quorate.authoring.lessons import LessonSource, RenderedLesson, read_lesson, render_lesson
from quorate.authoring.links import Links
from quorate.authoring.page import FigureShown, Surroundings
from quorate.authoring.recordings import record_scenario
from quorate.authoring.references import check_references
from quorate.authoring.search import card_rows, lesson_rows
from quorate.authoring.site import Site, find_figure
from quorate.curriculum import Curriculum, LessonOutline, Parts, Problem, did_you_mean


@dataclass(slots=True)
class Build:
    """A built site together with what only the checks need."""

    site: Site
    catalogue: Catalogue
    sources: list[LessonSource] = field(default_factory=list)
    rendered: list[RenderedLesson] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """What a build needs besides the content; without a cache, every figure is recorded."""

    content_hash: str = ""
    addresses: Addresses = field(default_factory=Addresses)
    cache_dir: Path | None = None


def build_site(root: Path, settings: BuildSettings) -> Build:
    """Read and render all content below a folder. Problems are collected, never raised."""
    content_hash, addresses = settings.content_hash, settings.addresses
    catalogue = Catalogue()
    sources = _read_all(root, catalogue)
    exams = _read_exams(root, catalogue)
    curriculum = _curriculum(catalogue, sources, content_hash)
    figures = _record_all(root, sources, catalogue, settings.cache_dir)
    pages = {f"{each.folder}/lesson.md": each.unit.id for each in sources}
    around = _surroundings(curriculum, addresses, pages, figures)
    rendered = [render_lesson(each, around, root) for each in sources]
    problems = [*catalogue.problems, *(p for each in rendered for p in each.page.problems)]
    items = {each.unit.id: each.items for each in sources}
    problems += check_references(catalogue, curriculum, items, exams)
    problems += _check_questions(sources) + _check_anchors(rendered)
    rows = [row for each in rendered for row in lesson_rows(each, addresses)]
    site = Site(
        curriculum=curriculum,
        lessons={each.lesson.unit.id: each.lesson for each in rendered},
        exams=exams,
        figures=figures,
        search_rows=(*rows, *card_rows(curriculum, addresses)),
        problems=tuple(sorted(dict.fromkeys(problems))),
        content_hash=content_hash,
        pages=pages,
        addresses=addresses,
        root=root,
    )
    return Build(site, catalogue, sources, rendered)


def load_curriculum(content_root: Path) -> tuple[Curriculum, list[Problem]]:
    """Return the course as data, nothing rendered or recorded, and the problems of its files.

    Raises ContentMissing.
    """
    root = Path(content_root).resolve()
    if not root.is_dir():
        raise ContentMissing(content_root)
    catalogue = Catalogue()
    sources = _read_all(root, catalogue)
    exams = _read_exams(root, catalogue)
    curriculum = _curriculum(catalogue, sources, "")
    items = {each.unit.id: each.items for each in sources}
    problems = [*catalogue.problems, *check_references(catalogue, curriculum, items, exams)]
    return curriculum, sorted(dict.fromkeys(problems))


def _curriculum(catalogue: Catalogue, sources: list[LessonSource], content_hash: str) -> Curriculum:
    parts = Parts(
        concepts=tuple(catalogue.concepts),
        units=tuple(catalogue.units),
        paths=tuple(catalogue.paths),
        lessons=tuple(_outline(each) for each in sources),
    )
    return Curriculum.from_parts(parts, content_hash=content_hash)


def _read_all(root: Path, catalogue: Catalogue) -> list[LessonSource]:
    name = root.name
    load_concepts(root / "concepts.yaml", f"{name}/concepts.yaml", catalogue)
    found = []
    for path in sorted(root.glob("*/*/lesson.md")):
        source = read_lesson(path, root, catalogue)
        if source is not None:
            found.append(source)
    for folder in sorted(each.parent for each in root.glob("labs/*/lab.toml")):
        load_lab(folder, f"{name}/labs/{folder.name}/lab.toml", catalogue)
    load_planned(root / "units.yaml", f"{name}/units.yaml", catalogue)
    for path in sorted(root.glob("paths/*.yaml")):
        load_path(path, f"{name}/paths/{path.name}", catalogue)
    return found


def _read_exams(root: Path, catalogue: Catalogue) -> dict[str, Exam]:
    found: dict[str, Exam] = {}
    for path in sorted(root.glob("*/*/exam.yaml")):
        shown = f"{root.name}/{path.relative_to(root).as_posix()}"
        exam, document, problems = load_exam(path, shown=shown)
        catalogue.problems += problems
        if not isinstance(document, Located):
            continue
        fields = Fields(document, shown, catalogue.problems)
        unit = read_unit(fields, "available", kind="exam")
        if exam is None or not fields.whole_read:
            continue
        tested = dict.fromkeys(each for item in exam.templates for each in item.concepts)
        parts = {name: getattr(unit, name) for name in type(unit).__slots__}
        unit = type(unit)(**{**parts, "teaches": unit.teaches or tuple(tested)})
        add_unit(unit, shown, fields.line("id"), catalogue)
        found.setdefault(exam.id, exam)
    return found


def _outline(source: LessonSource) -> LessonOutline:
    items = tuple(each.id for each in source.items)
    return LessonOutline(source.unit.id, dict(source.facet_minutes), source.question, items)


def _record_all(
    root: Path, sources: list[LessonSource], catalogue: Catalogue, cache_dir: Path | None
) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for source in sources:
        path = root / source.folder / "scenario.py"
        if not path.exists():
            continue
        shown = f"{root.name}/{source.folder}/scenario.py"
        try:
            for figure in record_scenario(path, source.unit.id, cache_dir):
                found[figure.slug] = figure
        except FigureError as error:
            hint = "see the guide: GRID, record, draw"
            problem = Problem(shown, 1, "content.E051", str(error), hint)
            catalogue.problems.append(problem)
    return found


def _surroundings(
    curriculum: Curriculum,
    addresses: Addresses,
    pages: Mapping[str, str],
    figures: Mapping[str, Figure],
) -> Surroundings:
    def shown(unit_id: str, name: str, parameters: Mapping[str, object]) -> FigureShown:
        return find_figure(figures, curriculum, unit_id, name).shown_at(parameters)

    return Surroundings(Links(curriculum, addresses, pages), addresses, shown)


def _check_questions(sources: list[LessonSource]) -> list[Problem]:
    problems = []
    for source in sources:
        names: list[str] = [each.id for each in source.items]
        if source.question not in names:
            front = source.document.front
            line = front.lines.get("question", 1) if front else 1
            near = did_you_mean(source.question, names)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names) or 'none'}"
            message = f'the question "{source.question}" is no item of this unit'
            problems.append(Problem(source.document.path, line, "content.E022", message, hint))
    return problems


def _check_anchors(rendered: list[RenderedLesson]) -> list[Problem]:
    """Check the anchors of links between our pages, now that all pages are known."""
    anchors = {
        each.lesson.unit.id: [
            *each.page.anchors,
            *(anchor for outline in each.outlines.values() for anchor in outline.anchors),
            *(f"source-{source.id}" for source in each.lesson.sources),
            "items",
            "sources",
        ]
        for each in rendered
    }
    problems = []
    for each in rendered:
        for line, unit_id, anchor in each.page.links_to_check:
            known = anchors.get(unit_id)
            if known is not None and anchor not in known:
                near = did_you_mean(anchor, known)
                hint = f"did you mean #{near[0]}?" if near else f"there are {', '.join(known)}"
                message = f'"{unit_id}" has no anchor "#{anchor[:80]}"'
                problems.append(Problem(each.page.path, line, "content.E033", message, hint))
    return problems


def all_items(build: Build) -> dict[str, tuple[Item, ...]]:
    """Return the items of each lesson by unit id."""
    return {each.unit.id: each.items for each in build.sources}
