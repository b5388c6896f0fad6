"""Deadlines: the bound against an independent scheduler, and ways out that really lead out."""

from dataclasses import replace
from datetime import date, timedelta
from math import inf

from hypothesis import given, settings

from learner.referee import lateness_days
from learner.strategies import MONDAY, dated_requests
from learner.test_plan import EVENINGS, asked, course, minutes_by_day
from quorate.learner import PlanRequest, make_plan, with_more_hours
from quorate.learner.schedule import schedule


@given(dated_requests())
@settings(max_examples=300)
def test_it_fits_exactly_when_the_referee_is_on_time(request: PlanRequest) -> None:
    assert schedule(request).fit.feasible is (lateness_days(request, 0.0) == 0)


@given(dated_requests())
@settings(max_examples=300)
def test_the_missing_hours_suffice_and_a_hundredth_less_does_not(request: PlanRequest) -> None:
    fit = schedule(request).fit
    missing = fit.missing_hours_per_week
    if fit.feasible:
        assert missing == 0.0
    elif missing == inf:
        assert lateness_days(request, 10_000.0) > 0
    else:
        assert lateness_days(request, missing + 1e-6) == 0
        assert lateness_days(request, missing - 0.01) > 0


@given(dated_requests())
def test_what_fits_is_really_laid_out_in_time(request: PlanRequest) -> None:
    made = schedule(request)
    if made.fit.feasible:
        assert made.on_time


@given(dated_requests())
def test_each_way_out_leads_out(request: PlanRequest) -> None:
    plan = make_plan(request)
    ways = plan.ways_out
    if ways is None:
        assert plan.feasible
        return
    if ways.more_hours_per_week is not None:
        assert ways.more_hours_per_week >= plan.missing_hours_per_week - 0.25
        more = with_more_hours(request, ways.more_hours_per_week)
        assert more is not None
        assert schedule(more).on_time
    if ways.deadline is not None:
        assert schedule(replace(request, deadline=ways.deadline, due={})).on_time
        earlier = replace(request, deadline=ways.deadline - timedelta(days=1), due={})
        assert ways.deadline == request.deadline or not schedule(earlier).fit.feasible
    less = replace(request, shorten=frozenset(ways.shorten), drop=frozenset(ways.drop))
    assert schedule(less).on_time
    kept = {work.unit.id for work in schedule(less).works}
    needs = request.curriculum.prerequisites()
    assert not any(needed in ways.drop for unit in kept for needed in needs[unit])


def test_a_deadline_by_hand() -> None:
    # Ten lessons are 600 minutes. Five days of 2 h less reviews hold 540, with the buffer.
    request = asked(course(10), deadline=MONDAY + timedelta(days=4))
    plan = make_plan(request)
    assert not plan.feasible
    assert plan.missing_hours_per_week == 1.0
    assert plan.verdict == "You need 1 h/week more to make 11 December 2026."
    assert plan.ways_out is not None
    assert plan.ways_out.more_hours_per_week == 1.0
    assert plan.ways_out.deadline == MONDAY + timedelta(days=7)
    assert plan.ways_out.texts == (
        "Study 1 h a week more.",
        "Move the date to 14 December 2026.",
        "Read only the core of 2 units.",
    )
    assert plan.to_json()["missing_hours_per_week"] == 1.0


def test_the_buffer_is_used_before_a_plan_is_called_impossible() -> None:
    # 540 minutes need every minute of the buffer, to the day.
    request = asked(course(9), deadline=MONDAY + timedelta(days=4))
    plan = make_plan(request)
    assert plan.feasible
    assert plan.uses_buffer
    assert plan.verdict == "You finish on 11 December 2026, only by using the buffer."
    assert minutes_by_day(plan) == {MONDAY + timedelta(days=i): 108 for i in range(5)}
    at_ease = make_plan(asked(course(4), deadline=MONDAY + timedelta(days=4)))
    assert (at_ease.feasible, at_ease.uses_buffer) == (True, False)
    assert at_ease.verdict == "You finish on 9 December 2026, in time."


def test_no_extra_hour_helps_when_all_days_before_are_blocked() -> None:
    off = frozenset(MONDAY + timedelta(days=i) for i in range(5))
    plan = make_plan(asked(course(2), deadline=MONDAY + timedelta(days=4), blocked=off))
    assert plan.missing_hours_per_week == inf
    assert plan.verdict == "No extra hour before 11 December 2026 can help."
    assert plan.to_json()["missing_hours_per_week"] is None
    assert plan.ways_out is not None
    assert plan.ways_out.more_hours_per_week is None


def test_the_earliest_of_several_dates_can_be_the_one_that_binds() -> None:
    early = MONDAY + timedelta(days=1)
    request = asked(course(10), due={"u5": early}, deadline=date(2027, 3, 1))
    plan = make_plan(request)
    assert plan.binding_date == early
    # u5 needs u0 to u4: 360 minutes by Tuesday, 216 are there; 2 of 5 study days lie before it.
    assert plan.missing_hours_per_week == (360 - 216) / 60 / 0.4


def test_extra_hours_go_to_the_days_the_learner_names() -> None:
    request = asked(course(10), deadline=MONDAY + timedelta(days=6), extra_days=(5,))
    assert make_plan(request).missing_hours_per_week == 1.0
    more = with_more_hours(request, 1.0)
    assert more is not None
    assert more.hours == (*EVENINGS[:5], 1.0, 0.0)
    assert with_more_hours(request, 30.0) is None
