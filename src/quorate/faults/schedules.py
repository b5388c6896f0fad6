"""Explicit schedules: a plan written as what is done when, each beginning joined to its end.

`schedule([(1_000_000, "crash", "n1"), (2_000_000, "restart", "n1")])`. What cannot be joined, such
as a restart before any crash, is refused with the place of the step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.faults.errors import BadFaultError
from quorate.faults.kinds import is_time
from quorate.faults.plans import Fault, FaultPlan, plan_of
from quorate.faults.records import crash, membership, partition, pause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quorate.faults.plans import Pair

Step = tuple[Any, ...]
"""(time in microseconds, verb, node …); `cut` and `heal` take two nodes, from and to."""

_BEGIN = {"crash": "restart", "pause": "resume", "cut": "heal", "remove": "add", "add": "remove"}
_END = {"restart": "crash", "resume": "pause", "heal": "cut"}
VERBS = ("crash", "restart", "pause", "resume", "cut", "heal", "add", "remove")

_Target = str | tuple[str, str]


def schedule(steps: Sequence[Step]) -> FaultPlan:
    """The plan that these steps describe; what is never ended lasts for good."""
    joiner = _Joiner()
    last_us = 0
    for place, step in enumerate(steps, start=1):
        at_us, verb, targets = _read(place, step)
        if at_us < last_us:
            raise BadFaultError(
                f"step {place}: {at_us} is before the step above it at {last_us}; "
                "write the steps in order of time"
            )
        last_us = at_us
        for target in targets:
            joiner.take(place, at_us, verb, target)
    return joiner.plan()


class _Joiner:
    """What has begun and not ended, by target."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, _Target], tuple[int, int]] = {}
        self._faults: list[Fault] = []

    def take(self, place: int, at_us: int, verb: str, target: _Target) -> None:
        """Begin or end one thing."""
        # Adding ends a removal if there was one, otherwise it begins; and the other way round.
        begun = _END.get(verb) or _BEGIN[verb]
        if verb in ("add", "remove") and (begun, target) not in self._open:
            begun = ""
        if verb in _END or (begun and verb in ("add", "remove")):
            self._end(place, at_us, verb, begun, target)
        elif (verb, target) in self._open:
            earlier = self._open[verb, target][0]
            raise BadFaultError(
                f"step {place}: {verb} {_named(target)}, which step {earlier} did already; "
                f"write a {_BEGIN[verb]} between them"
            )
        else:
            self._open[verb, target] = (place, at_us)

    def plan(self) -> FaultPlan:
        """All that was joined, and what is still open."""
        for (verb, target), (_, at_us) in self._open.items():
            self._faults.append(_fault(verb, target, at_us, None))
        return plan_of(self._faults)

    def _end(self, place: int, at_us: int, verb: str, begun: str, target: _Target) -> None:
        if (begun, target) not in self._open:
            raise BadFaultError(
                f"step {place}: {verb} {_named(target)} without a {begun} before it; "
                f"write the {begun} first, or leave the {verb} out"
            )
        earlier, began_us = self._open.pop((begun, target))
        if began_us == at_us:
            raise BadFaultError(
                f"step {place}: {verb} {_named(target)} in the same microsecond as the {begun} of "
                f"step {earlier}; give it a later time"
            )
        self._faults.append(_fault(begun, target, began_us, at_us))


def _read(place: int, step: object) -> tuple[int, str, list[_Target]]:
    if not isinstance(step, list | tuple) or len(step) < 3:
        raise BadFaultError(f'step {place}: {step!r} is not (time, verb, node), as (5, "crash", n)')
    at_us, verb, *names = step
    if not is_time(at_us):
        raise BadFaultError(f"step {place}: the time {at_us!r} is no whole microseconds from 0 on")
    if verb not in VERBS:
        raise BadFaultError(f"step {place}: {verb!r} is unknown; use one of {', '.join(VERBS)}")
    if not all(isinstance(name, str) for name in names):
        raise BadFaultError(f"step {place}: {names!r} are not node ids; write them as text")
    if verb not in ("cut", "heal"):
        return at_us, verb, names
    if len(names) != 2:
        raise BadFaultError(
            f"step {place}: a {verb} needs two nodes, from and to, not {names}; "
            "write a second step for the other direction"
        )
    return at_us, verb, [(names[0], names[1])]


def _fault(verb: str, target: _Target, at_us: int, until_us: int | None) -> Fault:
    window = (at_us, until_us)
    if isinstance(target, tuple):
        pair: Pair = target
        return partition([pair], window)
    if verb in ("add", "remove"):
        return membership("add" if verb == "add" else "remove", [target], window)
    return crash([target], window) if verb == "crash" else pause([target], window)


def _named(target: _Target) -> str:
    return target if isinstance(target, str) else f"{target[0]}→{target[1]}"
