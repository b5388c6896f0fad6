"""Put a solution into the queue."""

import secrets
from typing import Any

from django.conf import settings

from quorate.labs import FormField
from quorate.web.accounts.api import Learner
from quorate.web.errors import BadInputError, ConflictError, RefusedError, TooLargeError
from quorate.web.practice.labs import LabPage
from quorate.web.practice.limits import SOURCE_BYTES_MAX, WAITING_MAX
from quorate.web.practice.models import Run

SEEDS_DRAWN = 5
SEED_BITS = 31


def validate_source(text: str) -> dict[str, Any]:
    """A solution in code."""
    source = text.replace("\r\n", "\n")
    size = len(source.encode(errors="replace"))
    if size > SOURCE_BYTES_MAX:
        raise TooLargeError(
            f"This solution has {size:,} bytes; the limit is {SOURCE_BYTES_MAX:,}.",
            hint="Remove what the lab does not need.",
        )
    if not source.strip():
        raise BadInputError(
            "The solution is empty.", hint="Start from the starter: it runs as it is."
        )
    if "\0" in source:
        line = source[: source.index("\0")].count("\n") + 1
        raise BadInputError(f"Line {line} contains a NUL character.", hint="Remove it.")
    return {"source": source}


def validate_decision(given: dict[str, list[str]], lab: LabPage) -> dict[str, Any]:
    """A decision: each question answered with what it offers; the judge says how good it is."""
    return {
        "decision": {each.name: read_answer(each, given.get(each.name, [])) for each in lab.form}
    }


def read_answer(field: FormField, values: list[str]) -> float | str | list[str]:
    """One answer, or what is wrong with it."""
    if field.kind == "number":
        try:
            return float(values[0])
        except (IndexError, ValueError):
            raise BadInputError(f"{field.label}: give a number.") from None
    offered = [option.value for option in field.options]
    unknown = [value for value in values if value not in offered]
    if unknown:
        raise BadInputError(
            f"{field.label}: there is no {unknown[0][:40]!r}.", hint="Choose from what is offered."
        )
    chosen = list(dict.fromkeys(values))
    if len(chosen) != field.count:
        raise BadInputError(
            f"{field.label}: {len(chosen)} chosen, exactly {field.count} are asked for.",
            hint="Your choice is kept below; change it and send it again.",
        )
    return chosen if field.kind == "machines" else chosen[0]


def validate_place(solution: dict[str, Any]) -> None:
    """Code of strangers does not run as the account that holds everybody's work."""
    if "source" in solution and settings.OPEN_TO_OTHERS:
        raise RefusedError(
            "This site is open to others and has no jail, so its server runs no code.",
            hint="Press Run: your browser runs it, with the same judge. Your text is kept below.",
        )


def validate_room(learner: Learner) -> None:
    """Not more waiting runs than the limit."""
    waiting = Run.objects.filter(learner=learner, state__in=[Run.QUEUED, Run.RUNNING]).count()
    if waiting >= WAITING_MAX:
        raise ConflictError(
            f"{waiting} of your runs are still waiting; that is the limit.",
            hint="Wait for one to finish, or cancel one on its page.",
        )


def do_submit_run(
    learner: Learner, lab: LabPage, step: str, solution: dict[str, Any], *, seed: int | None = None
) -> Run:
    """Queue a run: the step's public seeds, then seeds drawn now, which the solution cannot know.

    A failing seed the learner wants to see again comes first; a decision is judged on nobody's choice of seeds.
    """
    public = lab.step_text(step).step.seeds_public
    drawn = [secrets.randbits(SEED_BITS) for _ in range(SEEDS_DRAWN)]
    pinned = [] if seed is None or "decision" in solution else [seed]
    return Run.objects.create(
        learner=learner,
        lab=lab.slug,
        step=step,
        solution=solution,
        seeds=list(dict.fromkeys([*pinned, *public, *drawn])),
        content_hash=lab.version,
    )
