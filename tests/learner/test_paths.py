"""The eight real paths: plans at mid-range hours take the weeks that are promised."""

from dataclasses import replace
from datetime import timedelta

import pytest

from learner.course import real_course
from learner.strategies import MONDAY
from quorate.curriculum import Curriculum, Path, middle_hours
from quorate.learner import (
    Plan,
    PlanRequest,
    make_plan,
    path_weeks,
    recommend,
    spread_hours,
    three_paces,
)
from quorate.learner.recommendation import GOALS, Answers

COURSE = real_course()
SLUGS = sorted(COURSE.paths)
PROMISED = {
    "new-graduate": (10, 12),
    "senior-engineer": (6, 8),
    "manager": (4, 6),
    "architect": (8, 10),
}


def request_for(path: Path, *, curriculum: Curriculum = COURSE) -> PlanRequest:
    return PlanRequest(path, curriculum, spread_hours(middle_hours(path)), MONDAY)


def everything_written() -> Curriculum:
    units = {each.id: replace(each, status="available") for each in COURSE.units.values()}
    return replace(COURSE, units=units)


def ends_of(plan: Plan) -> dict[str, object]:
    return {part.unit: session.date for session in plan.sessions for part in session.parts}


def test_the_eight_paths_are_there_and_know_their_units() -> None:
    assert SLUGS == [
        "architect",
        "consistency",
        "cost",
        "manager",
        "new-graduate",
        "performance",
        "reliability",
        "senior-engineer",
    ]
    for path in COURSE.paths.values():
        assert [each for each in path.units if each not in COURSE.units] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_plan_at_mid_range_hours_takes_the_promised_weeks(slug: str) -> None:
    path = COURSE.paths[slug]
    low, high = PROMISED.get(slug, path.weeks)
    plan = make_plan(request_for(path))
    assert low <= plan.week_count <= high
    assert plan.week_count == path_weeks(path, COURSE, middle_hours(path))
    assert plan.minutes == sum(COURSE.units[each].minutes.full for each in path.units)


@pytest.mark.parametrize("slug", sorted(PROMISED))
def test_role_paths_promise_what_they_always_promised(slug: str) -> None:
    assert COURSE.paths[slug].weeks == PROMISED[slug]


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in PROMISED])
def test_topic_paths_take_forty_to_sixty_hours(slug: str) -> None:
    assert 40 <= make_plan(request_for(COURSE.paths[slug])).minutes / 60 <= 60


@pytest.mark.parametrize("slug", SLUGS)
def test_when_everything_is_written_every_sitting_has_a_human_length(slug: str) -> None:
    path = COURSE.paths[slug]
    plan = make_plan(request_for(path, curriculum=everything_written()))
    assert plan.unwritten == ()
    assert plan.minutes_available == plan.minutes
    for session in plan.sessions[:-1]:
        assert 25 <= session.minutes <= 90
    for session in plan.sessions:
        for part in session.parts:
            assert part.minutes >= min(15, COURSE.units[part.unit].minutes.full)
    low, high = PROMISED.get(slug, path.weeks)
    assert low <= plan.week_count <= high


@pytest.mark.parametrize("slug", SLUGS)
def test_the_first_session_is_law_one(slug: str) -> None:
    plan = make_plan(request_for(COURSE.paths[slug]))
    assert plan.sessions[0].parts[0].unit == "correlated-failure"
    written = {each for each in COURSE.paths[slug].units if COURSE.units[each].available}
    assert written == set(ends_of(plan))
    assert sum(each.minutes for each in plan.unwritten) == plan.minutes - plan.minutes_available


@pytest.mark.parametrize("slug", SLUGS)
def test_fast_takes_about_half_and_thorough_about_double(slug: str) -> None:
    fast, regular, thorough = three_paces(request_for(COURSE.paths[slug]))
    assert 0.4 <= fast.minutes / regular.minutes <= 0.65
    assert 1.6 <= thorough.minutes / regular.minutes <= 2.2
    assert fast.finish < regular.finish < thorough.finish


@pytest.mark.parametrize("slug", SLUGS)
def test_checkpoints_come_before_the_finish(slug: str) -> None:
    plan = make_plan(request_for(COURSE.paths[slug]))
    assert plan.checkpoints
    for checkpoint in plan.checkpoints:
        assert MONDAY <= checkpoint.date <= plan.finish
        assert checkpoint.week == (checkpoint.date - MONDAY).days // 7 + 1


def test_an_impossible_deadline_on_a_real_path_has_three_ways_out() -> None:
    path = COURSE.paths["new-graduate"]
    request = replace(request_for(path), deadline=MONDAY + timedelta(weeks=9))
    plan = make_plan(request)
    assert not plan.feasible
    ways = plan.ways_out
    assert ways is not None
    assert ways.more_hours_per_week is not None
    assert ways.deadline is not None
    assert ways.shorten or ways.drop
    shorter = replace(request, shorten=frozenset(ways.shorten), drop=frozenset(ways.drop))
    assert make_plan(shorter).feasible


def test_every_goal_leads_to_a_real_path() -> None:
    for goal in GOALS:
        found = recommend(goal.key, Answers(), COURSE.paths.values())
        assert found.path in COURSE.paths
