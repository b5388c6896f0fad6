"""`quorate plan`: a path laid into a calendar."""

import argparse
import json
from datetime import date

from quorate.cli.curriculum import load
from quorate.cli.errors import CommandError, unknown_name
from quorate.curriculum import Curriculum, UnknownId
from quorate.learner import (
    PACES,
    InvalidRequest,
    LearnerError,
    Plan,
    PlanRequest,
    make_plan,
    spread_hours,
)

FLAGS = {
    "hours": "--hours-per-week",
    "start": "--start",
    "deadline": "--deadline",
    "pace": "--pace",
}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its flags."""
    parser = subparsers.add_parser("plan", help="lay a path into your calendar")
    parser.add_argument("--path", required=True, metavar="SLUG")
    parser.add_argument("--hours-per-week", required=True, type=float, metavar="H")
    parser.add_argument("--pace", default="regular", choices=PACES)
    parser.add_argument("--start", required=True, type=day, metavar="DATE")
    parser.add_argument("--deadline", type=day, metavar="DATE")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def day(text: str) -> date:
    """A date as 2026-12-07."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date; write year-month-day, as 2026-12-07"
        ) from None


def run(arguments: argparse.Namespace) -> int:
    """Make the plan and print it; exit 1 when it does not fit the deadline."""
    plan = plan_of(arguments, load())
    if arguments.json:
        print(json.dumps(plan.to_json(), ensure_ascii=False))
    else:
        show(plan)
    return 0 if plan.feasible else 1


def plan_of(arguments: argparse.Namespace, curriculum: Curriculum) -> Plan:
    """The plan of these flags; each problem names its flag, its value and the remedy."""
    try:
        path = curriculum.resolve_path(arguments.path)
    except UnknownId as error:
        raise unknown_name("path", arguments.path, curriculum.paths) from error
    try:
        return make_plan(
            PlanRequest(
                path=path,
                curriculum=curriculum,
                hours=hours_of(arguments.hours_per_week),
                start=arguments.start,
                pace=arguments.pace,
                deadline=arguments.deadline,
            )
        )
    except InvalidRequest as error:
        problem = error.problems[0]
        flag = FLAGS.get(problem.field, problem.field)
        raise CommandError(
            f"{flag} {problem.value} cannot be planned: {problem.remedy}."
        ) from error
    except LearnerError as error:
        raise CommandError(f"{error}.") from error


def hours_of(hours_per_week: float) -> tuple[float, ...]:
    """Hours for each weekday; what cannot be spread is left whole for the planner to refuse."""
    if not 0 < hours_per_week < 24 * 7:
        return (hours_per_week, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    return spread_hours(hours_per_week)


def show(plan: Plan) -> None:
    """The plan for reading."""
    hours, written = plan.minutes / 60, plan.minutes_available / 60
    print(
        f"{plan.path}, {plan.pace}: {hours:.1f} h in {plan.week_count} weeks, {written:.1f} h written."
    )
    print(plan.verdict)
    for session in plan.sessions:
        parts = ", ".join(
            part.title if part.parts == 1 else f"{part.title} ({part.part}/{part.parts})"
            for part in session.parts
        )
        print(f"  {session.date:%a %Y-%m-%d}  {session.minutes:>3} min  {parts}")
    for gap in plan.unwritten:
        print(f"  {gap.text}")
    for checkpoint in plan.checkpoints:
        print(f"  week {checkpoint.week:>2}  checkpoint: {checkpoint.text}")
