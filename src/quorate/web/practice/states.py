"""What each machine was and what happened to it: the State of a run, from its placement and its fault plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quorate.node import Topology
from quorate.web.practice.reading import mapping, rows, texts, whole, words

FAULTS_MAX = 60
MACHINES_MAX = 60


@dataclass(frozen=True, slots=True)
class StateRow:
    """One machine: its labels, whether a replica ran on it, and its faults in the run shown."""

    id: str
    labels: tuple[str, ...]
    holds: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownState:
    """All machines, those with a replica first."""

    labels: tuple[str, ...]
    placed: tuple[StateRow, ...]
    others: tuple[StateRow, ...]
    shared: tuple[str, ...]
    is_failing: bool


def state_of(result: Mapping[str, Any], topology: Topology) -> ShownState | None:
    """Read the state; a run that placed nothing has none."""
    placement = texts(mapping(result.get("figures")).get("placement"), MACHINES_MAX)
    if not placement:
        return None
    failure = mapping(result.get("failure"))
    plan = rows(failure.get("plan"), FAULTS_MAX)
    labels = tuple(dict.fromkeys(name for machine in topology.machines for name in machine.labels))
    every = [
        StateRow(
            machine.id,
            tuple(machine.labels.get(name, "") for name in labels),
            machine.id in placement,
            tuple(
                fault_text(fault) for fault in plan if machine.id in texts(fault.get("nodes"), 60)
            ),
        )
        for machine in topology.machines
    ]
    return ShownState(
        labels=labels,
        placed=tuple(row for row in every if row.holds),
        others=tuple(row for row in every if not row.holds),
        shared=tuple(shared_of(labels, [row for row in every if row.holds])),
        is_failing=bool(failure),
    )


def shared_of(labels: Sequence[str], placed: Sequence[StateRow]) -> list[str]:
    """What two or more replicas have in common."""
    found = []
    for place, label in enumerate(labels):
        for value in dict.fromkeys(row.labels[place] for row in placed):
            members = [row.id for row in placed if row.labels[place] == value]
            if len(members) > 1:
                found.append(f"{label} {value}: {', '.join(members)}")
    return found


def fault_text(fault: Mapping[str, Any]) -> str:
    """When it was down and why."""
    begin, end = whole(fault.get("at")), whole(fault.get("until"))
    cause = mapping(fault.get("cause"))
    why = " ".join(filter(None, (words(cause.get(name), most=20) for name in ("label", "value"))))
    times = f"{seconds(begin)} to {seconds(end) if end is not None else 'the end'}"
    kind = "down" if fault.get("kind") == "crash" else words(fault.get("kind"), most=20)
    disk = ", its disk wiped" if fault.get("disk") == "wipe" else ""
    return f"{kind} from {times}{disk}{f' ({why})' if why else ''}"


def seconds(us: int | None) -> str:
    """Microseconds as seconds."""
    return f"{(us or 0) / 1_000_000:.3f} s"
