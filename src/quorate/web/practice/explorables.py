"""What the explorer runs for anybody: our own systems, and each lab step with its starter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from quorate.curriculum import did_you_mean
from quorate.web.errors import NotHereError
from quorate.web.practice.labs import LabPage, labs
from quorate.web.practice.models import Run
from quorate.web.practice.queries import Judged
from quorate.workloads import BadParameterError, Parameter, Scenario
from quorate.workloads.reference import REFERENCE

SEED_DEFAULT = 8
SEED_MAX = 10**9
VARIANT = "variant"
"""The parameter that chooses between a system that is right and its broken siblings."""


@dataclass(frozen=True, slots=True)
class Explorable:
    """One scenario of the list."""

    name: str
    title: str
    kind: str
    scenario: Scenario
    version: str

    @property
    def href(self) -> str:
        """Its page."""
        slug, _, step = self.name.partition("/")
        if step:
            return reverse("explorer_step", args=[slug, step])
        return reverse("explorer_system", args=[slug])

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of the right and the broken ones."""
        return next(
            (
                tuple(map(str, each.values))
                for each in self.scenario.parameters
                if each.name == VARIANT
            ),
            (),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Which run, or which two, an address asks for, and what of it was refused."""

    seed: int
    parameters: dict[str, Any]
    compare: str
    other: tuple[int, dict[str, Any]] | None
    errors: dict[str, str]


def explorables() -> dict[str, Explorable]:
    """Everything that can be explored, by name."""
    found = {
        slug: Explorable(slug, scenario.title, "system", scenario, "")
        for slug, scenario in REFERENCE.items()
    }
    for page in labs().values():
        if page.lab.kind != "code":
            continue  # a decision has no default to run
        for step in page.lab.steps:
            name = f"{page.slug}/{step.id}"
            title = f"{page.lab.title}: {step.title}"
            found[name] = Explorable(name, title, "lab", step.scenario, page.version)
    return found


def explorable(name: str) -> Explorable:
    """One of them, or a page that says what is near."""
    known = explorables()
    if name in known:
        return known[name]
    near = ", ".join(did_you_mean(name, known) or sorted(known)[:5])
    raise NotHereError(f"There is no scenario {name[:80]!r} to explore.", hint=f"There is: {near}.")


def asked_of(found: Explorable, given: Mapping[str, str]) -> Asked:
    """Read an address; a value that cannot be is refused beside its field, the default is kept."""
    errors: dict[str, str] = {}
    seed = _seed(given.get("seed", ""), "seed", errors, default=SEED_DEFAULT)
    parameters = {
        each.name: _value(each, given.get(each.name, ""), errors)
        for each in found.scenario.parameters
    }
    compare = given.get("compare", "").strip()[:60]
    other: tuple[int, dict[str, Any]] | None = None
    if compare and found.variants:
        if compare in found.variants:
            other = (seed, {**parameters, VARIANT: compare})
        else:
            errors["compare"] = f"{compare!r} is no variant: give one of {found.variants}."
    elif compare:
        other = (_seed(compare, "compare", errors, default=seed), parameters)
    if "compare" in errors or other == (seed, parameters):
        other = None
    return Asked(seed, parameters, compare, other, errors)


def _seed(text: str, name: str, errors: dict[str, str], *, default: int) -> int:
    text = text.strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= SEED_MAX:
        return int(text)
    errors[name] = f"A seed is a whole number from 0 to {SEED_MAX:,}."
    return default


def _value(parameter: Parameter, text: str, errors: dict[str, str]) -> float | str:
    text = text.strip()
    if not text:
        return parameter.default
    candidate: object = next((value for value in parameter.values if str(value) == text), text)
    if not parameter.values:
        candidate = _number(text)
    try:
        return parameter.accept(candidate)
    except BadParameterError as error:
        errors[parameter.name] = f"{error}."
        return parameter.default


def _number(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return text
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124  NaN is not itself
        return text
    return int(number) if number.is_integer() else number


SEED_LIMIT = 10**15
"""Seeds that a form sends back whole."""


def failing_seed(run: Judged | Run | None) -> int | None:
    """The seed that failed last: it runs first next time."""
    failure = (run.result or {}).get("failure") if run and run.verdict == "violated" else None
    seed = failure.get("seed") if isinstance(failure, dict) else None
    return seed if type(seed) is int and 0 <= seed < SEED_LIMIT else None


def repeatable(page: LabPage, step: str, run: Judged | Run | None) -> str:
    """The address of a failing run that may be repeated for anybody: one of our own starter's."""
    seed = failing_seed(run)
    if run is None or seed is None or seed > SEED_MAX:
        return ""
    if page.lab.kind != "code" or run.solution.get("source") != page.lab.starter:
        return ""
    return f"{reverse('explorer_step', args=[page.slug, step])}?seed={seed}"
