"""Client operations, drawn before the run so that nothing a node does can shift them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from quorate.faults import Stream


class Request(NamedTuple):
    """One operation of a client: when, to which node, what.

    A client that thinks starts it no earlier than `think_us` after its last one was over.
    """

    at_us: int
    dest: str
    f: str
    key: Any = None
    value: Any = None
    final: bool = False
    think_us: int = 0


@dataclass(frozen=True, slots=True)
class Client:
    """What one client asks for, in order of time, and how long it waits for each answer.

    In a closed loop it asks once it has its answer; in an open one it asks at the time stated,
    however many answers it still waits for, as a crowd of users does.
    """

    id: str
    requests: tuple[Request, ...]
    timeout_us: int = 1_000_000
    open_loop: bool = False


@dataclass(frozen=True, slots=True)
class Traffic:
    """How a client asks: where, how often, from when until when."""

    dest: str
    first_us: int
    last_us: int
    every_us: int


def draw_nonces(stream: Stream, keys: Sequence[str], *, digits: int = 12) -> dict[str, int]:
    """Draw a number for each key that nobody can guess or derive."""
    low = 10 ** (digits - 1)
    return {key: low + int(stream.random() * 9 * low) for key in keys}


def draw_reads(stream: Stream, traffic: Traffic, keys: Sequence[str]) -> tuple[Request, ...]:
    """Draw reads of random keys, evenly often, each at a random moment of its turn."""
    requests = []
    for turn_us in range(traffic.first_us, traffic.last_us, traffic.every_us):
        at_us = turn_us + int(stream.random() * traffic.every_us)
        key = keys[int(stream.random() * len(keys))]
        requests.append(Request(at_us, traffic.dest, "get", key))
    return tuple(requests)
