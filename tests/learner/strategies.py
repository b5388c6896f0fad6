"""Random evidence, curricula and plan requests for the property tests of the learner model."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from quorate.curriculum import Concept, Curriculum, Minutes, Parts, Path, Phase, Unit
from quorate.learner import Evidence, PlanRequest, new_ulid

MONDAY = date(2026, 12, 7)
NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
CONCEPTS = ("independence", "common-cause", "blast-radius")


def answer(number: int, **fields: object) -> Evidence:
    """One right numeric answer on the given minute; fields change it."""
    at = NOON + timedelta(minutes=number)
    given: dict[str, object] = {
        "event_id": new_ulid(1_000_000 + number, Random(number)),
        "learner": "ada",
        "at": at,
        "zone": "Europe/Berlin",
        "study_date": at.date(),
        "kind": "lesson",
        "unit": "correlated-failure",
        "concepts": ("common-cause",),
        "facet": "see",
        "item_id": f"item-{number}",
        "item_type": "numeric",
        "variant_seed": number,
        "outcome": "right",
    }
    return Evidence(**{**given, **fields})  # type: ignore[arg-type]


@st.composite
def events(draw: st.DrawFn) -> Evidence:
    number = draw(st.integers(0, 400))
    kind = draw(st.sampled_from(("lesson", "lab", "review", "placement", "exam")))
    day = NOON + timedelta(hours=draw(st.integers(0, 24 * 20)))
    return answer(
        number,
        at=day,
        study_date=day.date(),
        kind=kind,
        unit=draw(st.sampled_from(("correlated-failure", "law-1", "place-replicas"))),
        concepts=tuple(draw(st.lists(st.sampled_from(CONCEPTS), max_size=2, unique=True))),
        facet=draw(st.sampled_from(("see", "run", "solve", "prove"))),
        item_id=draw(st.sampled_from(("", "a", "b", "c"))),
        item_type=draw(st.sampled_from(("choice", "numeric", "predict", "lab"))),
        variant_seed=draw(st.integers(0, 3)),
        outcome=draw(st.sampled_from(("right", "wrong", "does-not-know", "ungraded"))),
        hint_level=draw(st.integers(0, 3)),
        state=draw(st.sampled_from(("", "practised", "verified"))) if kind == "lab" else "",
    )


@st.composite
def logs(draw: st.DrawFn) -> list[Evidence]:
    """Evidence with some of it taken back, and sometimes a rename."""
    found = draw(st.lists(events(), max_size=25))
    count = draw(st.integers(0, min(3, len(found))))
    taken_back = [
        answer(900 + i, kind="retraction", retracts=found[i].event_id) for i in range(count)
    ]
    renames = [
        answer(950, kind="content-change", renames=(("independence", ("common-cause",)),))
    ] * draw(st.integers(0, 1))
    return found + taken_back + renames


def unit(unit_id: str, **fields: object) -> Unit:
    given: dict[str, object] = {
        "id": unit_id,
        "kind": "lesson",
        "title": unit_id.title(),
        "summary": "",
        "level": "beginner",
        "teaches": (),
        "minutes": Minutes(30, 60, 120),
        "status": "available",
        "track": "laws",
    }
    return Unit(**{**given, **fields})  # type: ignore[arg-type]


def path(units: tuple[str, ...], **fields: object) -> Path:
    given: dict[str, object] = {
        "slug": "new-graduate",
        "kind": "role",
        "title": "New Graduate",
        "audience": "",
        "prerequisites": "",
        "hours_per_week": (10.0, 15.0),
        "weeks": (10, 12),
        "difficulty": ("beginner", "intermediate"),
        "outcome": "",
        "perfect_if": (),
        "learn": (),
        "phases": (Phase("one", "One", 12, "", units),),
    }
    return Path(**{**given, **fields})  # type: ignore[arg-type]


@st.composite
def curricula(draw: st.DrawFn) -> Curriculum:
    """Up to a dozen lessons, one concept each, over a random graph, and labs on what they teach."""
    count = draw(st.integers(1, 12))
    concepts, units = [], []
    for i in range(count):
        requires = draw(st.lists(st.integers(0, i - 1), max_size=3, unique=True)) if i else []
        concepts.append(Concept(f"c{i}", f"C{i}", "", 0.0, tuple(f"c{j}" for j in requires)))
        units.append(_drawn_unit(draw, f"u{i}", "lesson", (f"c{i}",)))
    for i in range(draw(st.integers(0, 4))):
        taught = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
        units.append(_drawn_unit(draw, f"lab{i}", "lab", tuple(f"c{j}" for j in taught)))
    order = draw(st.permutations([each.id for each in units]))
    return Curriculum.from_parts(Parts(tuple(concepts), tuple(units), (path(tuple(order)),)))


def _drawn_unit(draw: st.DrawFn, unit_id: str, kind: str, teaches: tuple[str, ...]) -> Unit:
    core = draw(st.integers(5, 120))
    full = core + draw(st.integers(0, 240))
    minutes = Minutes(core, full, full + draw(st.integers(0, 200)))
    status = draw(st.sampled_from(("available", "available", "planned")))
    return unit(unit_id, kind=kind, teaches=teaches, minutes=minutes, status=status)


def weekday_hours() -> st.SearchStrategy[tuple[float, ...]]:
    day = st.one_of(st.just(0.0), st.floats(0.5, 6.0))
    return st.tuples(*[day] * 7).filter(lambda hours: sum(hours) >= 1.0)


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    curriculum = draw(curricula())
    start = MONDAY + timedelta(days=draw(st.integers(0, 400)))
    blocked = draw(st.sets(st.integers(0, 40), max_size=10))
    return PlanRequest(
        path=curriculum.paths["new-graduate"],
        curriculum=curriculum,
        hours=draw(weekday_hours()),
        start=start,
        pace=draw(st.sampled_from(("fast", "regular", "thorough"))),
        blocked=frozenset(start + timedelta(days=each) for each in blocked),
    )


@st.composite
def dated_requests(draw: st.DrawFn) -> PlanRequest:
    """Requests with a deadline and own dates for some units, tight enough to fail at times."""
    request = draw(requests())
    assert request.start is not None
    days = st.integers(3, 60)
    due = draw(st.dictionaries(st.sampled_from(sorted(request.curriculum.units)), days, max_size=3))
    from dataclasses import replace

    return replace(
        request,
        deadline=request.start + timedelta(days=draw(days)),
        due={unit: request.start + timedelta(days=each) for unit, each in due.items()},
    )
