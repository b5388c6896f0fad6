"""Goal to path: reasons shown, and answers that change it."""

import pytest

from learner.strategies import path
from quorate.learner import GOALS, Answers, UnknownAnswer, recommend

SLUGS = (
    "new-graduate",
    "senior-engineer",
    "manager",
    "architect",
    "consistency",
    "performance",
    "cost",
    "reliability",
)
PATHS = [path((), slug=slug) for slug in SLUGS]


@pytest.mark.parametrize(
    ("goal", "slug"),
    [
        ("fundamentals", "new-graduate"),
        ("build", "senior-engineer"),
        ("design", "architect"),
        ("lead", "manager"),
        ("consistency", "consistency"),
    ],
)
def test_the_goal_alone_gives_a_provisional_path(goal: str, slug: str) -> None:
    found = recommend(goal, Answers(), PATHS)
    assert (found.path, found.changed) == (slug, False)
    assert found.runner_up != found.path
    assert found.because_not


@pytest.mark.parametrize(
    ("goal", "answers", "slug", "runner_up"),
    [
        ("build", Answers(years=1), "new-graduate", "senior-engineer"),
        ("design", Answers(years=0), "new-graduate", "architect"),
        ("design", Answers(years=4), "senior-engineer", "architect"),
        ("lead", Answers(years=2, role="engineer"), "new-graduate", "manager"),
        ("build", Answers(years=8, writes_code=False), "manager", "senior-engineer"),
    ],
)
def test_an_answer_can_change_the_path_and_says_so(
    goal: str, answers: Answers, slug: str, runner_up: str
) -> None:
    found = recommend(goal, answers, PATHS)
    assert (found.path, found.runner_up, found.changed) == (slug, runner_up, True)


@pytest.mark.parametrize(
    ("goal", "answers", "slug", "runner_up"),
    [
        ("lead", Answers(years=1, role="lead"), "manager", "senior-engineer"),
        ("build", Answers(years=3), "senior-engineer", "new-graduate"),
        ("build", Answers(years=9), "senior-engineer", "architect"),
        ("design", Answers(years=5), "architect", "senior-engineer"),
        ("fundamentals", Answers(years=6), "new-graduate", "senior-engineer"),
        ("fundamentals", Answers(role="manager"), "new-graduate", "manager"),
        ("cost", Answers(years=1), "cost", "new-graduate"),
        ("cost", Answers(years=7), "cost", "manager"),
    ],
)
def test_an_answer_can_leave_the_path_and_change_the_runner_up(
    goal: str, answers: Answers, slug: str, runner_up: str
) -> None:
    found = recommend(goal, answers, PATHS)
    assert (found.path, found.runner_up, found.changed) == (slug, runner_up, False)


def test_the_reason_names_what_was_said() -> None:
    found = recommend("build", Answers(years=1), PATHS)
    assert found.because[0].startswith("With 1 year of experience")
    assert "production experience" in found.because_not
    no_code = recommend("design", Answers(years=9, writes_code=False), PATHS)
    assert no_code.because[-1] == "Labs that need code have a decision form where one exists."


def test_every_goal_and_answer_gives_two_different_paths() -> None:
    roles = (None, "student", "engineer", "lead", "manager", "architect", "other")
    for goal in GOALS:
        for years in (None, 0, 2, 3, 4.5, 5, 40):
            for role in roles:
                for code in (None, True, False):
                    found = recommend(goal.key, Answers(years, role, code), PATHS)  # type: ignore[arg-type]
                    assert found.path != found.runner_up
                    assert found.because
                    assert found.changed is (found.path != goal.path)


@pytest.mark.parametrize(
    ("goal", "answers", "message"),
    [
        ("fame", Answers(), "goal = 'fame': give one of fundamentals, build"),
        ("build", Answers(years=-1), "years = -1: give one of 0 to 70"),
        ("build", Answers(years=float("nan")), "years = nan"),
        ("build", Answers(role="wizard"), "role = 'wizard': give one of student"),  # type: ignore[arg-type]
    ],
)
def test_an_answer_that_is_none_is_refused(goal: str, answers: Answers, message: str) -> None:
    with pytest.raises(UnknownAnswer) as refusal:
        recommend(goal, answers, PATHS)
    assert message in str(refusal.value)


def test_a_path_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownAnswer, match="path = 'senior-engineer'"):
        recommend("build", Answers(), PATHS[:1])
