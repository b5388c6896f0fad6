"""The one place where `simulate` and `sweep` look a scenario up, whatever kind of name it has."""

from dataclasses import dataclass, replace
from pathlib import Path

from quorate.cli.errors import CommandError, unknown_name
from quorate.cli.lab_jobs import parse_decision, read_text
from quorate.cli.places import labs_root
from quorate.labs import Lab, LabError, RejectedSolution, ScenarioReference, Solution, load_labs
from quorate.workloads import Scenario
from quorate.workloads.reference import REFERENCE

NAMED = "SCENARIO"
NAMED_HELP = "a reference system, LAB/STEP, or FILE.py:NAME; without one, they are listed"
_OF_FILE = ".py:"


@dataclass(frozen=True, slots=True)
class Found:
    """A scenario and the reference by which any process finds it again."""

    reference: ScenarioReference
    scenario: Scenario


def titles() -> dict[str, str]:
    """Every name with its title: reference systems first, then the steps of the labs."""
    found = {slug: scenario.title for slug, scenario in REFERENCE.items()}
    labs, _ = load_labs(labs_root())
    for lab in labs.values():
        found |= {f"{lab.slug}/{step.id}": step.title for step in lab.steps}
    return found


def show_titles() -> None:
    """List what can be run."""
    for name, title in titles().items():
        print(f"{name:<32} {title}")


def find_scenario(name: str, solution: Path | None) -> Found:
    """Find a scenario and the solution to run it with, or offer the nearest name."""
    if _OF_FILE in name:
        path = Path(name.rpartition(":")[0])
        return _found(ScenarioReference(name, source=read_text(path)), _code(solution))
    if name in REFERENCE:
        return _found(ScenarioReference(name), _code(solution))
    labs, _ = load_labs(labs_root())
    slug, _, step = name.partition("/")
    lab = labs.get(slug)
    if lab is None or step not in [each.id for each in lab.steps]:
        raise unknown_name("scenario", name, titles())
    return _found(ScenarioReference(name, labs_root=str(labs_root())), of_lab(solution, lab))


def of_lab(path: Path | None, lab: Lab) -> Solution:
    """The file given, else the starter; a decision lab needs a file."""
    if path is not None:
        text = read_text(path)
        return Solution(text) if lab.kind == "code" else Solution(None, parse_decision(text, path))
    if lab.kind == "decision":
        raise CommandError(
            f"{lab.slug} is a decision without a default.",
            hint="Name one with --solution FILE.",
        )
    return Solution(source=lab.starter)


def refused(error: RejectedSolution) -> CommandError:
    """Say why a solution cannot be run, at its line."""
    place = f"line {error.line}: " if error.line else ""
    return CommandError(f"{place}{error.message}.", hint=error.hint)


def _code(path: Path | None) -> Solution:
    return Solution() if path is None else Solution(source=read_text(path))


def _found(reference: ScenarioReference, solution: Solution) -> Found:
    reference = replace(reference, solution=solution)
    try:
        scenario = reference.find()
    except LabError as error:
        raise CommandError(f"{error}.") from error
    if solution != Solution() and not scenario.requires:
        raise CommandError(
            f"{reference.name} takes no solution: all of its code is its own.",
            hint="Leave --solution away.",
        )
    return Found(reference, scenario)
