"""Change settings: theme, first facet, time zone, hours, name."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import available_timezones

from quorate.web.accounts.models import Learner

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NAME_MAX = 60
HOURS_PER_DAY_MAX = 16.0
# Marks, embeddings, overrides and isolates of direction (Unicode Standard Annex 9), and the byte-order mark.
TURNING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
FIELDS = ("name", "theme", "entry_order", "zone", "hours")


@dataclass(slots=True)
class SettingsForm:
    """What was entered, and what is wrong with it; a refusal loses nothing."""

    name: str = ""
    theme: str = "auto"
    entry_order: str = ""
    zone: str = "UTC"
    hours: list[str] = field(default_factory=lambda: [""] * 7)
    problems: dict[str, str] = field(default_factory=dict)


def form_of(learner: Learner | None, zone: str) -> SettingsForm:
    """Return the form as it stands for a learner, or for a visitor."""
    if learner is None:
        return SettingsForm(zone=zone)
    hours = [f"{each:g}" for each in learner.hours] or [""] * 7
    return SettingsForm(learner.name, learner.theme, learner.entry_order, learner.zone, hours)


def validate_settings(posted: Mapping[str, str]) -> SettingsForm:
    """Read a form; each problem names the value and the remedy."""
    form = SettingsForm(
        name=plain_name(posted.get("name", ""))[: 2 * NAME_MAX],
        theme=posted.get("theme", "auto"),
        entry_order=posted.get("entry_order", ""),
        zone=posted.get("zone", "UTC").strip(),
        hours=[posted.get(f"hours_{day}", "").strip()[:20] for day in range(7)],
    )
    if len(form.name) > NAME_MAX:
        problem = f"{len(form.name)} characters are too many: give at most {NAME_MAX}."
        form.problems["name"] = problem
    if form.theme not in {key for key, _ in Learner.THEMES}:
        form.problems["theme"] = "Choose one of the three themes."
    if form.entry_order not in {key for key, _ in Learner.ORDERS}:
        form.problems["entry_order"] = "Choose one of the facets to begin with."
    if form.zone not in available_timezones():
        problem = f"{form.zone[:60]!r} is no time zone: write it like Europe/Berlin."
        form.problems["zone"] = problem
    for day, text in enumerate(form.hours):
        if read_hours(text) is None:
            form.problems[f"hours_{day}"] = (
                f"{text!r} hours on {DAYS[day]}: give a number from 0 to {HOURS_PER_DAY_MAX:g}."
            )
    return form


def plain_name(text: str) -> str:
    """Return a name as it can be stored and shown: no control characters, none that turn the text around it."""
    shown = (each for each in " ".join(text.split()) if not is_unseen(each))
    return " ".join("".join(shown).split())


def is_unseen(character: str) -> bool:
    """Whether a character is a control, half a pair, or changes the direction of what follows."""
    return unicodedata.category(character) in ("Cc", "Cs") or character in TURNING


def read_hours(text: str) -> float | None:
    """Return the hours of one day; empty is 0, None is what cannot be used."""
    if not text:
        return 0.0
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value <= HOURS_PER_DAY_MAX else None


def kept_hours(form: SettingsForm) -> list[float]:
    """Return the hours of a form without problems; none at all is not given."""
    hours = [read_hours(text) or 0.0 for text in form.hours]
    return hours if any(hours) else []


def do_save_settings(learner: Learner, form: SettingsForm, *, now: datetime) -> None:
    """Keep a form without problems."""
    learner.name = form.name
    learner.theme = form.theme
    learner.entry_order = form.entry_order
    learner.zone = form.zone
    learner.hours = kept_hours(form)
    learner.settings_changed_at = now
    learner.save(update_fields=[*FIELDS, "settings_changed_at"])


def do_remember_hours(learner: Learner, hours: list[float], *, now: datetime) -> None:
    """Keep the hours that were given elsewhere (in a plan)."""
    if learner.hours != hours:
        learner.hours = hours
        learner.settings_changed_at = now
        learner.save(update_fields=["hours", "settings_changed_at"])


def do_remember_order(learner: Learner, order: str, *, now: datetime) -> None:
    """Keep the facet a learner begins with."""
    if order and learner.entry_order != order:
        learner.entry_order = order
        learner.settings_changed_at = now
        learner.save(update_fields=["entry_order", "settings_changed_at"])
