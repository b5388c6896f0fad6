"""The course as one value."""

import pytest

from quorate.curriculum import (
    Allowance,
    Concept,
    Curriculum,
    Kind,
    Minutes,
    Parts,
    Path,
    Phase,
    Problem,
    Status,
    Unit,
    UnknownId,
    check_acyclic,
    middle_hours,
    path_totals,
    weeks_needed,
)


def unit(
    unit_id: str,
    teaches: tuple[str, ...],
    *,
    kind: Kind = "lesson",
    status: Status = "available",
    aliases: tuple[str, ...] = (),
    full: int = 60,
) -> Unit:
    minutes = Minutes(full // 2, full, full * 2)
    return Unit(
        unit_id, kind, unit_id.title(), "s", "beginner", teaches, minutes, status, "laws", aliases
    )


def path(*units: str) -> Path:
    phases = (Phase("p", "P", 2, "o", units[:2]), Phase("q", "Q", 3, "o", units[2:]))
    return Path(
        "new",
        "role",
        "New",
        "a",
        "p",
        (10, 15),
        (4, 5),
        ("beginner", "expert"),
        "o",
        (),
        (),
        phases,
    )


CONCEPTS = (
    Concept("x", "X", "s", 0.0),
    Concept("y", "Y", "s", 0.0, ("x",)),
    Concept("z", "Z", "s", 0.0, ("y",)),
)


def course(
    *units: Unit, concepts: tuple[Concept, ...] = CONCEPTS, paths: tuple[Path, ...] = ()
) -> Curriculum:
    return Curriculum.from_parts(Parts(concepts, units, paths))


def test_units_resolve_by_id_and_alias() -> None:
    found = course(unit("second", ("y",), aliases=("law-2",)))
    assert "second" == found.resolve("second").id
    assert "second" == found.resolve("law-2").id


def test_an_unknown_unit_suggests_the_nearest() -> None:
    with pytest.raises(UnknownId, match=r'There is no unit "secnod"\. Did you mean "second"\?'):
        course(unit("second", ("y",))).resolve("secnod")


def test_an_unknown_path_and_concept_suggest_the_nearest() -> None:
    found = course(unit("a", ("x",)), paths=(path("a"),))
    with pytest.raises(UnknownId, match='Did you mean "new"'):
        found.resolve_path("nwe")
    with pytest.raises(UnknownId, match="There is no concept"):
        found.resolve_concept("nothing-like-it")


def test_prerequisites_follow_from_concepts() -> None:
    found = course(unit("one", ("x",)), unit("two", ("y",)), unit("drill", ("y",), kind="lab"))
    assert {"one": (), "two": ("one",), "drill": ("one", "two")} == found.prerequisites()


def test_a_lesson_introduces_a_concept_even_if_a_lab_stands_first() -> None:
    assert {"y": "two"} == course(
        unit("drill", ("y",), kind="lab"), unit("two", ("y",))
    ).introduced_by()


def test_what_a_unit_rests_on_comes_requirements_first() -> None:
    assert ("x", "y", "z") == course(unit("three", ("z",))).concept_closure("three")


def test_the_course_cannot_be_changed() -> None:
    found = course(unit("one", ("x",)))
    with pytest.raises(TypeError):
        found.units["one"] = unit("x", ())  # type: ignore[index]


def test_the_first_of_two_equal_ids_wins() -> None:
    found = course(unit("one", ("x",)), unit("one", ("y",)), unit("two", ()))
    assert ("x",) == found.units["one"].teaches
    assert ["one", "two"] == list(found.units)


def test_a_cycle_of_concepts_is_a_problem_at_its_place() -> None:
    loop = (Concept("x", "X", "s", 0.0, ("y",)), Concept("y", "Y", "s", 0.0, ("x",)))
    (problem,) = check_acyclic(course(concepts=loop), places={"x": ("content/concepts.yaml", 7)})
    assert ("content.E010", "content/concepts.yaml", 7) == (problem.id, problem.path, problem.line)
    assert "x → y → x" in problem.message


def test_a_cycle_of_units_is_a_problem() -> None:
    concepts = (
        Concept("a1", "", "", 0.0, ("b1",)),
        Concept("b1", "", "", 0.0),
        Concept("a2", "", "", 0.0),
        Concept("b2", "", "", 0.0, ("a2",)),
    )
    found = course(unit("a", ("a1", "a2")), unit("b", ("b1", "b2")), concepts=concepts)
    assert ["content.E015"] == [each.id for each in check_acyclic(found)]
    assert [] == check_acyclic(course(unit("a", ("x",)), unit("b", ("y",))))


def test_totals_separate_written_from_planned() -> None:
    found = course(unit("a", ("x",)), unit("b", ("y",), status="planned", full=90), paths=())
    totals = path_totals(found, path("a", "b", "unknown"))
    assert (150, 60, 90) == (totals.minutes, totals.minutes_available, totals.minutes_planned)
    assert (2.5, 1.0) == (totals.hours, totals.hours_available)
    assert 75 == path_totals(found, path("a", "b"), scope="core").minutes


@pytest.mark.parametrize(
    ("hours", "per_week", "weeks"),
    [(100, 12.5, 10), (100.1, 12.5, 11), (0, 12.5, 0), (10, 1.0, None), (10, 0, None)],
)
def test_weeks_leave_buffer_and_reviews(hours: float, per_week: float, weeks: int | None) -> None:
    assert weeks == weeks_needed(hours, per_week)


def test_the_allowance_can_be_given() -> None:
    assert 10 == weeks_needed(100, 10, allowance=Allowance(0, 0))


def test_middle_of_the_promised_hours() -> None:
    assert 12.5 == middle_hours(path("a"))


def test_a_problem_prints_place_message_and_hint() -> None:
    problem = Problem(
        "content/x.md", 14, "content.E011", 'unknown concept "quorum"', 'did you mean "quorums"?'
    )
    assert (
        'content.E011 content/x.md:14 unknown concept "quorum" Hint: did you mean "quorums"?'
        == str(problem)
    )
    assert {"id", "path", "line", "message", "hint"} == set(problem.to_json())
