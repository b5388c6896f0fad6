"""All checks of content, behind `quorate content check`: one list of problems."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quorate.assessment import CHOICE_TYPES, Item, check_items, check_mix
from quorate.authoring.building import Build, BuildSettings, build_site
from quorate.authoring.diagrams import diagram_jobs, orphan_pictures
from quorate.authoring.errors import ContentMissing
from quorate.authoring.figures import GZIP_BYTES_MAX, gzip_size
from quorate.authoring.lab_checks import check_labs
from quorate.authoring.lessons import LessonSource, RenderedLesson
from quorate.authoring.outline import Outline
from quorate.authoring.path_checks import check_paths
from quorate.authoring.runs import check_runs, find_runs
from quorate.authoring.site import Site
from quorate.curriculum import Allowance, Problem

WORDS_MIN, WORDS_MAX = 1200, 2500
_EXPLICIT_ID = re.compile(r"^#{3,6} .*\{[^}]*#(?P<id>[\w-]+)[^}]*\}\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What may be left out: executing blocks costs a process a page."""

    execute: bool = True
    cache_dir: Path | None = None
    allowance: Allowance | None = None


def check_content(content_root: Path, *, settings: CheckSettings | None = None) -> list[Problem]:
    """Return every problem of a content folder, sorted by place. Raises ContentMissing."""
    root = Path(content_root).resolve()
    if not root.is_dir():
        raise ContentMissing(content_root)
    held = settings or CheckSettings()
    build = build_site(root, BuildSettings(cache_dir=held.cache_dir))
    problems = list(build.site.problems)
    for source, rendered in zip(build.sources, build.rendered, strict=True):
        problems += _check_lesson(source, rendered, build.site)
        if held.execute:
            document = source.document
            problems += check_runs(document.text, document.path, first_line=document.line)
    problems += _check_exams(build)
    problems += _check_coverage(build)
    problems += check_paths(build.site.curriculum, build.catalogue, held.allowance)
    problems += _check_pictures(root)
    problems += check_labs(root, build.site)
    return sorted(dict.fromkeys(problems))


def _check_lesson(source: LessonSource, rendered: RenderedLesson, site: Site) -> Iterator[Problem]:
    path = source.document.path
    for section, outline in rendered.outlines.items():
        yield from _check_outline(section, outline, source)
    for line, each in rendered.page.refused:
        at = source.document.text.find(each.rstrip(">"))
        found = source.document.line + source.document.text.count("\n", 0, at) if at > 0 else line
        message = f"`{each}` in raw HTML is refused"
        yield Problem(path, found, "content.E035", message, "remove it; it is left out meanwhile")
    words = rendered.lesson.words
    if not WORDS_MIN <= words <= WORDS_MAX:
        message = f"{words:,} words"
        hint = f"a lesson has {WORDS_MIN:,} to {WORDS_MAX:,}"
        yield Problem(path, 1, "content.E023", message, hint)
    if not rendered.page.runnable and not source.not_runnable:
        message = "nothing on this page can be run"
        hint = "add a run, simulation, calculator or computed value, or `not_runnable: why`"
        yield Problem(path, 1, "content.E024", message, hint)
    yield from _check_ids(source)
    yield from check_items(source.items, run=site.run_of(source.unit.id))
    yield from check_mix(source.items, source.items_path)
    figures = tuple(each for each in site.figures.values() if each.unit_id == source.unit.id)
    size = gzip_size(figures)
    if size > GZIP_BYTES_MAX:
        shown = path.replace("lesson.md", "scenario.py")
        message = f"the figures take {size:,} bytes gzip; at most {GZIP_BYTES_MAX:,}"
        yield Problem(shown, 1, "content.E052", message, "a coarser grid, shorter records")


def _check_outline(section: str, outline: Outline, source: LessonSource) -> Iterator[Problem]:
    path = source.document.path

    def place(needle: str) -> int:
        at = source.document.text.find(needle)
        return source.document.line + (source.document.text.count("\n", 0, at) if at > 0 else 0)

    level = 2
    for heading in outline.headings:
        if heading.level < 3 or heading.level > level + 1:
            message = f'"{heading.title[:60]}" is a heading of level {heading.level} after {level}'
            hint = f"use {'#' * min(level + 1, 6)}"
            yield Problem(path, place(heading.title[:20]), "content.E030", message, hint)
        level = max(2, heading.level)
    for name, text in outline.leaks:
        message = f"`{text}` would show as raw text ({name})"
        hint = f"in {{#{section}}}: check indentation by four spaces, and closing marks"
        yield Problem(path, place(text[:12]), "content.E037", message, hint)
    for each in outline.without_alt:
        message = f'the picture "{each[:80]}" has no text'
        yield Problem(path, place(each), "content.E031", message, "write ![what it shows](…)")


def _check_ids(source: LessonSource) -> Iterator[Problem]:
    text = source.document.text
    seen: dict[str, int] = {}
    for match in _EXPLICIT_ID.finditer(text):
        line = source.document.line + text.count("\n", 0, match.start())
        if match["id"] in seen:
            message = f'the anchor "{match["id"]}" exists twice'
            hint = f"the other stands in line {seen[match['id']]}"
            yield Problem(source.document.path, line, "content.E038", message, hint)
        seen.setdefault(match["id"], line)


def _check_exams(build: Build) -> Iterator[Problem]:
    for exam in build.site.exams.values():
        yield from check_items(exam.templates, run=build.site.run_of(exam.id))


def _check_coverage(build: Build) -> Iterator[Problem]:
    """Every concept is taught by a unit; what a written lesson teaches is tested by an item."""
    curriculum, places = build.site.curriculum, build.catalogue.places
    taught = {each for unit in curriculum.units.values() for each in unit.teaches}
    for concept in curriculum.concepts:
        if concept not in taught:
            at = places[f"concept:{concept}"]
            message = f'the concept "{concept}" is taught by no unit'
            hint = "add it to the `teaches` of a unit, or remove it"
            yield Problem(at.path, at.line, "content.E013", message, hint)
    tested = {each for source in build.sources for item in source.items for each in item.concepts}
    for exam in build.site.exams.values():
        tested |= {each for item in exam.templates for each in item.concepts}
    for source in build.sources:
        for concept in source.unit.teaches:
            if concept in curriculum.concepts and concept not in tested:
                message = f'the concept "{concept}" is taught here and tested by no item'
                hint = "write an item with this concept"
                yield Problem(source.document.path, 1, "content.E014", message, hint)


def _check_pictures(root: Path) -> Iterator[Problem]:
    for each in orphan_pictures(root):
        shown = f"{root.name}/{each.relative_to(root).as_posix()}"
        yield Problem(shown, 1, "content.E042", "no diagram has this picture", "delete it")


def content_stats(content_root: Path, *, cache_dir: Path | None = None) -> dict[str, int]:
    """Return counts by kind, for `quorate content stats`. Raises ContentMissing."""
    root = Path(content_root).resolve()
    if not root.is_dir():
        raise ContentMissing(content_root)
    build = build_site(root, BuildSettings(cache_dir=cache_dir))
    site = build.site
    units = site.curriculum.units.values()
    items: list[Item] = [each for lesson in site.lessons.values() for each in lesson.items]
    stats: Counter[str] = Counter()
    stats["concepts"] = len(site.curriculum.concepts)
    stats["paths"] = len(site.curriculum.paths)
    stats["units.available"] = sum(each.available for each in units)
    stats["units.planned"] = sum(not each.available for each in units)
    for unit in units:
        stats[f"kind.{unit.kind}"] += 1
    stats["items"] = len(items)
    stats["items.choice"] = sum(each.type in CHOICE_TYPES for each in items)
    stats["exam_templates"] = sum(len(each.templates) for each in site.exams.values())
    stats["figures"] = len(site.figures)
    stats["diagrams"] = len(diagram_jobs(root, missing_only=False))
    stats["runs"] = sum(len(find_runs(each.document.text)) for each in build.sources)
    stats["words"] = sum(each.words for each in site.lessons.values())
    stats["search_rows"] = len(site.search_rows)
    return dict(stats)
