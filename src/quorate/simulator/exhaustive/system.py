"""What an exhaustive search is given: a small system, what must hold in it, and how far to look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from quorate.history import History, Verdict
from quorate.node import NodeFactory, NodeLimits, Topology
from quorate.simulator.errors import SettingsError

if TYPE_CHECKING:
    from quorate.simulator.settings import ClientPlan

NodeStates = Mapping[str, Mapping[str, Any] | None]
"""The attributes of each node as JSON data, or None for a node that is down."""

Draws = Literal["refused", "least"]
"""Whether a handler may draw; `least` gives the smallest number each time, which is right only
where a draw decides nothing but a delay."""

Judge = Callable[[History], Verdict]


@dataclass(frozen=True, slots=True)
class Moment:
    """One state of the whole world, as predicates see it.

    `left` is what is left of the budgets, `timers` the names of each node's pending timers.
    """

    nodes: NodeStates
    in_flight: tuple[tuple[str, str, Mapping[str, Any]], ...]
    history: History
    left: Mapping[str, int]
    timers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far to look.

    `depth` and `states` stop the search, and then nothing is `ok`. The others are part of the
    question: how many messages are lost or duplicated, how many nodes crash (and may start again
    with their disk), how many timers of nodes fire and how many clients give up waiting, in any
    one run. Only messages between nodes are duplicated, as in the scenarios: what the second copy
    of a client's request means is another question. A lost message is no different from one that
    never arrives, so losses matter only to what is judged at the end.
    """

    depth: int = 60
    states: int = 500_000
    _: KW_ONLY
    losses: int = 0
    duplicates: int = 0
    crashes: int = 0
    timers: int = 0
    timeouts: int = 0

    def __post_init__(self) -> None:
        for name in ("depth", "states", *BUDGETS):
            value = getattr(self, name)
            low = 1 if name in ("depth", "states") else 0
            if value.__class__ is not int or value < low:
                raise SettingsError(f"the bound {name} = {value!r} is no whole number from {low}")


BUDGETS = ("losses", "duplicates", "crashes", "timers", "timeouts")


@dataclass(frozen=True, slots=True)
class Stage:
    """A state to begin from: the nearest one in which `reached` holds, within these bounds.

    No client asks anything before. With stages a search shows what can happen after a start-up
    that went one way, and says so; it shows nothing about other ways.
    """

    name: str
    reached: Callable[[Moment], object]
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True, slots=True)
class System:
    """A system that is small enough: nodes, what clients ask, and what must hold.

    A client does its operations in their order and begins each at any moment after the one before;
    their times count for nothing. `judges` see the history after each of its events and must
    accept every prefix of a good one; `last_judges` see it where nothing can happen any more within
    the bounds: a timer for which none is left does not fire, so leave enough of them for a retry.
    `invariants` are asked of the attributes of the nodes in every state. Each of `goals` has to be
    reached somewhere, and each of the judges has to find some history right, or the search has shown
    nothing. A state in `prunes` is not gone on from; what lies beyond it is not part of the answer.
    `stages` are gone through first, and the search begins where they end.
    `observations` names what nodes observe that the judges want to see in the history.
    """

    name: str
    nodes: Mapping[str, NodeFactory]
    clients: tuple[ClientPlan, ...] = ()
    _: KW_ONLY
    judges: Mapping[str, Judge] = field(default_factory=lambda: MappingProxyType({}))
    last_judges: Mapping[str, Judge] = field(default_factory=lambda: MappingProxyType({}))
    invariants: Mapping[str, Callable[[NodeStates], object]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    goals: Mapping[str, Callable[[Moment], object]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    prunes: Mapping[str, Callable[[Moment], object]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    observations: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    draws: Draws = "refused"
    topology: Topology = field(default_factory=Topology)
    limits: NodeLimits = field(default_factory=NodeLimits)
    files: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.nodes:
            raise SettingsError("a system without nodes has nothing to explore; name one in nodes")
        names = [*self.nodes, *(client.id for client in self.clients)]
        if any(client.open_loop for client in self.clients):
            raise SettingsError("an explored client does one operation at a time: no open_loop")
        if len(dict.fromkeys(names)) != len(names):
            raise SettingsError(f"nodes and clients {names} share an id; give each its own")
