"""Fault plans: which faults strike when, as data that can be saved, shown, replayed and shrunk.

Every shape is expanded to explicit nodes and explicit directed pairs, so that a one-way cut is
nothing special and a shrinker can drop a single pair.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, cast

from quorate.faults.errors import BadFaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FaultKind = Literal["crash", "partition", "pause", "link"]
FAULT_KINDS: tuple[FaultKind, ...] = ("crash", "partition", "pause", "link")

Window = tuple[int, int | None]
"""When a fault begins and ends, in microseconds; an end of None is never."""

Pair = tuple[str, str]
"""A directed link: messages from the first to the second."""


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
        if self.kind not in FAULT_KINDS:
            raise BadFaultError(
                f"fault {self.id}: kind {self.kind!r} is unknown; "
                f"use one of {', '.join(FAULT_KINDS)}"
            )
        if not _is_time(self.at_us) or not (self.until_us is None or _is_time(self.until_us)):
            raise BadFaultError(
                f"fault {self.id}: at {self.at_us!r} and until {self.until_us!r} "
                "must be whole microseconds from 0 on (until may be null)"
            )
        if self.until_us is not None and self.until_us <= self.at_us:
            raise BadFaultError(
                f"fault {self.id}: until {self.until_us} is not after at {self.at_us}; "
                "give it a later end, or null for never"
            )
        _VALIDATORS[self.kind](self)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes that a crash or a pause strikes."""
        return tuple(self.params.get("nodes", ()))

    @property
    def pairs(self) -> tuple[Pair, ...] | None:
        """The directed links of a partition or a link fault; None is every link."""
        stated = self.params.get("cut" if self.kind == "partition" else "pairs")
        return None if stated is None else tuple((source, dest) for source, dest in stated)

    def strikes_at(self, t_us: int) -> bool:
        """Whether the fault is active at this time; its end is no longer part of it."""
        return self.at_us <= t_us and (self.until_us is None or t_us < self.until_us)


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


def crash(
    nodes: Sequence[str],
    window: Window,
    *,
    disk: Literal["keep", "wipe"] = "keep",
    cause: tuple[str, str] | None = None,
) -> Fault:
    """These nodes lose their memory at once; `cause` names the shared domain, as (label, value)."""
    params: dict[str, Any] = {"nodes": list(nodes), "disk": disk}
    if cause is not None:
        params["cause"] = {"label": cause[0], "value": cause[1]}
    return Fault(0, *window, "crash", params=params)


def partition(
    cut: Sequence[Pair],
    window: Window,
    *,
    mode: Literal["drop", "hold"] = "drop",
    shape: str | None = None,
) -> Fault:
    """Messages on these directed links are lost (drop) or wait for the end of the cut (hold)."""
    params: dict[str, Any] = {} if shape is None else {"shape": shape}
    params |= {"cut": [list(pair) for pair in cut], "mode": mode}
    return Fault(0, *window, "partition", params=params)


def pause(nodes: Sequence[str], window: Window) -> Fault:
    """These nodes do nothing; what reaches them waits and runs in order when they resume."""
    return Fault(0, *window, "pause", params={"nodes": list(nodes)})


def link(
    window: Window,
    *,
    pairs: Sequence[Pair] | None = None,
    loss: float = 0.0,
    duplicate: float = 0.0,
    slow: float = 1.0,
) -> Fault:
    """These links, or all, lose or double messages by chance and multiply their latency."""
    params: dict[str, Any] = {} if pairs is None else {"pairs": [list(pair) for pair in pairs]}
    params |= {"loss": loss, "duplicate": duplicate, "slow": slow}
    return Fault(0, *window, "link", params=params)


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
    """Read a plan; a crash or a pause of one node may say "node" instead of "nodes"."""
    if not isinstance(rows, list):
        raise BadFaultError(f"a fault plan is a JSON list of faults, not {type(rows).__name__}")
    return FaultPlan(tuple(_fault_from_json(row, position) for position, row in enumerate(rows)))


def _fault_from_json(row: object, position: int) -> Fault:
    if not isinstance(row, dict) or any(name not in row for name in ("id", "at", "kind")):
        raise BadFaultError(f"fault at position {position}: {row!r} needs at least id, at and kind")
    params = {name: part for name, part in row.items() if name not in ("id", "at", "until", "kind")}
    if "node" in params:
        params["nodes"] = [params.pop("node")]
    if row["kind"] == "crash":
        params.setdefault("disk", "keep")
    if row["kind"] == "partition":
        params.setdefault("mode", "drop")
    kind = cast("FaultKind", row["kind"])
    return Fault(row["id"], row["at"], row.get("until"), kind, params=params)


def _is_time(stated: object) -> bool:
    return isinstance(stated, int) and not isinstance(stated, bool) and stated >= 0


def _validate_nodes(fault: Fault) -> None:
    nodes = fault.params.get("nodes")
    if not isinstance(nodes, list | tuple) or not all(isinstance(node, str) for node in nodes):
        raise BadFaultError(
            f'fault {fault.id}: nodes {nodes!r} is not a list of node ids; write "nodes": ["n1"]'
        )


def _validate_crash(fault: Fault) -> None:
    _validate_nodes(fault)
    _validate_choice(fault, "disk", ("keep", "wipe"))


def _validate_partition(fault: Fault) -> None:
    _validate_pairs(fault, "cut")
    _validate_choice(fault, "mode", ("drop", "hold"))


def _validate_link(fault: Fault) -> None:
    if "pairs" in fault.params:
        _validate_pairs(fault, "pairs")
    for name in ("loss", "duplicate"):
        chance = fault.params.get(name, 0.0)
        if not isinstance(chance, int | float) or not 0 <= chance <= 1:
            raise BadFaultError(f"fault {fault.id}: {name} {chance!r} is not between 0 and 1")
    slow = fault.params.get("slow", 1.0)
    if not isinstance(slow, int | float) or not 0 < slow <= 1_000_000:
        raise BadFaultError(f"fault {fault.id}: slow {slow!r} is not a factor above 0, up to 1e6")


def _validate_choice(fault: Fault, name: str, choices: tuple[str, ...]) -> None:
    stated = fault.params.get(name)
    if stated not in choices:
        raise BadFaultError(
            f"fault {fault.id}: {name} {stated!r} is unknown; use one of {', '.join(choices)}"
        )


def _validate_pairs(fault: Fault, name: str) -> None:
    stated = fault.params.get(name)
    if not isinstance(stated, list | tuple) or not all(_is_pair(pair) for pair in stated):
        raise BadFaultError(
            f"fault {fault.id}: {name} {stated!r} is not a list of directed pairs; "
            'write [["n1", "n2"]]'
        )


def _is_pair(stated: object) -> bool:
    match stated:
        case [str(), str()]:
            return True
    return False


_VALIDATORS = {
    "crash": _validate_crash,
    "partition": _validate_partition,
    "pause": _validate_nodes,
    "link": _validate_link,
}
