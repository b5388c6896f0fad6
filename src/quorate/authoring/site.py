"""The whole content as one value: curriculum, rendered lessons, items, figures, search rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from quorate.assessment import Exam, Grade, Item, Run, Variant, grade, make_variant
from quorate.authoring.addresses import Addresses
from quorate.authoring.dialect import Dialect
from quorate.authoring.errors import FigureError
from quorate.authoring.figures import Figure, figure_slug
from quorate.authoring.lessons import Lesson
from quorate.authoring.links import Links
from quorate.authoring.page import FigureShown, Page, Surroundings
from quorate.authoring.search import SearchRow
from quorate.curriculum import Curriculum, Problem, UnknownId, did_you_mean

_FRAGMENTS_MAX = 5000


@dataclass(frozen=True)
class Site:
    """What the pages, the command line and the tests read. Immutable; load it once."""

    curriculum: Curriculum
    lessons: Mapping[str, Lesson]
    exams: Mapping[str, Exam]
    figures: Mapping[str, Figure]
    search_rows: tuple[SearchRow, ...]
    problems: tuple[Problem, ...]
    content_hash: str
    pages: Mapping[str, str]
    addresses: Addresses = field(default_factory=Addresses)
    root: Path = field(default_factory=Path)
    _fragments: "Fragments" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_fragments", Fragments(self))

    @cached_property
    def items(self) -> dict[str, Item]:
        """All retrieval items of lessons by id."""
        return {each.id: each for lesson in self.lessons.values() for each in lesson.items}

    @cached_property
    def item_units(self) -> dict[str, str]:
        """Item id to the id of the unit that asks it, exam templates included."""
        found = {each.id: exam.id for exam in self.exams.values() for each in exam.templates}
        for unit_id, lesson in self.lessons.items():
            found.update(dict.fromkeys((each.id for each in lesson.items), unit_id))
        return found

    def item(self, item_id: str) -> Item:
        """Return an item. Raises UnknownId."""
        items = self.items
        if item_id not in items:
            raise UnknownId("item", item_id[:80], did_you_mean(item_id, items))
        return items[item_id]

    def variant(self, item_id: str, seed: int) -> Variant:
        """Return what a learner sees of an item. Raises UnknownId."""
        return make_variant(self.item(item_id), seed)

    def grade(self, item_id: str, seed: int, answer: object) -> Grade:
        """Grade an answer; predict items are judged on the recorded run. Raises UnknownId."""
        unit_id = self.item_units.get(item_id, "")
        return grade(self.item(item_id), seed, answer, run=self.run_of(unit_id))

    def run_of(self, unit_id: str) -> Run:
        """Return how a unit's predict items see its figures: as recorded, without computing."""

        def run(name: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
            return self.figure(owner, name).point(parameters).record

        owner = self._figure_owner(unit_id)
        return run

    def _figure_owner(self, unit_id: str) -> str:
        """Return whose figures a unit uses: an exam those of the lesson in its folder."""
        exam = self.exams.get(unit_id)
        if exam is None:
            return unit_id
        folder = exam.templates[0].path.partition("/")[2].rpartition("/")[0]
        return self.pages.get(f"{folder}/lesson.md", unit_id)

    def figure(self, unit_id: str, name: str = "main") -> Figure:
        """Return a figure of a unit. Raises FigureError with what may have been meant."""
        return find_figure(self.figures, self.curriculum, unit_id, name)

    def render_fragment(self, markdown: str, *, unit_id: str = "") -> str:
        """Return the HTML of a short text in which links to units and concepts work."""
        return self._fragments.render(markdown, unit_id)


def find_figure(
    figures: Mapping[str, Figure], curriculum: Curriculum, unit_id: str, name: str
) -> Figure:
    """Return a figure by unit id or alias and name. Raises FigureError."""
    known = curriculum.aliases.get(unit_id, unit_id)
    found = figures.get(figure_slug(known, name))
    if found is None:
        near = did_you_mean(figure_slug(unit_id, name), figures) or tuple(figures)
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        raise FigureError(f'unit "{unit_id}" has no figure "{name}"{meant}')
    return found


class Fragments:
    """Renders short texts of one site, each once; safe to call from several threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = Lock()
        self._done: dict[tuple[str, str], str] = {}
        self._dialect: Dialect | None = None

    def render(self, markdown: str, unit_id: str) -> str:
        """Return the HTML; problems of the text were reported when the site was checked."""
        key = (unit_id, markdown)
        with self._lock:
            if key not in self._done:
                if len(self._done) >= _FRAGMENTS_MAX:
                    self._done.clear()
                self._done[key] = self._rendered(markdown, unit_id)
            return self._done[key]

    def _rendered(self, markdown: str, unit_id: str) -> str:
        if self._dialect is None:
            page = Page("", Path(), surroundings_of(self._site), prefix="fragment-")
            self._dialect = Dialect(page, self._site.root)
        page = self._dialect.page
        page.unit_id = unit_id
        page.problems.clear()
        page.anchors.clear()
        lesson = self._site.lessons.get(unit_id)
        page.sources = {each.id: each for each in lesson.sources} if lesson else {}
        return self._dialect.render(markdown)


def surroundings_of(site: Site) -> Surroundings:
    """Return what pages of a site have in common."""

    def shown(unit_id: str, name: str, parameters: Mapping[str, object]) -> FigureShown:
        return site.figure(unit_id, name).shown_at(parameters)

    return Surroundings(Links(site.curriculum, site.addresses, site.pages), site.addresses, shown)
