"""What practice puts into an export file: drafts, and the runs that are over.

Runs unite: one that is there is never changed. Of two drafts of one lab the newer stays.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from ulid import ULID

from quorate.learner import is_ulid
from quorate.web.accounts.api import Learner, Part, read_time
from quorate.web.errors import BadInputError, PageError
from quorate.web.practice.actions.save_draft import validate_draft
from quorate.web.practice.limits import RESULT_BYTES_MAX
from quorate.web.practice.models import Draft, Run
from quorate.web.practice.reading import words
from quorate.web.practice.strict_json import NotStrictError, check_values

HINT = "Choose a file that “Download my work” gave you, unchanged."
RUNS_MAX = 20_000
DRAFTS_MAX = 500
SOLUTION_CHARACTERS_MAX = 200_000
OVER = (Run.FINISHED, Run.NOT_RUN, Run.CANCELLED)
VERDICTS = ("", "ok", "violated", "unknown")


def dump_runs(learner: Learner) -> list[dict[str, Any]]:
    """Return all runs that are over, with what was run and what came of it."""
    return [
        {
            "id": run.id,
            "lab": run.lab,
            "step": run.step,
            "place": run.place,
            "solution": run.solution,
            "seeds": run.seeds,
            "content_hash": run.content_hash,
            "state": run.state,
            "verdict": run.verdict,
            "reason": run.reason,
            "result": run.result,
            "queued_at": run.queued_at.isoformat(),
            "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        }
        for run in Run.objects.filter(learner=learner, state__in=OVER).order_by("id")
    ]


def read_runs(given: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - from a file
    """Check runs from a file; nothing of them is believed but kept as the learner's own word."""
    return [read_run(row, f"runs[{i}]") for i, row in enumerate(listed(given, "runs", RUNS_MAX))]


def read_run(row: Any, place: str) -> dict[str, Any]:  # noqa: ANN401 - from a file
    """One run."""
    is_run = (
        isinstance(row, dict)
        and isinstance(row.get("id"), str)
        and is_ulid(row["id"])
        and row.get("state") in OVER
        and row.get("verdict") in VERDICTS
        and isinstance(row.get("solution"), dict)
        and isinstance(row.get("result"), dict | None)
        and isinstance(row.get("seeds"), list)
    )
    if not is_run:
        raise BadInputError(f"{place}: not a run.", hint=HINT)
    queued_at = read_time(row.get("queued_at"), f"{place}.queued_at")
    if queued_at is None:
        raise BadInputError(f"{place}.queued_at: a time is missing.", hint=HINT)
    small(row["solution"], f"{place}.solution", SOLUTION_CHARACTERS_MAX)
    small(row["result"], f"{place}.result", RESULT_BYTES_MAX)
    small(row["seeds"], f"{place}.seeds", 20_000)
    return {
        "id": row["id"],
        "lab": words(row.get("lab"), most=79),
        "step": words(row.get("step"), most=39),
        "solution": row["solution"],
        "seeds": row["seeds"],
        "content_hash": words(row.get("content_hash"), most=63),
        "state": row["state"],
        "verdict": row["verdict"],
        "reason": words(row.get("reason")),
        "result": row["result"],
        "queued_at": queued_at,
        "finished_at": read_time(row.get("finished_at"), f"{place}.finished_at"),
    }


def load_runs(learner: Learner, read: list[dict[str, Any]], now: datetime) -> int:
    """Add the runs that are not there; another learner's id is answered with one made from it."""
    del now
    ids = [values["id"] for values in read]
    owners: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        part = [*ids[start : start + 500], *(own_id(learner, i) for i in ids[start : start + 500])]
        owners |= dict(Run.objects.filter(id__in=part).values_list("id", "learner_id"))
    fresh = []
    for values in read:
        own = own_id(learner, values["id"])
        if own in owners or owners.get(values["id"]) == learner.pk:
            continue
        name = own if values["id"] in owners else values["id"]
        owners[name] = learner.pk
        fresh.append(Run(**{**values, "id": name}, learner=learner, place="imported"))
    Run.objects.bulk_create(fresh, batch_size=100)
    return len(fresh)


def own_id(learner: Learner, run_id: str) -> str:
    """An id for a run whose own is another learner's: the same time, the rest from both; always the same."""
    tail = hashlib.sha256(f"{learner.pk}/{run_id}".encode()).digest()[:10]
    return str(ULID(ULID.from_str(run_id).bytes[:6] + tail))


def dump_drafts(learner: Learner) -> list[dict[str, Any]]:
    """Return what is in the editors."""
    return [
        {"lab": draft.lab, "text": draft.text, "changed_at": draft.changed_at.isoformat()}
        for draft in Draft.objects.filter(learner=learner).order_by("lab")
    ]


def read_drafts(given: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - from a file
    """Check drafts from a file."""
    read = []
    for i, row in enumerate(listed(given, "drafts", DRAFTS_MAX)):
        place = f"drafts[{i}]"
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise BadInputError(f"{place}: not a draft.", hint=HINT)
        small(row["text"], place, SOLUTION_CHARACTERS_MAX)
        changed_at = read_time(row.get("changed_at"), f"{place}.changed_at")
        if changed_at is None:
            raise BadInputError(f"{place}.changed_at: a time is missing.", hint=HINT)
        try:
            text = validate_draft(row["text"])
        except PageError as error:
            raise BadInputError(f"{place}: {error.message}", hint=HINT) from error
        lab = words(row.get("lab"), most=79)
        read.append({"lab": lab, "text": text, "changed_at": changed_at})
    return read


def load_drafts(learner: Learner, read: list[dict[str, Any]], now: datetime) -> int:
    """Keep the newer of each lab's two drafts; of two of one moment the text that sorts last."""
    del now
    mine = {draft.lab: draft for draft in Draft.objects.filter(learner=learner)}
    taken = 0
    for values in read:
        here = mine.get(values["lab"])
        if here is None:
            mine[values["lab"]] = Draft.objects.create(learner=learner, **values)
            taken += 1
        elif (values["changed_at"], values["text"]) > (here.changed_at, here.text):
            here.text, here.changed_at = values["text"], values["changed_at"]
            here.version += 1
            here.save(update_fields=["text", "changed_at", "version"])
            taken += 1
    return taken


def listed(given: Any, name: str, most: int) -> list[Any]:  # noqa: ANN401 - from a file
    """A list of bounded length."""
    if not isinstance(given, list) or len(given) > most:
        raise BadInputError(f"{name}: not a list of at most {most:,}.", hint=HINT)
    return given


def small(value: Any, place: str, most: int) -> None:  # noqa: ANN401 - from a file
    """Refuse a value that is long, or that could not be stored or shown."""
    try:
        check_values(value)
    except NotStrictError as error:
        raise BadInputError(f"{place}: {error}.", hint=HINT) from error
    if len(json.dumps(value)) > most:
        raise BadInputError(f"{place}: longer than {most:,} characters.", hint=HINT)


PARTS = (
    Part("drafts", "drafts", dump_drafts, read_drafts, load_drafts),
    Part("runs", "lab runs", dump_runs, read_runs, load_runs),
)
