"""The memo of a decision, as its page shows it: choice, risk, cost, what was rejected and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quorate.calculators import filters
from quorate.web.practice.reading import mapping, number, rows, texts, whole, words

MACHINES_MAX = 12
NOT_TOLD = "machines told once your choice holds"
"""Instead of the machines of an option that a failed choice does not get to know."""
OPTIONS_MAX = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide, in numbers."""

    title: str
    machines: tuple[str, ...]
    labels: tuple[str, ...]
    placed: tuple[tuple[str, ...], ...]
    shared: tuple[str, ...]
    risk: str
    minutes: str
    cost: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownMemo:
    """One page."""

    choice: Option
    rank: str
    independent: str
    rejected: tuple[Option, ...]
    assumptions: tuple[str, ...]


def memo_of(memo: Mapping[str, Any]) -> ShownMemo | None:
    """Read a memo; without a choice there is none."""
    choice = mapping(memo.get("choice"))
    if not choice:
        return None
    rank = mapping(memo.get("rank"))
    better, of = whole(rank.get("better")), whole(rank.get("of"))
    return ShownMemo(
        choice=option_of(choice),
        rank="" if better is None or of is None else ranked(better, of),
        independent=share_text(mapping(memo.get("if_independent")).get("share")),
        rejected=tuple(option_of(row) for row in rows(memo.get("rejected"), OPTIONS_MAX)),
        assumptions=texts(memo.get("assumptions"), 12),
    )


def ranked(better: int, of: int) -> str:
    """Where the choice stands among all."""
    if better == 0:
        return f"None of the {of} possible choices is down less."
    verb = "choice is" if better == 1 else "choices are"
    return f"{better} of the {of} possible {verb} down less."


def option_of(row: Mapping[str, Any]) -> Option:
    """Read one option."""
    machines = rows(row.get("machines"), MACHINES_MAX)
    labels = [words(name, most=20) for name in machines[0] if name != "id"][:6] if machines else []
    risk, cost = mapping(row.get("risk")), mapping(row.get("cost"))
    month = number(cost.get("per_month"))
    return Option(
        title=words(row.get("title"), most=120),
        machines=tuple(words(one.get("id"), most=20) for one in machines) or (NOT_TOLD,),
        labels=tuple(labels),
        placed=tuple(
            tuple(words(machine.get(name), most=20) for name in ("id", *labels))
            for machine in machines
        ),
        shared=tuple(shared_text(each) for each in rows(row.get("shared"), 12)),
        risk=share_text(risk.get("share")),
        minutes=minutes_text(risk.get("minutes_a_year")),
        cost="" if month is None else f"{month:,.0f} {words(cost.get('unit'), most=10)} a month",
        why=words(row.get("why"), most=300),
    )


def shared_text(row: Mapping[str, Any]) -> str:
    """What several machines share, as words."""
    machines = ", ".join(texts(row.get("machines"), MACHINES_MAX))
    return f"{words(row.get('label'), most=20)} {words(row.get('value'), most=20)} ({machines})"


def share_text(value: object) -> str:
    """A share of time as a percentage."""
    share = number(value)
    return "" if share is None or not 0 <= share <= 1 else filters.percent(share, 3)


def minutes_text(value: object) -> str:
    """Minutes a year as a duration."""
    minutes = number(value)
    return (
        ""
        if minutes is None or not 0 <= minutes < 1e6
        else f"{filters.duration(minutes * 60)} a year"
    )
