"""Plans: nothing before its prerequisites, never more than a day holds, totals from units."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learner.referee import minutes_on
from learner.strategies import MONDAY, path, requests, unit
from quorate.curriculum import Checkpoint, Concept, Curriculum, Minutes, Parts, Phase
from quorate.learner import (
    InvalidRequest,
    Plan,
    PlanRequest,
    PlanTooLong,
    make_plan,
    path_weeks,
    spread_hours,
    three_paces,
    unit_hours_per_week,
)
from quorate.learner.packing import sessions_of
from quorate.learner.schedule import schedule

EVENINGS = (2.0, 2.0, 2.0, 2.0, 2.0, 0.0, 0.0)


def course(count: int, **fields: object) -> Curriculum:
    """A chain of lessons of an hour, each needing the one before."""
    concepts = tuple(
        Concept(f"c{i}", "", "", 0.0, (f"c{i - 1}",) if i else ()) for i in range(count)
    )
    units = tuple(unit(f"u{i}", teaches=(f"c{i}",), **fields) for i in range(count))
    way = path(tuple(each.id for each in units))
    return Curriculum.from_parts(Parts(concepts, units, (way,)))


def asked(curriculum: Curriculum, **fields: object) -> PlanRequest:
    given: dict[str, object] = {
        "path": curriculum.paths["new-graduate"],
        "curriculum": curriculum,
        "hours": EVENINGS,
        "start": MONDAY,
    }
    return PlanRequest(**{**given, **fields})  # type: ignore[arg-type]


def minutes_by_day(plan: Plan) -> dict[date, int]:
    days: dict[date, int] = {}
    for session in plan.sessions:
        days[session.date] = days.get(session.date, 0) + session.minutes
    return days


@given(requests())
def test_nothing_comes_before_its_prerequisites(request: PlanRequest) -> None:
    needs = request.curriculum.prerequisites()
    blocks = schedule(request).blocks
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for index, block in enumerate(blocks):
        first.setdefault(block.work.unit.id, index)
        last[block.work.unit.id] = index
    for later, begins in first.items():
        for earlier in needs[later]:
            assert last[earlier] < begins


@given(requests())
def test_every_minute_of_every_unit_is_laid_out_once(request: PlanRequest) -> None:
    scope = {"fast": "core", "regular": "full", "thorough": "deep"}[request.pace]
    units = [request.curriculum.units[each] for each in request.path.units]
    plan = make_plan(request)
    laid: dict[str, int] = {}
    for session in plan.sessions:
        for part in session.parts:
            laid[part.unit] = laid.get(part.unit, 0) + part.minutes
    assert laid == {u.id: getattr(u.minutes, scope) for u in units if u.available}
    assert plan.minutes == sum(getattr(u.minutes, scope) for u in units)
    assert plan.minutes_available == sum(laid.values())
    unwritten = sum(each.minutes for each in plan.unwritten)
    assert plan.minutes == plan.minutes_available + unwritten


@given(requests())
def test_no_day_and_no_week_takes_more_than_it_holds(request: PlanRequest) -> None:
    made = schedule(request)
    weeks: dict[int, float] = {}
    for day, blocks in groupby(made.blocks, key=lambda block: block.day):
        used = sum(block.minutes for block in blocks)
        # One minute of rounding: capacity is in fractions, blocks are in whole minutes.
        assert used <= minutes_on(request, day, 0.0) + 1
        assert used < request.hours[day.weekday()] * 60 + 1
        assert day not in request.blocked
        week = (day - made.start).days // 7
        weeks[week] = weeks.get(week, 0.0) + used
    held = unit_hours_per_week(request.hours_per_week, request.pace) * 60
    for in_week in weeks.values():
        # At most a carried fragment of the week before, and a borrowed one of the next.
        assert in_week <= held + 45


@given(requests())
def test_the_finish_is_as_early_as_the_weekly_hours_allow(request: PlanRequest) -> None:
    request = replace(request, blocked=frozenset())
    plan = make_plan(request)
    held = unit_hours_per_week(request.hours_per_week, request.pace) * 60
    # The last unit may borrow up to a fragment from the buffer; what fragments lose costs little
    # where every day holds a sitting.
    assert plan.week_count >= (plan.minutes - 15) / held
    if min(each for each in request.hours if each) >= 1.5:
        weeks = path_weeks(request.path, request.curriculum, request.hours_per_week, request.pace)
        assert plan.week_count <= weeks + 1


@given(requests())
def test_sessions_are_sittings(request: PlanRequest) -> None:
    # A day that cannot hold two fragments forces halves of one.
    shortest = 15 if max(request.hours) >= 1.0 else 7
    for session in make_plan(request).sessions:
        assert session.minutes <= 90
        for part in session.parts:
            whole = request.curriculum.units[part.unit].minutes
            whole_minutes = {"fast": whole.core, "regular": whole.full, "thorough": whole.deep}
            assert part.minutes >= min(shortest, whole_minutes[request.pace])
            assert 1 <= part.part <= part.parts


@given(requests())
def test_sessions_stand_in_order_within_their_week(request: PlanRequest) -> None:
    plan = make_plan(request)
    dates = [session.date for session in plan.sessions]
    assert dates == sorted(dates)
    for week in plan.weeks:
        assert week.last - week.first == timedelta(days=6)
        assert all(week.first <= each.date <= week.last for each in week.sessions)
        assert week.minutes == sum(each.minutes for each in week.sessions)
    assert plan.start <= plan.finish
    if plan.weeks:
        assert plan.weeks[-1].first <= plan.finish <= plan.weeks[-1].last


@given(requests())
def test_the_same_request_gives_the_same_plan(request: PlanRequest) -> None:
    assert make_plan(request) == make_plan(replace(request))


@given(requests())
def test_a_plan_is_json(request: PlanRequest) -> None:
    document = json.loads(json.dumps(make_plan(request).to_json(), allow_nan=False))
    assert {
        "weeks",
        "hours",
        "hours_available",
        "finish",
        "sessions",
        "checkpoints",
        "feasible",
    } <= set(document)


@given(requests())
def test_a_slower_pace_never_ends_earlier(request: PlanRequest) -> None:
    forecasts = three_paces(request)
    assert [each.pace for each in forecasts] == ["fast", "regular", "thorough"]
    minutes = [each.minutes for each in forecasts]
    assert minutes == sorted(minutes)
    for each in forecasts:
        plan = make_plan(replace(request, pace=each.pace))
        assert (each.finish, each.weeks) == (plan.finish, plan.week_count)


def test_a_first_week_by_hand() -> None:
    # 10 h less 12 % and 1 h of reviews leave 93.6 minutes a day. Monday takes 93; Tuesday leaves
    # 7, too few to begin u3 with; Wednesday has them back.
    plan = make_plan(asked(course(6)))
    shown = [
        (each.date.day, each.minutes, *[f"{p.unit} {p.minutes}" for p in each.parts])
        for each in plan.sessions
    ]
    assert shown == [
        (7, 45, "u0 45"),
        (7, 48, "u0 15", "u1 33"),
        (8, 87, "u1 27", "u2 60"),
        (9, 45, "u3 45"),
        (9, 55, "u3 15", "u4 40"),
        (10, 80, "u4 20", "u5 60"),
    ]
    assert plan.finish == date(2026, 12, 10)
    assert plan.verdict == "You finish on 10 December 2026."


def test_only_written_units_become_sessions_and_the_rest_is_said_in_one_line() -> None:
    curriculum = course(40)
    units = {
        each.id: each if index < 8 else replace(each, status="planned")
        for index, each in enumerate(curriculum.units.values())
    }
    plan = make_plan(asked(replace(curriculum, units=units)))
    assert {part.unit for s in plan.sessions for part in s.parts} == {f"u{i}" for i in range(8)}
    assert [each.text for each in plan.unwritten] == ["weeks 2-6: 32 h not yet written"]
    assert plan.week_count == path_weeks(curriculum.paths["new-graduate"], curriculum, 10) == 6
    document = plan.to_json()
    assert (document["hours"], document["hours_available"]) == (40.0, 8.0)


def test_written_units_come_first_unless_they_build_on_unwritten_ones() -> None:
    concepts = (Concept("a", "", "", 0.0), Concept("b", "", "", 0.0, ("a",)))
    units = (
        unit("first", teaches=("a",), status="planned"),
        unit("needs-first", teaches=("b",)),
        unit("free", teaches=()),
    )
    way = path(("first", "needs-first", "free"))
    curriculum = Curriculum.from_parts(Parts(concepts, units, (way,)))
    order = [block.work.unit.id for block in schedule(asked(curriculum)).blocks]
    assert list(dict.fromkeys(order)) == ["free", "first", "needs-first"]


def test_finishing_everything_leaves_an_empty_plan() -> None:
    curriculum = course(3)
    plan = make_plan(asked(curriculum, done=frozenset(curriculum.units)))
    assert (plan.sessions, plan.week_count, plan.minutes) == ((), 0, 0)
    assert plan.finish == MONDAY


def test_done_units_leave_the_plan_under_old_ids_too() -> None:
    concepts = (Concept("a", "", "", 0.0),)
    units = (unit("new", teaches=("a",), aliases=("old",)), unit("rest"))
    curriculum = Curriculum.from_parts(Parts(concepts, units, (path(("old", "rest")),)))
    assert {w.unit.id for w in schedule(asked(curriculum)).works} == {"new", "rest"}
    plan = schedule(asked(curriculum, done=frozenset({"old"})))
    assert [work.unit.id for work in plan.works] == ["rest"]


def test_known_concepts_drop_lessons_but_keep_the_labs_that_prove_them() -> None:
    concepts = (Concept("a", "", "", 0.0), Concept("b", "", "", 0.0, ("a",)))
    units = (
        unit("lesson-a", teaches=("a",)),
        unit("lesson-b", teaches=("b",)),
        unit("lab-a", kind="lab", teaches=("a",)),
        unit("other", teaches=()),
    )
    way = path(("lesson-b", "lab-a", "other"))
    curriculum = Curriculum.from_parts(Parts(concepts, units, (way,)))

    def ids(known: frozenset[str] | None) -> list[str]:
        return [work.unit.id for work in schedule(asked(curriculum, known=known)).works]

    assert ids(None) == ["lesson-b", "lab-a", "other"]
    assert ids(frozenset()) == ["lesson-a", "lesson-b", "lab-a", "other"]
    assert ids(frozenset({"a"})) == ["lesson-b", "lab-a", "other"]
    assert ids(frozenset({"a", "b"})) == ["lab-a", "other"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Apia", "UTC"])
def test_dates_stand_still_when_the_clocks_change(zone: str) -> None:
    # Both changes of 2026 in Europe and America lie within half a year of the first of March.
    plan = make_plan(asked(course(300), start=date(2026, 3, 1), zone=zone))
    assert plan.sessions == make_plan(asked(course(300), start=date(2026, 3, 1))).sessions
    assert all(session.date.weekday() < 5 for session in plan.sessions)


def test_a_busy_evening_takes_its_time_on_both_sides_of_a_clock_change() -> None:
    # Every evening from 20:00 to 21:00 in Berlin; clocks go back on 25 October 2026.
    zone = ZoneInfo("Europe/Berlin")
    start = date(2026, 10, 19)
    busy = tuple(
        (
            datetime.combine(start + timedelta(days=i), time(20), zone).astimezone(UTC),
            datetime.combine(start + timedelta(days=i), time(21), zone).astimezone(UTC),
        )
        for i in range(14)
    )
    request = asked(course(6), start=start, zone="Europe/Berlin", busy=busy)
    free = make_plan(replace(request, busy=()))
    halved = make_plan(request)
    assert free.finish < halved.finish
    for day, used in minutes_by_day(halved).items():
        assert used <= 54, day
    elsewhere = make_plan(replace(request, zone="Asia/Tokyo"))
    assert minutes_by_day(elsewhere) == minutes_by_day(free)


def test_overlapping_busy_times_count_once_and_outside_the_slot_not_at_all() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 12, 7, hour, tzinfo=UTC)

    request = asked(course(2))
    once = make_plan(replace(request, busy=((at(19), at(20)),)))
    twice = make_plan(replace(request, busy=((at(19), at(20)), (at(19), at(20)))))
    outside = make_plan(replace(request, busy=((at(9), at(17)),)))
    assert once == twice != make_plan(request) == outside


def test_time_that_many_short_evenings_could_not_use_does_not_pile_up() -> None:
    # Ten minutes are left of each evening for four weeks: too short for anything.
    def at(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 12, 7, hour, minute, tzinfo=UTC) + timedelta(days=day)

    busy = tuple((at(day, 19, 10), at(day, 21, 0)) for day in range(28))
    days = minutes_by_day(make_plan(asked(course(8), busy=busy)))
    assert min(days) == date(2027, 1, 4)
    first_four = sum(days[date(2027, 1, 4) + timedelta(days=i)] for i in range(4))
    # Four evenings hold 374 minutes; half an hour may be carried in, a fragment be borrowed.
    assert first_four <= 374 + 30 + 14


def test_a_day_off_holds_nothing() -> None:
    off = frozenset({date(2026, 12, 8)})
    plan = make_plan(asked(course(6), blocked=off))
    assert date(2026, 12, 8) not in minutes_by_day(plan)
    assert plan.finish == date(2026, 12, 11)


def test_checkpoints_and_phases_stand_where_the_plan_reaches_them() -> None:
    curriculum = course(20)
    ids = tuple(curriculum.units)
    way = path(
        ids,
        phases=(Phase("a", "A", 6, "", ids[:10]), Phase("b", "B", 6, "", ids[10:])),
        checkpoints=(
            Checkpoint(1, 6, "half", ids[:10]),
            Checkpoint(7, 12, "all", ids[10:]),
            Checkpoint(7, 12, "a feeling"),
        ),
    )
    plan = make_plan(asked(curriculum, path=way, done=frozenset(ids[:2])))
    half, rest, feeling = plan.checkpoints
    ends = {part.unit: s.date for s in plan.sessions for part in s.parts}
    assert half.date == ends["u9"]
    assert rest.date == feeling.date == plan.finish
    assert [(p.week_from, p.week_to) for p in plan.phases] == [(1, 2), (2, 3)]
    everything = make_plan(asked(curriculum, path=way, done=frozenset(ids[:10])))
    assert [each.done for each in everything.checkpoints] == [True, False, False]
    assert everything.phases[0].week_from is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hours": spread_hours(0)}, "hours = 0: give at least 1 h a week"),
        ({"hours": spread_hours(200)}, "hours = 200: give at most 80 h a week"),
        ({"hours": spread_hours(float("nan"))}, "give 0 or more for each day"),
        ({"hours": spread_hours(float("inf"))}, "give 0 or more for each day"),
        ({"hours": spread_hours(-3)}, "give 0 or more for each day"),
        ({"hours": (1.0,) * 6}, "give seven values, Monday to Sunday"),
        ({"hours": (-1.0,) + (1.0,) * 6}, "give 0 or more for each day"),
        ({"hours": (float("nan"),) + (1.0,) * 6}, "give 0 or more for each day"),
        ({"hours": (0.2,) + (1.0,) * 6}, "hours = 0.2: give 0, or 0.5 to 16 h, for each day"),
        ({"hours": (20.0,) + (0.0,) * 6}, "hours = 20: give 0, or 0.5 to 16 h, for each day"),
        ({"start": None}, "start = nothing: give the day you begin"),
        ({"start": date(1900, 1, 1)}, "start = 1900-01-01: give a day between 1970 and 2200"),
        (
            {"deadline": date(2026, 12, 1), "today": date(2026, 12, 2)},
            "deadline = 2026-12-01: this day is past: give 2026-12-02 or later, or none",
        ),
        (
            {"deadline": date(2026, 12, 1)},
            "deadline = 2026-12-01: this is before the start: give 2026-12-07 or later, or none",
        ),
        ({"deadline": date(2999, 1, 1)}, "deadline = 2999-01-01: give a day before 2300, or none"),
        ({"pace": "hasty"}, "pace = hasty: give one of fast, regular, thorough"),
        ({"zone": "Mars/Base"}, "zone = Mars/Base: give a time zone such as Europe/Berlin"),
        ({"zone": "../etc/passwd"}, "zone = ../etc/passwd: give a time zone"),
        ({"busy": ((datetime(2026, 1, 1), datetime(2026, 1, 2)),)}, "both with their zone"),  # noqa: DTZ001
        ({"extra_days": (7,)}, "give weekdays from 0 (Monday) to 6"),
    ],
)
def test_a_request_that_cannot_be_planned_names_field_value_and_remedy(
    change: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        make_plan(asked(course(1), **change))
    assert message in str(refusal.value)


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        make_plan(asked(course(1), start=None, hours=spread_hours(0), pace="hasty"))
    assert [each.field for each in refusal.value.problems] == ["hours", "start", "pace"]


def test_work_without_end_is_refused() -> None:
    endless = course(500, minutes=Minutes(600, 1200, 2400))
    with pytest.raises(PlanTooLong, match="left after 1000 weeks: give more hours a week"):
        make_plan(asked(endless, hours=spread_hours(1)))


@given(st.floats(1.0, 80.0))
def test_spread_hours_keep_their_sum_and_make_days_that_can_be_planned(hours: float) -> None:
    spread = spread_hours(hours)
    assert sum(spread) == pytest.approx(hours)
    assert all(each == 0 or 0.5 <= each <= 16 for each in spread)


def test_a_long_day_is_cut_into_even_sittings_at_borders_of_units() -> None:
    plan = make_plan(asked(course(12), hours=(8.0, 0, 0, 0, 0, 0, 0)))
    first_day = [s for s in plan.sessions if s.date == plan.start]
    assert all(25 <= s.minutes <= 90 for s in first_day)
    assert all(part.parts <= 2 for s in first_day for part in s.parts)


@given(requests())
def test_cutting_a_day_into_sittings_loses_nothing(request: PlanRequest) -> None:
    for _, group in groupby(schedule(request).blocks, key=lambda block: block.day):
        blocks = tuple(group)
        written = sum(b.minutes for b in blocks if b.work.unit.available)
        sittings = list(sessions_of(blocks))
        assert written == sum(block.minutes for sitting in sittings for block in sitting)
