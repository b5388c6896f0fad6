"""The promises of the concept graph, the planned units and the eight paths, read as plain files."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from quorate.curriculum import (
    KINDS,
    LEVELS,
    TRACKS,
    Checkpoint,
    Concept,
    Curriculum,
    Minutes,
    Parts,
    Phase,
    Unit,
    check_acyclic,
    closure,
    middle_hours,
)
from quorate.curriculum import Path as LearningPath
from quorate.learner import path_weeks, unit_hours_per_week

CONTENT = Path(__file__).resolve().parents[2] / "content"
FIRST = "correlated-failure"
WEEKS = {
    "new-graduate": (10, 12),
    "senior-engineer": (6, 8),
    "manager": (4, 6),
    "architect": (8, 10),
}
PHASE_WEEKS = {
    "new-graduate": (3, 4, 3, 2),
    "senior-engineer": (3, 2, 3),
    "manager": (2, 2, 2),
    "architect": (4, 3, 3),
}
TOPICS = ("consistency", "performance", "cost", "reliability")
SLUGS = (*WEEKS, *TOPICS)
FIRST_LAW = (
    "independence-illusion",
    "failure-domain",
    "shared-dependency",
    "common-cause-failure",
    "failure-correlation",
    "blast-radius",
    "redundancy-availability",
)

Entry = dict[str, Any]


def _entry(path: Path) -> Entry:
    found: Entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _entries(path: Path) -> list[Entry]:
    found: list[Entry] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _front_matter(path: Path) -> Entry:
    found: Entry = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    return found


def _minutes(value: int | dict[str, int]) -> Minutes:
    if isinstance(value, int):
        return Minutes(value, value, value)
    return Minutes(value["core"], value["full"], value["deep"])


def _unit(entry: Entry, status: str) -> Unit:
    return Unit(
        id=entry["id"],
        kind=entry["kind"],
        title=entry["title"],
        summary=entry["summary"],
        level=entry.get("level", "beginner"),
        teaches=tuple(entry.get("teaches", ())),
        minutes=_minutes(entry["minutes"]),
        status="available" if status == "available" else "planned",
        track=entry.get("track", "practice"),
        aliases=tuple(entry.get("aliases", ())),
    )


def _written() -> list[Unit]:
    """The units that describe themselves in a folder of their own."""
    lessons = [_front_matter(each) for each in sorted(CONTENT.rglob("lesson.md"))]
    exams = [{"kind": "exam", **_entry(each)} for each in sorted(CONTENT.rglob("exam.yaml"))]
    labs = [
        {**tomllib.loads(each.read_text(encoding="utf-8")), "kind": "lab", "id": each.parent.name}
        for each in sorted(CONTENT.glob("labs/*/lab.toml"))
    ]
    found: list[Entry] = [*lessons, *exams, *labs]
    return [_unit(entry, "available") for entry in found]


def _path(entry: Entry) -> LearningPath:
    phases = tuple(
        Phase(each["id"], each["title"], each["weeks"], each["outcome"], tuple(each["units"]))
        for each in entry["phases"]
    )
    checkpoints = tuple(
        Checkpoint(each["weeks"][0], each["weeks"][1], each["text"], tuple(each["units"]))
        for each in entry["checkpoints"]
    )
    return LearningPath(
        slug=entry["slug"],
        kind=entry["kind"],
        title=entry["title"],
        audience=entry["audience"],
        prerequisites=entry["prerequisites"],
        hours_per_week=tuple(entry["hours_per_week"]),
        weeks=tuple(entry["weeks"]),
        difficulty=tuple(entry["difficulty"]),
        outcome=entry["outcome"],
        perfect_if=tuple(entry["perfect_if"]),
        learn=tuple(entry["learn"]),
        phases=phases,
        checkpoints=checkpoints,
        assumes=tuple(entry.get("assumes", ())),
    )


def _concept(entry: Entry) -> Concept:
    requires = tuple(entry["requires"])
    return Concept(entry["id"], entry["title"], entry["summary"], entry["difficulty"], requires)


PARTS = Parts(
    concepts=tuple(_concept(each) for each in _entries(CONTENT / "concepts.yaml")),
    units=(*_written(), *(_unit(each, "planned") for each in _entries(CONTENT / "units.yaml"))),
    paths=tuple(_path(_entry(CONTENT / "paths" / f"{slug}.yaml")) for slug in SLUGS),
)
COURSE = Curriculum.from_parts(PARTS)
REQUIRES = COURSE.requires


def _hours(units: tuple[str, ...]) -> float:
    return sum(COURSE.units[each].minutes.full for each in units) / 60


def _week_hours(path: LearningPath) -> float:
    return unit_hours_per_week(middle_hours(path))


every_path = pytest.mark.parametrize("slug", SLUGS)


def test_ids_are_slugs_and_name_one_thing_only() -> None:
    ids = [each.id for each in PARTS.concepts] + [each.id for each in PARTS.units]
    ids += [alias for unit in PARTS.units for alias in unit.aliases]
    assert [] == [each for each, times in Counter(ids).items() if times > 1]
    assert [] == [each for each in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each)]


def test_titles_and_summaries_are_not_repeated() -> None:
    texts = (
        [each.title for each in PARTS.concepts],
        [each.summary for each in PARTS.concepts],
        [each.title for each in PARTS.units],
        [each.summary for each in PARTS.units],
    )
    for words in texts:
        assert [] == [each for each, times in Counter(words).items() if times > 1]


def test_concept_summaries_are_one_or_two_whole_sentences() -> None:
    for concept in PARTS.concepts:
        sentences = re.findall(r"[.?](?= [A-Z]|$)", concept.summary)
        assert concept.summary.endswith("."), concept.id
        assert 1 <= len(sentences) <= 2, concept.id


def test_difficulties_lie_on_the_scale_of_the_learner_model() -> None:
    outside = [each.id for each in PARTS.concepts if not -3.0 <= each.difficulty <= 0.2]
    assert [] == outside


def test_requirements_name_concepts_and_form_no_circle() -> None:
    unknown = [
        (each.id, needed)
        for each in PARTS.concepts
        for needed in each.requires
        if needed not in REQUIRES
    ]
    assert [] == unknown
    assert [] == check_acyclic(COURSE)


def test_no_requirement_is_implied_by_the_others() -> None:
    implied = [
        (each.id, needed)
        for each in PARTS.concepts
        for needed in each.requires
        if needed in closure(REQUIRES, [other for other in each.requires if other != needed])
    ]
    assert [] == implied
    assert [] == [
        each.id for each in PARTS.concepts if len(set(each.requires)) < len(each.requires)
    ]


def test_units_use_the_words_of_the_curriculum() -> None:
    for unit in PARTS.units:
        assert unit.kind in KINDS, unit.id
        assert unit.level in LEVELS, unit.id
        assert unit.track in TRACKS, unit.id
        assert 0 < unit.minutes.core <= unit.minutes.full <= unit.minutes.deep, unit.id


def test_units_teach_known_concepts_each_named_once() -> None:
    for unit in PARTS.units:
        assert [] == [each for each in unit.teaches if each not in REQUIRES], unit.id
        assert len(set(unit.teaches)) == len(unit.teaches), unit.id


def test_planned_units_teach_something() -> None:
    assert [] == [each.id for each in PARTS.units if not each.available and not each.teaches]


def test_every_concept_is_taught_by_something_other_than_an_exam() -> None:
    taught = {each for unit in PARTS.units if unit.kind != "exam" for each in unit.teaches}
    assert [] == [each for each in REQUIRES if each not in taught]


def test_the_first_law_needs_nothing_from_elsewhere() -> None:
    assert set(FIRST_LAW) == set(closure(REQUIRES, FIRST_LAW))
    assert set(FIRST_LAW) == set(COURSE.units[FIRST].teaches)
    assert () == COURSE.prerequisites()[FIRST]


def test_who_introduces_a_concept_does_not_depend_on_the_order_of_files() -> None:
    backwards = Curriculum.from_parts(
        Parts(PARTS.concepts, tuple(reversed(PARTS.units)), PARTS.paths)
    )
    assert COURSE.introduced_by() == backwards.introduced_by()


@every_path
def test_a_path_names_units_that_exist_and_each_once(slug: str) -> None:
    path = COURSE.paths[slug]
    assert [] == [each for each in path.units if each not in COURSE.units]
    assert [] == [each for each, times in Counter(path.units).items() if times > 1]
    assert [] == [
        each for point in path.checkpoints for each in point.units if each not in path.units
    ]


@every_path
def test_every_path_begins_with_the_first_law(slug: str) -> None:
    assert FIRST == COURSE.paths[slug].units[0]
    assert "exam-correlated-failure" in COURSE.paths[slug].units


def test_paths_list_the_lab_that_fits_their_readers() -> None:
    code = [slug for slug in SLUGS if "place-replicas" in COURSE.paths[slug].units]
    decision = [slug for slug in SLUGS if "choose-placement" in COURSE.paths[slug].units]
    assert [each for each in SLUGS if each not in ("manager", "cost")] == code
    assert ["manager", "architect", "cost"] == decision


@every_path
def test_what_a_unit_builds_on_is_taught_before_it_or_assumed(slug: str) -> None:
    path = COURSE.paths[slug]
    known = set(closure(REQUIRES, path.assumes))
    missing = []
    for unit in (COURSE.units[each] for each in path.units):
        known.update(unit.teaches)
        missing += [
            (unit.id, needed)
            for concept in unit.teaches
            for needed in REQUIRES[concept]
            if needed not in known
        ]
    assert [] == missing


@every_path
def test_a_path_assumes_only_what_it_needs_and_does_not_teach(slug: str) -> None:
    path = COURSE.paths[slug]
    taught = [each for unit in path.units for each in COURSE.units[unit].teaches]
    needed = {each for concept in taught for each in REQUIRES[concept]}
    assert [] == [each for each in path.assumes if each in taught or each not in needed]


@every_path
def test_units_that_introduce_stand_before_units_that_use(slug: str) -> None:
    path = COURSE.paths[slug]
    place = {each: index for index, each in enumerate(path.units)}
    needs = COURSE.prerequisites()
    late = [
        (unit, before)
        for unit in path.units
        for before in needs[unit]
        if place.get(before, -1) > place[unit]
    ]
    assert [] == late


@pytest.mark.parametrize("slug", WEEKS)
def test_a_role_path_keeps_the_weeks_it_promises(slug: str) -> None:
    path = COURSE.paths[slug]
    low, high = WEEKS[slug]
    assert "role" == path.kind
    assert (low, high) == path.weeks
    assert low <= path_weeks(path, COURSE, middle_hours(path)) <= high
    assert PHASE_WEEKS[slug] == tuple(each.weeks for each in path.phases)


@pytest.mark.parametrize("slug", TOPICS)
def test_a_topic_path_takes_forty_to_sixty_hours(slug: str) -> None:
    path = COURSE.paths[slug]
    low, high = path.weeks
    assert "topic" == path.kind
    assert 40 <= _hours(path.units) <= 60
    assert low <= path_weeks(path, COURSE, middle_hours(path)) <= high


@every_path
def test_phases_take_hours_in_proportion_to_their_weeks(slug: str) -> None:
    path = COURSE.paths[slug]
    total = _hours(path.units)
    weeks = sum(each.weeks for each in path.phases)
    assert path.weeks[1] == weeks
    for phase in path.phases:
        assert pytest.approx(total * phase.weeks / weeks, rel=0.1) == _hours(phase.units)


@every_path
def test_each_phase_ends_within_its_weeks_at_the_regular_pace(slug: str) -> None:
    path = COURSE.paths[slug]
    done, weeks = 0.0, 0
    for phase in path.phases:
        done += _hours(phase.units)
        weeks += phase.weeks
        assert done <= weeks * _week_hours(path), phase.id


@every_path
def test_checkpoints_are_in_order_and_can_be_reached_in_time(slug: str) -> None:
    path = COURSE.paths[slug]
    expected_from = 1
    for point in path.checkpoints:
        assert expected_from == point.week_from
        assert point.units, point.text
        last = max(path.units.index(each) for each in point.units)
        assert _hours(path.units[: last + 1]) <= point.week_to * _week_hours(path), point.text
        expected_from = point.week_to + 1
    assert path.weeks[1] == expected_from - 1


def test_the_twelve_week_journey_has_a_checkpoint_every_two_weeks() -> None:
    points = COURSE.paths["new-graduate"].checkpoints
    weeks = [(each.week_from, each.week_to) for each in points]
    assert [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12)] == weeks


@pytest.mark.parametrize("slug", [each for each in SLUGS if each != "new-graduate"])
def test_other_paths_have_a_checkpoint_at_the_end_of_each_phase(slug: str) -> None:
    path = COURSE.paths[slug]
    assert len(path.phases) == len(path.checkpoints)
    for phase, point in zip(path.phases, path.checkpoints, strict=True):
        assert set(point.units) <= set(phase.units), phase.id


@every_path
def test_fast_takes_about_half_and_thorough_about_double(slug: str) -> None:
    minutes = [COURSE.units[each].minutes for each in COURSE.paths[slug].units]
    full = sum(each.full for each in minutes)
    assert pytest.approx(0.5, abs=0.06) == sum(each.core for each in minutes) / full
    assert pytest.approx(2.0, abs=0.15) == sum(each.deep for each in minutes) / full


@every_path
def test_a_path_says_for_whom_it_is_and_what_it_teaches(slug: str) -> None:
    path = COURSE.paths[slug]
    assert 3 <= len(path.learn) <= 4
    assert 2 <= len(path.perfect_if) <= 3
    assert path.outcome.endswith(".")


def test_the_planned_course_covers_what_is_promised() -> None:
    kinds = Counter(each.kind for each in PARTS.units)
    tracks = Counter((each.track, each.kind) for each in PARTS.units)
    assert 7 == tracks["laws", "lesson"] == tracks["laws", "exam"]
    assert 5 == tracks["pillars", "lesson"] == tracks["pillars", "exam"]
    assert kinds["pattern"] >= 36
    assert kinds["case"] >= 33
    assert kinds["capstone"] >= 4
    assert kinds["project"] >= 10


def test_a_planned_unit_is_summed_up_in_one_sentence() -> None:
    planned = [each for each in PARTS.units if not each.available]
    assert [] == [each.id for each in planned if not re.fullmatch(r"[^.?]+[.?]", each.summary)]
