"""What the learning app puts into an export file: the evidence log and the plans."""

import json
from datetime import datetime
from typing import Any

from quorate.learner import Evidence, LearnerError
from quorate.web.accounts.api import Learner, Part, check_day, check_time, read_time
from quorate.web.errors import BadInputError
from quorate.web.learning.actions.regrade import regraded
from quorate.web.learning.models import Plan, do_append, to_row
from quorate.web.learning.plan_given import checked_answers
from quorate.web.learning.queries import answered_all
from quorate.web.learning.seeds import SEED_MAX

HINT = "Choose a file that “Download my work” gave you, unchanged."
EVENTS_MAX = 200_000
PLANS_MAX = 100
ANSWER_CHARACTERS_MAX = 20_000


def dump_evidence(learner: Learner) -> list[dict[str, Any]]:
    """Return the log, with what was answered."""
    documents = []
    for each in answered_all(learner.pk):
        document: dict[str, Any] = {"event": each.evidence.to_json()}
        if each.answer is not None:
            document["answer"] = each.answer
        documents.append(document)
    return documents


def read_evidence(given: Any) -> list[tuple[Evidence, Any]]:  # noqa: ANN401 - from a file
    """Check a log from a file; one bad record refuses the file and names the place."""
    read: list[tuple[Evidence, Any]] = []
    for place, each in enumerate(listed(given, "evidence", EVENTS_MAX)):
        try:
            event = Evidence.from_json(each["event"])
        except (
            LearnerError,
            TypeError,
            KeyError,
            ValueError,
            AttributeError,
            OverflowError,
        ) as error:
            raise BadInputError(f"evidence[{place}]: {str(error)[:200]}", hint=HINT) from error
        check_time(event.at, f"evidence[{place}].event.at")
        check_day(event.study_date, f"evidence[{place}].event.study_date")
        if not isinstance(event.hint_level, int):
            raise BadInputError(f"evidence[{place}].event.hint_level: no whole number.", hint=HINT)
        if event.variant_seed is not None and not 0 <= event.variant_seed < SEED_MAX:
            raise BadInputError(f"evidence[{place}]: no such variant.", hint=HINT)
        read.append((event, small(each.get("answer"), f"evidence[{place}]", ANSWER_CHARACTERS_MAX)))
    return read


def load_evidence(learner: Learner, read: list[tuple[Evidence, Any]], now: datetime) -> int:
    """Add what is not there."""
    del now
    rows = [to_row(learner.pk, event, answer=answer, imported=True) for event, answer in read]
    return do_append(rows)


def distrust_evidence(read: list[tuple[Evidence, Any]]) -> tuple[list[tuple[Evidence, Any]], str]:
    """Grade a log anew that this site did not sign."""
    if not read:
        return read, ""
    found = regraded(read)
    return list(found.records), found.told


def dump_plans(learner: Learner) -> list[dict[str, Any]]:
    """Return all plans, those no longer followed too."""
    plans = Plan.objects.filter(learner=learner).order_by("path")
    return [
        {
            "path": plan.path,
            "answers": plan.answers,
            "following": plan.following,
            "created_at": plan.created_at.isoformat(),
            "updated_at": plan.updated_at.isoformat(),
            "activated_at": plan.activated_at.isoformat(),
        }
        for plan in plans
    ]


def read_plans(given: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - from a file
    """Check plans from a file."""
    read = []
    for index, each in enumerate(listed(given, "plans", PLANS_MAX)):
        place = f"plans[{index}]"
        if not isinstance(each, dict) or "answers" not in each:
            raise BadInputError(f"{place}: not a plan.", hint=HINT)
        times = {
            name: read_time(each.get(name), f"{place}.{name}")
            for name in ("created_at", "updated_at", "activated_at")
        }
        if None in times.values():
            raise BadInputError(f"{place}: a time is missing.", hint=HINT)
        answers = checked_answers(each["answers"], f"{place}.answers")
        path = str(each.get("path", ""))[:100]
        following = each.get("following") is not False
        read.append({"path": path, "answers": answers, "following": following, **times})
    return read


def load_plans(learner: Learner, read: list[dict[str, Any]], now: datetime) -> int:
    """Keep the newer of each path's two plans."""
    del now
    mine = {plan.path: plan for plan in Plan.objects.filter(learner=learner)}
    taken = 0
    for values in read:
        here = mine.get(values["path"])
        if here is None:
            mine[values["path"]] = Plan.objects.create(learner=learner, **values)
            taken += 1
        elif newer(values, here):
            for name, value in values.items():
                setattr(here, name, value)
            here.save(update_fields=[name for name in values if name != "path"])
            taken += 1
    return taken


def newer(values: dict[str, Any], here: Plan) -> bool:
    """Whether theirs replaces ours; of two of one moment the one whose text sorts last."""
    if values["updated_at"] != here.updated_at:
        return bool(values["updated_at"] > here.updated_at)
    names = [name for name in values if name != "updated_at"]
    theirs = json.dumps([str(values[name]) for name in names])
    return theirs > json.dumps([str(getattr(here, name)) for name in names])


def listed(given: Any, name: str, most: int) -> list[Any]:  # noqa: ANN401 - from a file
    """Return a list of bounded length."""
    if not isinstance(given, list) or len(given) > most:
        raise BadInputError(f"{name}: not a list of at most {most:,}.", hint=HINT)
    return given


def small(value: Any, place: str, most: int) -> Any:  # noqa: ANN401 - from a file
    """Return a value whose JSON is not too long."""
    if len(json.dumps(value)) > most:
        raise BadInputError(f"{place}: longer than {most:,} characters.", hint=HINT)
    return value


PARTS = (
    Part(
        "evidence",
        "answers and runs",
        dump_evidence,
        read_evidence,
        load_evidence,
        distrust_evidence,
    ),
    Part("plans", "plans", dump_plans, read_plans, load_plans),
)
