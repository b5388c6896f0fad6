"""What helps a newcomer choose: entry orders, choosers by experience, topic and time, checkpoints."""

from dataclasses import dataclass

from django.urls import reverse

from quorate.curriculum import Checkpoint
from quorate.web.pages.catalogue import FIRST_UNIT, TRACK_TITLES, Catalogue, UnitView

CHOOSERS = (("experience", "By experience"), ("topic", "By topic"), ("time", "By time"))
FACET_NAMES = {"see": "See it", "run": "Run it", "solve": "Solve it", "prove": "Prove it"}
ORDERS = (
    (
        "see",
        "Diagrams first",
        "A drawing carries the argument; then the code, the problem and the mathematics.",
        "patterns",
    ),
    (
        "run",
        "Code first",
        "Cause the failure, then repair it; the picture and the proof come after.",
        "practice",
    ),
    (
        "solve",
        "Problem first",
        "An incident and its options; then whatever it takes to decide.",
        "cases",
    ),
    (
        "prove",
        "Proof first",
        "The model, the derivation and where its assumptions fail; then see it happen.",
        "quantitative",
    ),
)
TIMELINE_PATH = "new-graduate"
"""The path whose checkpoints are the twelve-week journey."""


@dataclass(frozen=True, slots=True)
class Order:
    """One entry order: the facets in the order in which they are met."""

    facet: str
    title: str
    text: str
    facets: tuple[tuple[str, str], ...]
    href: str
    more: str
    more_href: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a chooser."""

    text: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Chooser:
    """One way to choose a path."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """What is to be shown by the end of some weeks, and where."""

    weeks: str
    text: str
    units: tuple[UnitView, ...]
    written: int


def entry_orders(found: Catalogue) -> tuple[Order, ...]:
    """The four orders; each opens the first lesson in its order and names where more of its kind stands."""
    first = found.first(FIRST_UNIT)
    address = first.href if first is not None else reverse("unit", args=[FIRST_UNIT])
    return tuple(
        Order(
            facet,
            title,
            text,
            tuple(
                (each, FACET_NAMES[each])
                for each in (facet, *(other for other in FACET_NAMES if other != facet))
            ),
            f"{address}?order={facet}",
            TRACK_TITLES[track],
            f"{reverse('library')}#{track}",
        )
        for facet, title, text, track in ORDERS
    )


def choosers(found: Catalogue) -> tuple[Chooser, ...]:
    """Lines of the paths' own files, grouped by what they go by; equal answers about time stand together."""
    made = []
    for by, title in CHOOSERS:
        lines = [
            Choice(line.text, found.paths[path.slug].title, found.paths[path.slug].href)
            for slug in (
                *[view.slug for view in found.roles],
                *[view.slug for view in found.topics],
            )
            for path in (found.curriculum.paths[slug],)
            for line in path.choose_by
            if line.by == by
        ]
        if by == "time":
            lines = [
                *merged(lines),
                Choice("Just browsing", "Case studies", f"{reverse('library')}#cases"),
            ]
        made.append(Chooser(title, tuple(lines)))
    return tuple(made)


def merged(lines: list[Choice]) -> list[Choice]:
    """Answers that several paths share lead to the topic cards of this page."""
    counts: dict[str, list[Choice]] = {}
    for line in lines:
        counts.setdefault(line.text, []).append(line)
    return [
        same[0] if len(same) == 1 else Choice(text, "Any topic path", f"{reverse('paths')}#topics")
        for text, same in counts.items()
    ]


def checkpoints(found: Catalogue) -> tuple[CheckpointView, ...]:
    """The checkpoints of the twelve-week journey."""
    path = found.curriculum.paths.get(TIMELINE_PATH)
    return tuple(checkpoint_view(found, each) for each in path.checkpoints) if path else ()


def checkpoint_view(found: Catalogue, checkpoint: Checkpoint) -> CheckpointView:
    """A checkpoint with its units and how many of them are written."""
    low, high = checkpoint.week_from, checkpoint.week_to
    weeks = f"Week {low}" if low == high else f"Weeks {low}–{high}"
    units = tuple(found.units[each] for each in checkpoint.units if each in found.units)
    return CheckpointView(weeks, checkpoint.text, units, sum(unit.available for unit in units))
