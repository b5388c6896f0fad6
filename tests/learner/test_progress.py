"""Progress: three facets for a lesson, a verified run for a lab, bars in minutes."""

from dataclasses import replace

import pytest

from learner.strategies import answer, path, unit
from quorate.curriculum import Checkpoint, Curriculum, Minutes, Parts
from quorate.learner import Evidence, overall_share, path_progress, unit_progress

LESSON = unit("correlated-failure", aliases=("law-1",))
LAB = unit("place-replicas", kind="lab", minutes=Minutes(60, 60, 60))
EXAM = unit("exam-correlated-failure", kind="exam", minutes=Minutes(30, 30, 30))
PLANNED = unit("asynchronous-reality", status="planned", minutes=Minutes(45, 90, 180))


def facet(number: int, name: str, **fields: object) -> Evidence:
    return answer(number, facet=name, **fields)


def run(number: int, state: str, **fields: object) -> Evidence:
    given = {"unit": LAB.id, "kind": "lab", "item_type": "lab", "item_id": "", "state": state}
    return answer(number, **{**given, **fields})


def test_a_lesson_is_done_with_right_answers_in_three_facets() -> None:
    log = [facet(1, "see"), facet(2, "run"), facet(3, "prove")]
    assert unit_progress(LESSON, log).done
    two = unit_progress(LESSON, log[:2])
    assert (two.state, two.share, two.facets) == ("started", 2 / 3, ("see", "run"))
    assert two.because == "1 more facet needs a right answer"


def test_many_answers_in_one_facet_and_wrong_ones_are_not_enough() -> None:
    log = [facet(i, "see") for i in range(9)] + [facet(10, "run", outcome="wrong")]
    found = unit_progress(LESSON, log)
    assert (found.state, found.facets) == ("started", ("see",))
    assert unit_progress(LESSON, []).state == "available"


def test_evidence_on_an_old_unit_id_still_counts() -> None:
    log = [facet(i, name, unit="law-1") for i, name in enumerate(("see", "run", "solve"))]
    assert unit_progress(LESSON, log).done


def test_a_retracted_answer_does_not_count() -> None:
    log = [facet(1, "see"), facet(2, "run"), facet(3, "prove")]
    back = answer(9, kind="retraction", retracts=log[0].event_id)
    assert not unit_progress(LESSON, [*log, back]).done


def test_a_lab_is_practised_by_practice_and_done_by_a_verified_run() -> None:
    assert unit_progress(LAB, [run(1, "practised")]).state == "practised"
    assert unit_progress(LAB, [run(1, "practised", outcome="wrong")]).state == "started"
    assert unit_progress(LAB, [run(1, "practised"), run(2, "verified")]).done
    assert not unit_progress(LAB, [run(1, "verified", outcome="wrong")]).done


def test_answering_a_question_about_a_lab_does_not_complete_it() -> None:
    assert not unit_progress(LAB, [answer(1, unit=LAB.id)]).done


def test_an_exam_is_done_when_passed() -> None:
    passed = answer(1, unit=EXAM.id, kind="exam", item_type="", item_id="")
    assert unit_progress(EXAM, [passed]).done
    assert not unit_progress(EXAM, [replace(passed, outcome="wrong")]).done
    assert not unit_progress(EXAM, [answer(1, unit=EXAM.id)]).done


def test_a_planned_unit_shows_as_planned_but_keeps_what_was_shown() -> None:
    assert unit_progress(PLANNED, []).state == "planned"
    log = [facet(i, f, unit=PLANNED.id) for i, f in enumerate(("see", "run", "solve"))]
    assert unit_progress(PLANNED, log).done


def small_path() -> tuple[Curriculum, list[Evidence]]:
    ids = (LESSON.id, LAB.id, EXAM.id, PLANNED.id)
    way = path(
        ids,
        checkpoints=(
            Checkpoint(1, 2, "lesson", (LESSON.id,)),
            Checkpoint(3, 4, "lab", (LAB.id,)),
            Checkpoint(5, 6, "both", (LESSON.id, PLANNED.id)),
        ),
    )
    curriculum = Curriculum.from_parts(Parts((), (LESSON, LAB, EXAM, PLANNED), (way,)))
    return curriculum, [facet(1, "see"), facet(2, "run"), facet(3, "prove"), run(4, "practised")]


def test_a_path_adds_minutes_and_counts_what_is_not_written() -> None:
    curriculum, log = small_path()
    found = path_progress(curriculum.paths["new-graduate"], curriculum, log)
    assert (found.minutes, found.minutes_available) == (240, 150)
    assert found.minutes_done == 60 + 30
    assert found.share == pytest.approx(90 / 240)
    assert found.share_available == pytest.approx(90 / 150)
    assert found.next_unit == EXAM.id
    assert [each.state for each in found.checkpoints] == ["reached", "open", "not-written"]


def test_all_written_units_done_is_a_state_of_its_own() -> None:
    curriculum, log = small_path()
    passed = answer(8, unit=EXAM.id, kind="exam", item_type="", item_id="")
    way = curriculum.paths["new-graduate"]
    assert not path_progress(way, curriculum, log).finished_what_exists
    log += [run(7, "verified"), passed]
    found = path_progress(way, curriculum, log)
    assert found.finished_what_exists
    assert (found.next_unit, found.share_available) == (None, 1.0)


def test_a_unit_of_two_paths_counts_once_overall() -> None:
    curriculum, log = small_path()
    way = curriculum.paths["new-graduate"]
    assert overall_share([way, way], curriculum, log) == overall_share([way], curriculum, log)
    assert overall_share([way], curriculum, log) == pytest.approx(90 / 240)
    assert overall_share([], curriculum, log) == 0.0
