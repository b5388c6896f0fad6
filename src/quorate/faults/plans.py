"""Fault plans: which faults strike when, as data that can be saved, shown, replayed and shrunk.

Every shape is expanded to explicit nodes and explicit directed pairs, so that a one-way cut is
nothing special and a shrinker can drop a single pair. The one exception is a fault that strikes
whoever has last observed something ("the leader"): it is resolved when it strikes.
"""

from __future__ import annotations

import json
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from quorate.faults.errors import BadFaultError
from quorate.faults.kinds import FaultKind, validate_kind, validate_params, validate_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Window = tuple[int, int | None]
"""When a fault begins and ends, in microseconds; an end of None is never."""

Pair = tuple[str, str]
"""A directed link: messages from the first to the second."""

_DEFAULTS: dict[str, dict[str, Any]] = {
    "crash": {"disk": "keep"},
    "partition": {"mode": "drop"},
    "message": {"action": "drop"},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `params` is JSON data whose fields depend on the kind."""

    id: int
    at_us: int
    until_us: int | None
    kind: FaultKind
    _: KW_ONLY
    params: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        validate_kind(self.id, self.kind)
        validate_window(self.id, self.at_us, self.until_us)
        validate_params(self.id, self.kind, self.params)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes that it strikes by name."""
        return tuple(self.params.get("nodes", ()))

    @property
    def nodes_from(self) -> str | None:
        """The observation that names its target when it strikes, such as "leader"."""
        return self.params.get("nodes_from")

    @property
    def pairs(self) -> tuple[Pair, ...] | None:
        """The directed links of a partition, link or message fault; None is every link."""
        if self.kind == "message":
            source, dest = self.params["link"]
            return ((source, dest),)
        stated = self.params.get("cut" if self.kind == "partition" else "pairs")
        return None if stated is None else tuple((source, dest) for source, dest in stated)

    def strikes_at(self, t_us: int) -> bool:
        """Whether the fault is active at this time; its end is no longer part of it."""
        return self.at_us <= t_us and (self.until_us is None or t_us < self.until_us)

    def with_params(self, **changes: object) -> Fault:
        """The same fault with some parameters changed; None takes one away."""
        params = {**self.params, **changes}
        return replace(self, params={k: v for k, v in params.items() if v is not None})

    def resolved(self, nodes: Sequence[str], others: Sequence[str]) -> Fault:
        """The fault with the nodes that `nodes_from` turned out to mean, all of it concrete."""
        chosen = self.nodes_from
        if self.kind != "partition":
            return self.with_params(nodes=list(nodes), nodes_from=None, chosen=chosen)
        outward = [[node, other] for node in nodes for other in others if other != node]
        inward = [[other, node] for node, other in outward]
        cut = {"out": outward, "in": inward, "both": outward + inward}[
            self.params.get("direction", "both")
        ]
        return self.with_params(cut=cut, nodes_from=None, direction=None, chosen=chosen)


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """The faults of one run, fixed before it starts."""

    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        ids = [fault.id for fault in self.faults]
        if len(dict.fromkeys(ids)) != len(ids):
            raise BadFaultError(f"fault ids {ids} repeat; number them with plan_of()")

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.faults)

    def __len__(self) -> int:
        return len(self.faults)


def plan_of(faults: Iterable[Fault]) -> FaultPlan:
    """A plan of these faults, ordered by their start and numbered from 1."""
    ordered = sorted(faults, key=lambda fault: fault.at_us)
    return FaultPlan(tuple(replace(fault, id=n) for n, fault in enumerate(ordered, start=1)))


def join_plans(*plans: FaultPlan) -> FaultPlan:
    """One plan with the faults of all, numbered anew."""
    return plan_of(fault for plan in plans for fault in plan.faults)


def plan_to_json(plan: FaultPlan) -> list[dict[str, Any]]:
    """The plan as a JSON list, one object a fault."""
    return [
        {
            "id": fault.id,
            "at": fault.at_us,
            "until": fault.until_us,
            "kind": fault.kind,
            **fault.params,
        }
        for fault in plan.faults
    ]


def plan_from_json(rows: object) -> FaultPlan:
    """Read a plan; a fault of one node may say "node" instead of "nodes"."""
    if not isinstance(rows, list):
        raise BadFaultError(f"a fault plan is a JSON list of faults, not {type(rows).__name__}")
    return FaultPlan(tuple(_fault_from_json(row, position) for position, row in enumerate(rows)))


def dump_plan(plan: FaultPlan) -> str:
    """The text of a plan's file: a JSON list, one fault a line."""
    lines = [json.dumps(row, separators=(", ", ": ")) for row in plan_to_json(plan)]
    return "[" + ",\n ".join(lines) + "]\n"


def load_plan(text: str) -> FaultPlan:
    """Read the text of a plan's file."""
    try:
        rows = json.loads(text)
    except ValueError as problem:
        raise BadFaultError(f"the fault plan is not JSON: {problem}; write it as a list") from None
    return plan_from_json(rows)


def _fault_from_json(row: object, position: int) -> Fault:
    if not isinstance(row, dict) or any(name not in row for name in ("id", "at", "kind")):
        raise BadFaultError(f"fault at position {position}: {row!r} needs at least id, at and kind")
    params = {name: part for name, part in row.items() if name not in ("id", "at", "until", "kind")}
    if "node" in params:
        params["nodes"] = [params.pop("node")]
    if isinstance(row["kind"], str):
        for name, part in _DEFAULTS.get(row["kind"], {}).items():
            params.setdefault(name, part)
    kind = cast("FaultKind", row["kind"])
    return Fault(row["id"], row["at"], row.get("until"), kind, params=params)
