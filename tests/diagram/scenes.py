"""Reads the columns of a scene back as the explorer does, and draws runs for property tests."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st

NODES = ("n1", "n2", "n3")


@dataclass
class ReadBack:
    """What a reader of the columns knows."""

    texts: list[str]
    moments: list[int]
    records: list[int]
    ends: list[int | None]
    states: list[tuple[int, str, dict[str, str]]]


def read_back(data: dict[str, Any]) -> ReadBack:
    events, strings = data["events"], data["strings"]
    lanes = [name for name, _ in data["lanes"]] + [""]  # -1 is nobody
    moments = list(accumulate(events["t"]))
    texts = [
        data["says"][says].format(
            node=lanes[events["node"][at]],
            peer=lanes[events["peer"][at]],
            **{name: strings[events[name][at]] for name in ("name", "detail", "note")},
        )
        for at, says in enumerate(events["says"])
    ]
    ends = [
        None if last == -1 else moment + max(last, 0)
        for moment, last in zip(moments, events["last"], strict=True)
    ]
    return ReadBack(texts, moments, list(accumulate(events["index"])), ends, states_of(data))


def states_of(data: dict[str, Any]) -> list[tuple[int, str, dict[str, str]]]:
    states, strings = data["states"], data["strings"]
    pairs = iter(zip(states["name"], states["value"], strict=True))
    return [
        (moment, data["lanes"][lane][0], {strings[n]: strings[v] for n, v in take(pairs, size)})
        for moment, lane, size in zip(
            accumulate(states["t"]), states["lane"], states["size"], strict=True
        )
    ]


def take(pairs: Any, count: int) -> list[tuple[int, int]]:
    return [next(pairs) for _ in range(count)]


@st.composite
def talkative_run(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Messages that arrive, are lost or stay under way, between timers and hostile logs."""
    rows: list[tuple[Any, ...]] = []
    under_way: list[tuple[int, str, str]] = []
    t = 0
    for mid in range(1, draw(st.integers(1, 25))):
        t += draw(st.integers(0, 40))
        source, dest = draw(st.permutations(NODES))[:2]
        match draw(st.sampled_from(("send", "recv", "drop", "timer", "log"))):
            case "send":
                rows.append((t, "send", source, dest, "ping", {"type": "ping"}, mid))
                under_way.append((mid, source, dest))
            case "timer":
                rows.append((t, "timer", source, None, "beat", None, None))
            case "log":
                rows.append((t, "log", source, None, draw(st.text(max_size=8)), {}, None))
            case kind if under_way:
                sent, source, dest = under_way.pop(0)
                body = {"why": "loss"} if kind == "drop" else None
                rows.append((t, kind, dest, source, "ping", body, sent))
    return rows or [(0, "timer", "n1", None, "beat", None, None)]
