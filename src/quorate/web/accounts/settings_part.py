"""The settings' part of an export file: the newer of two wins."""

from datetime import datetime
from typing import Any

from quorate.web.accounts.actions.settings import FIELDS, kept_hours, validate_settings
from quorate.web.accounts.given import HINT, check_time
from quorate.web.accounts.models import Learner
from quorate.web.accounts.parts import Part
from quorate.web.errors import BadInputError


def dump(learner: Learner) -> dict[str, Any]:
    """Return the settings and when they were changed."""
    changed = learner.settings_changed_at
    values = {name: getattr(learner, name) for name in FIELDS}
    return {"changed_at": changed.isoformat() if changed else None, **values}


def read(document: Any) -> dict[str, Any]:  # noqa: ANN401 - from a file
    """Check settings from a file."""
    if not isinstance(document, dict):
        raise BadInputError("settings: not a list of names and values.", hint=HINT)
    changed = read_time(document.get("changed_at"), "settings.changed_at")
    hours = document.get("hours", [])
    if not isinstance(hours, list) or len(hours) not in (0, 7):
        raise BadInputError("settings.hours: not seven numbers.", hint=HINT)
    posted = {name: str(document.get(name, "")) for name in FIELDS if name != "hours"}
    posted |= {f"hours_{day}": str(value) for day, value in enumerate(hours)}
    form = validate_settings(posted)
    if form.problems:
        name, problem = next(iter(form.problems.items()))
        raise BadInputError(f"settings.{name}: {problem}", hint=HINT)
    values = {name: getattr(form, name) for name in FIELDS if name != "hours"}
    return {"changed_at": changed, "hours": kept_hours(form) if hours else [], **values}


def read_time(value: object, place: str) -> datetime | None:
    """Return an instant of a file; None stays None."""
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise BadInputError(f"{place}: {str(value)[:40]!r} is no time.", hint=HINT) from error
    if instant.utcoffset() is None:
        raise BadInputError(f"{place}: {str(value)[:40]!r} names no time zone.", hint=HINT)
    check_time(instant, place)
    return instant


def load(learner: Learner, settings: dict[str, Any], now: datetime) -> int:
    """Take settings in if they are newer than what is there."""
    del now
    theirs, ours = settings["changed_at"], learner.settings_changed_at
    values = [settings[name] for name in FIELDS]
    if theirs is None or (ours is not None and theirs < ours):
        return 0
    mine = [getattr(learner, name) for name in FIELDS]
    if theirs == ours and repr(values) <= repr(mine):
        return 0
    for name in FIELDS:
        setattr(learner, name, settings[name])
    learner.settings_changed_at = theirs
    learner.save(update_fields=[*FIELDS, "settings_changed_at"])
    return 1


PART = Part("settings", "settings", dump, read, load)
