"""The kinds of faults, and what the parameters of each may be.

Every check names the fault, the value and the remedy, since plans are written by hand, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from quorate.faults.errors import BadFaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FaultKind = Literal[
    "crash",
    "partition",
    "pause",
    "link",
    "slow",
    "clock",
    "disk",
    "membership",
    "message",
    "maybe",
]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)

DISK_OUTCOMES = ("keep", "lose_unsynced", "torn", "wipe")
DISK_EFFECTS = ("slow", "write_error", "lost", "torn", "corrupt")
MESSAGE_ACTIONS = ("hold", "drop", "duplicate")
DIRECTIONS = ("both", "in", "out")

SLOW_MAX = 1_000_000
DRIFT_PPM_MAX = 500_000
TIME_MAX_US = 1 << 53
MOMENT_MAX_US = 1 << 62  # a figure of availability runs for thousands of years
COUNT_MAX = 1_000_000_000


def validate_kind(fault_id: int, kind: object) -> None:
    """Refuse a kind that is not one of ours."""
    if kind not in FAULT_KINDS:
        raise BadFaultError(
            f"fault {fault_id}: kind {kind!r} is unknown; use one of {', '.join(FAULT_KINDS)}"
        )


def validate_window(fault_id: int, at_us: object, until_us: object) -> None:
    """Refuse times that are no times, and a window of no length."""
    if not is_time(at_us) or not (until_us is None or is_time(until_us)):
        raise BadFaultError(
            f"fault {fault_id}: at {at_us!r} and until {until_us!r} "
            "must be whole microseconds from 0 on (until may be null)"
        )
    if until_us is not None and cast("int", until_us) <= cast("int", at_us):
        raise BadFaultError(
            f"fault {fault_id}: until {until_us} is not after at {at_us}; "
            "give it a later end, or null for never"
        )


def validate_params(fault_id: int, kind: FaultKind, params: Mapping[str, Any]) -> None:
    """Refuse parameters that mean nothing for this kind, and names it does not know."""
    known = (*_PARAMETERS[kind], "cause", "chosen")
    for name in params:
        if name not in known:
            raise BadFaultError(
                f"fault {fault_id}: a {kind} has no {name!r}; it has {', '.join(known)}"
            )
    _VALIDATORS[kind](_Checks(fault_id, params))


def is_time(stated: object) -> bool:
    """Whether this is a time in whole microseconds."""
    return isinstance(stated, int) and not isinstance(stated, bool) and 0 <= stated <= MOMENT_MAX_US


class _Checks:
    """Checks of the parameters of one fault."""

    def __init__(self, fault_id: int, params: Mapping[str, Any]) -> None:
        self.fault_id = fault_id
        self.params = params

    def refuse(self, text: str) -> None:
        raise BadFaultError(f"fault {self.fault_id}: {text}")

    def targets(self) -> None:
        """Nodes by name, or from what a node has observed."""
        nodes, source = self.params.get("nodes"), self.params.get("nodes_from")
        if source is not None:
            if nodes is not None:
                self.refuse("it has nodes and nodes_from; keep the one that is meant")
            self._source(source)
        elif not isinstance(nodes, list | tuple) or not all(isinstance(n, str) for n in nodes):
            self.refuse(f'nodes {nodes!r} is not a list of node ids; write "nodes": ["n1"]')

    def _source(self, source: object) -> None:
        if not isinstance(source, str) or not source:
            self.refuse(
                f"nodes_from {source!r} names no observation; "
                'write "nodes_from": "leader" for whoever last observed that'
            )

    def pairs(self, name: str) -> None:
        stated = self.params.get(name)
        if not isinstance(stated, list | tuple) or not all(_is_pair(pair) for pair in stated):
            self.refuse(f'{name} {stated!r} is not a list of directed pairs; write [["n1", "n2"]]')

    def choice(self, name: str, choices: tuple[str, ...]) -> None:
        stated = self.params.get(name)
        if stated not in choices:
            self.refuse(f"{name} {stated!r} is unknown; use one of {', '.join(choices)}")

    def chance(self, name: str) -> None:
        stated = self.params.get(name, 0.0)
        if not _is_number(stated) or not 0 <= stated <= 1:
            self.refuse(f"{name} {stated!r} is not between 0 and 1")

    def whole(self, name: str, least: int, most: int, *, default: int | None = None) -> None:
        stated = self.params.get(name, default)
        good = isinstance(stated, int) and not isinstance(stated, bool)
        if not good or not least <= cast("int", stated) <= most:
            self.refuse(f"{name} {stated!r} is not a whole number from {least} to {most}")

    def text(self, name: str) -> None:
        stated = self.params.get(name)
        if not isinstance(stated, str) or not stated:
            self.refuse(f"{name} {stated!r} is not a name; write it as text")


def _is_number(stated: object) -> bool:
    return isinstance(stated, int | float) and not isinstance(stated, bool)


def _is_pair(stated: object) -> bool:
    match stated:
        case [str(), str()]:
            return True
    return False


def _crash(checks: _Checks) -> None:
    checks.targets()
    checks.choice("disk", DISK_OUTCOMES)


def _partition(checks: _Checks) -> None:
    if "nodes_from" in checks.params:
        checks.targets()
        if "cut" in checks.params:
            checks.refuse("it has a cut and nodes_from; keep the one that is meant")
        if "direction" in checks.params:
            checks.choice("direction", DIRECTIONS)
    else:
        checks.pairs("cut")
    checks.choice("mode", ("drop", "hold"))


def _pause(checks: _Checks) -> None:
    checks.targets()


def _link(checks: _Checks) -> None:
    if "pairs" in checks.params:
        checks.pairs("pairs")
    for name in ("loss", "duplicate"):
        checks.chance(name)
    slow = checks.params.get("slow", 1.0)
    if not _is_number(slow) or not 0 < slow <= SLOW_MAX:
        checks.refuse(f"slow {slow!r} is not a factor above 0, up to 1e6")
    checks.whole("jitter_us", 0, TIME_MAX_US, default=0)
    if "bandwidth_bytes_per_s" in checks.params:
        checks.whole("bandwidth_bytes_per_s", 1, COUNT_MAX)


def _slow(checks: _Checks) -> None:
    checks.targets()
    checks.whole("work_us", 1, TIME_MAX_US)


def _clock(checks: _Checks) -> None:
    checks.targets()
    checks.whole("offset_us", -TIME_MAX_US, TIME_MAX_US, default=0)
    checks.whole("drift_ppm", -DRIFT_PPM_MAX, DRIFT_PPM_MAX, default=0)
    if not checks.params.get("offset_us") and not checks.params.get("drift_ppm"):
        checks.refuse("a clock fault without offset_us and drift_ppm does nothing; give one")


def _disk(checks: _Checks) -> None:
    checks.targets()
    checks.choice("effect", DISK_EFFECTS)
    if checks.params["effect"] == "slow":
        checks.whole("delay_us", 1, TIME_MAX_US)
    else:
        checks.chance("chance")


def _membership(checks: _Checks) -> None:
    checks.targets()
    checks.choice("action", ("add", "remove"))
    if checks.params["action"] == "add" and "nodes_from" in checks.params:
        checks.refuse("nobody has observed a node that is not there yet; name it in nodes")


def _message(checks: _Checks) -> None:
    stated = checks.params.get("link")
    if not _is_pair(stated):
        checks.refuse(f'link {stated!r} is not a directed pair; write ["n1", "n2"]')
    checks.whole("k", 1, COUNT_MAX)
    checks.choice("action", MESSAGE_ACTIONS)


def _maybe(checks: _Checks) -> None:
    checks.text("name")
    if "nodes" in checks.params or "nodes_from" in checks.params:
        checks.targets()


_TARGETS = ("nodes", "nodes_from")
_PARAMETERS: dict[FaultKind, tuple[str, ...]] = {
    "crash": (*_TARGETS, "disk"),
    "partition": ("cut", "mode", "shape", "nodes_from", "direction"),
    "pause": _TARGETS,
    "link": ("pairs", "loss", "duplicate", "slow", "jitter_us", "bandwidth_bytes_per_s"),
    "slow": (*_TARGETS, "work_us"),
    "clock": (*_TARGETS, "offset_us", "drift_ppm"),
    "disk": (*_TARGETS, "effect", "chance", "delay_us"),
    "membership": (*_TARGETS, "action"),
    "message": ("link", "k", "action"),
    "maybe": (*_TARGETS, "name"),
}
_VALIDATORS: dict[FaultKind, Callable[[_Checks], None]] = {
    "crash": _crash,
    "partition": _partition,
    "pause": _pause,
    "link": _link,
    "slow": _slow,
    "clock": _clock,
    "disk": _disk,
    "membership": _membership,
    "message": _message,
    "maybe": _maybe,
}
