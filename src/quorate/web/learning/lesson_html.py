"""The HTML of a lesson, in parts that depend on few things and are therefore made once.

The frame (text, facets, navigation) is the same for all who stand at the same point; a question depends on its
variant and its answer. Neither holds anything of a person, so they are shared; only putting them together is one's own.
"""

import functools
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import get_template
from markupsafe import Markup

from quorate.curriculum import FACETS
from quorate.web.content import site
from quorate.web.learning.course import curriculum
from quorate.web.notices import Notice

if TYPE_CHECKING:
    from quorate.authoring import Facet

FRAMES_MAX = 128
# Where a frame is cut; no text that anybody wrote holds it.
BETWEEN = secrets.token_hex(16)
FACET_NAMES = {"see": "See it", "run": "Run it", "solve": "Solve it", "prove": "Prove it"}
ORDER_NAMES = {
    "see": "Diagrams first",
    "run": "Code first",
    "solve": "Problem first",
    "prove": "Proof first",
}
EXPLAIN = (
    "Pick what you'd enjoy starting with. Everyone meets all four; "
    "research does not show people learn better in one 'style'."
)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where somebody stands in a lesson, as far as its frame shows it.

    `states` is the state of each facet in order; `first` the facet they chose to begin with, or nothing.
    """

    unit_id: str
    first: str
    theme: str
    states: tuple[str, ...]
    because: str
    done: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet in its place: which opening is read, and what its questions show."""

    id: str
    name: str
    title: str
    minutes: int
    state: str
    href: str
    html: Markup
    opening_first: Markup
    opening_later: Markup
    first: bool


def page_html(stand: Stand, blocks: dict[str, Markup], notices: list[Notice]) -> str:
    """Return the whole page: a frame with the HTML of each question in its place."""
    made = kept_frame(site().content_hash, stand) if not notices else frame(stand, notices)
    if settings.RELOAD:
        made = frame(stand, notices)
    return "".join(blocks[part] if place % 2 else part for place, part in enumerate(made))


@functools.lru_cache(maxsize=FRAMES_MAX)
def kept_frame(content_hash: str, stand: Stand) -> tuple[str, ...]:
    """Return a frame without notices; it is the same for all who stand there."""
    del content_hash
    return frame(stand, [])


def frame(stand: Stand, notices: list[Notice]) -> tuple[str, ...]:
    """Return the page cut at its questions: text, an item's id, text, an item's id, …, text."""
    unit, lesson = curriculum().units[stand.unit_id], site().lessons[stand.unit_id]
    order = order_of(stand.first)
    question = lesson.question_item
    context = {
        "unit": unit,
        "lesson": lesson,
        "order": order,
        "chosen": bool(stand.first),
        "facets": [
            facet_view(lesson.facets[name], state, first=name == order[0])
            for name, state in zip(order, stand.states, strict=True)
        ],
        "because": stand.because,
        "done": stand.done,
        "question": hole(question.id) if question else "",
        "items": [hole(item.id) for item in lesson.retrieval_items],
        "orders": [{"id": key, "name": name} for key, name in ORDER_NAMES.items()],
        "explain": EXPLAIN,
        "concepts": [curriculum().concepts[each] for each in unit.teaches],
        "theme": stand.theme,
        "notices": notices,
    }
    html = get_template("learning/lesson.html").render(context)
    return tuple(html.split(BETWEEN))


def hole(item_id: str) -> Markup:
    """Return what stands for a question until it is put in."""
    return Markup(f"{BETWEEN}{item_id}{BETWEEN}")  # noqa: S704 - an id of the course


def facet_view(facet: "Facet", state: str, *, first: bool) -> FacetView:
    """Return a facet with what its questions have shown so far."""
    return FacetView(
        id=facet.name,
        name=FACET_NAMES[facet.name],
        title=facet.title,
        minutes=facet.minutes,
        state=state,
        href=f"#{facet.name}",
        html=Markup(facet.html),  # noqa: S704 - authoring refuses what could run
        opening_first=Markup(facet.opening_first_html),  # noqa: S704
        opening_later=Markup(facet.opening_later_html),  # noqa: S704
        first=first,
    )


def order_of(first: str) -> tuple[str, ...]:
    """Return the four facets with one in front."""
    return tuple(sorted(FACETS, key=lambda facet: (facet != first, FACETS.index(facet))))
