"""A plan in words: one line a fault, for people who decide whether it is the one they meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.faults.plans import Fault, FaultPlan, Pair

PAIRS_MAX = 8

_DISK_WORDS = {
    "keep": "",
    "lose_unsynced": "; what was not synced may be lost",
    "torn": "; the record being written is torn",
    "wipe": "; the disk is lost",
}
_EFFECT_WORDS = {
    "write_error": "writes and syncs fail",
    "lost": "writes are gone after the next crash",
    "torn": "records are torn by the next crash",
    "corrupt": "reads give damaged records",
}


def describe_plan(plan: FaultPlan) -> str:
    """The plan as text, one line a fault."""
    if not plan.faults:
        return "no faults"
    return "\n".join(describe_fault(fault) for fault in plan)


def describe_fault(fault: Fault) -> str:
    """One line: when, and what happens to whom."""
    until = "for good" if fault.until_us is None else f"until {_seconds(fault.until_us)}"
    return f"{fault.id}. from {_seconds(fault.at_us)} {until}: {_WORDS[fault.kind](fault)}"


def _seconds(t_us: int) -> str:
    whole, rest = divmod(t_us, 1_000_000)
    digits = f"{rest:06d}".rstrip("0")
    return f"{whole}.{digits:0<3} s"


def _who(fault: Fault) -> str:
    chosen = fault.params.get("chosen")
    if fault.nodes_from is not None:
        return f"whoever is {fault.nodes_from}"
    named = ", ".join(fault.nodes) or "nobody"
    return f"{named} (then {chosen})" if chosen else named


def _links(pairs: tuple[Pair, ...]) -> str:
    """The links with arrows; both directions of a pair are one arrow."""
    words = []
    for source, dest in pairs:
        if (dest, source) not in pairs:
            words.append(f"{source}→{dest}")
        elif pairs.index((source, dest)) < pairs.index((dest, source)):
            words.append(f"{source}↔{dest}")
    if len(words) > PAIRS_MAX:
        words = [*words[:PAIRS_MAX], f"and {len(words) - PAIRS_MAX} more"]
    return ", ".join(words) or "nothing"


def _crash(fault: Fault) -> str:
    cause = fault.params.get("cause")
    because = f" ({cause['label']} {cause['value']})" if cause else ""
    return f"{_who(fault)} down{because}{_DISK_WORDS[fault.params['disk']]}"


def _partition(fault: Fault) -> str:
    shape = fault.params.get("shape")
    named = f" ({shape})" if shape else ""
    held = "; messages wait for the end" if fault.params["mode"] == "hold" else ""
    if fault.nodes_from is not None:
        arrow = {"in": "←", "out": "→"}.get(fault.params.get("direction", "both"), "↔")
        return f"cut{named}: {_who(fault)} {arrow} all other nodes{held}"
    return f"cut{named}: {_links(fault.pairs or ())}{held}"


def _pause(fault: Fault) -> str:
    return f"{_who(fault)} paused"


def _link(fault: Fault) -> str:
    params = fault.params
    words = [
        f"{100 * params[name]:g}% of the messages {word}"
        for name, word in (("loss", "lost"), ("duplicate", "doubled"))
        if params.get(name)
    ]
    if params.get("slow", 1) != 1:
        words.append(f"latency times {params['slow']:g}")
    if params.get("jitter_us"):
        words.append(f"up to {_seconds(params['jitter_us'])} more")
    if "bandwidth_bytes_per_s" in params:
        words.append(f"{params['bandwidth_bytes_per_s']} bytes a second")
    where = "all links" if fault.pairs is None else _links(fault.pairs)
    return f"{where}: {', '.join(words) or 'as before'}"


def _slow(fault: Fault) -> str:
    return f"{_who(fault)} slow: {_seconds(fault.params['work_us'])} for each event"


def _clock(fault: Fault) -> str:
    offset, drift = fault.params.get("offset_us", 0), fault.params.get("drift_ppm", 0)
    words = [f"jumps by {'-' if offset < 0 else '+'}{_seconds(abs(offset))}"] if offset else []
    words += [f"runs {abs(drift)} ppm too {'fast' if drift > 0 else 'slow'}"] if drift else []
    return f"the clock of {_who(fault)} {' and '.join(words)}"


def _disk(fault: Fault) -> str:
    effect = fault.params["effect"]
    if effect == "slow":
        return f"disk of {_who(fault)}: syncs take {_seconds(fault.params['delay_us'])} longer"
    chance = fault.params.get("chance", 1.0)
    often = "" if chance == 1 else f", with chance {chance:g}"
    return f"disk of {_who(fault)}: {_EFFECT_WORDS[effect]}{often}"


def _membership(fault: Fault) -> str:
    return f"{_who(fault)} {'joins' if fault.params['action'] == 'add' else 'leaves'}"


def _message(fault: Fault) -> str:
    done = {"hold": "is held", "drop": "is lost", "duplicate": "arrives twice"}
    what = done[fault.params["action"]]
    return f"message {fault.params['k']} on {_links(fault.pairs or ())} {what}"


def _maybe(fault: Fault) -> str:
    where = _who(fault) if "nodes" in fault.params or fault.nodes_from else "all nodes"
    return f"the code point {fault.params['name']!r} is on at {where}"


_WORDS: dict[str, Callable[[Fault], str]] = {
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
