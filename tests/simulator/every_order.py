"""An oracle for the exhaustive mode: every order, one after the other, on deep copies.

It shares nothing with what it judges but the node classes: no runtime, no port, no hashing, no
memory of where it was. So it is exponential, and fit for a handful of messages.
"""

# ruff: noqa: ARG002 - the node API has more than is needed here
from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quorate.node import Node, NodeIdentity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENVELOPE = ("type", "msg_id", "in_reply_to")
Described = tuple[str, ...]


class Shelf:
    """A disk."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Any, Any]] = {}

    def put(self, table: str, key: Any, value: Any) -> None:
        self.tables.setdefault(table, {})[key] = deepcopy(value)

    def get(self, table: str, key: Any, default: Any = None) -> Any:
        return deepcopy(self.tables.get(table, {}).get(key, default))


class Ear:
    """What stands behind a node object here."""

    def __init__(self, name: str, peers: tuple[str, ...], shelf: Shelf) -> None:
        self.active = True
        self.identity = NodeIdentity(name, peers)
        self.disk = shelf
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.timers: list[str] = []

    def send(self, dest: str, message_type: str, fields: dict[str, Any]) -> None:
        body = deepcopy({"type": message_type, **fields})
        self.sent.append((self.identity.id, dest, body))

    def after(self, delay_us: int, method: Any, args: tuple[Any, ...], key: str | None) -> None:
        name = method.__name__
        if name in self.timers:
            self.timers.remove(name)
        self.timers.append(name)


@dataclass
class Everything:
    """One state of the world, copied whole for each step."""

    nodes: dict[str, Any]
    ears: dict[str, Ear]
    shelves: dict[str, Shelf]
    plans: dict[str, list[tuple[Any, ...]]]
    waiting: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    in_flight: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    history: list[list[Any]] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)


def first_state(system: Any, left: dict[str, int]) -> Everything:
    """All nodes have started."""
    plans = {plan.id: [tuple(step)[:5] for step in plan.operations] for plan in system.clients}
    state = Everything({}, {}, {name: Shelf() for name in system.nodes}, plans, left=dict(left))
    for name in system.nodes:
        boot(system, state, name)
    return state


def boot(system: Any, state: Everything, name: str) -> None:
    peers = tuple(other for other in system.nodes if other != name)
    node: Node = system.nodes[name]()
    ear = Ear(name, peers, state.shelves[name])
    node._incarnation = ear  # type: ignore[assignment]
    state.nodes[name], state.ears[name] = node, ear
    node.start()
    collect(state, name)


def collect(state: Everything, name: str) -> None:
    ear = state.ears[name]
    state.in_flight += ear.sent
    ear.sent = []


def next_states(system: Any, state: Everything) -> Iterator[Everything]:
    """Every state one step on."""
    for index in range(len(state.in_flight)):
        yield from _with_message(system, state, index)
    for client, plan in state.plans.items():
        if plan and client not in state.waiting:
            yield _begun(deepcopy(state), client)
    for name in system.nodes:
        if name not in state.nodes:
            after = deepcopy(state)
            boot(system, after, name)
            yield after
            continue
        if state.left["timers"]:
            for timer in state.ears[name].timers:
                after = deepcopy(state)
                after.left["timers"] -= 1
                after.ears[name].timers.remove(timer)
                getattr(after.nodes[name], timer)()
                collect(after, name)
                yield after
        if state.left["crashes"]:
            after = deepcopy(state)
            after.left["crashes"] -= 1
            del after.nodes[name], after.ears[name]
            yield after


def _with_message(system: Any, state: Everything, index: int) -> Iterator[Everything]:
    source, dest, body = state.in_flight[index]
    if dest in state.nodes or dest not in system.nodes:
        after = deepcopy(state)
        del after.in_flight[index]
        _arrive(after, source, dest, body)
        yield after
    if state.left["losses"]:
        after = deepcopy(state)
        after.left["losses"] -= 1
        del after.in_flight[index]
        yield after
    if state.left["duplicates"] and source in system.nodes and dest in state.nodes:
        after = deepcopy(state)
        after.left["duplicates"] -= 1
        _arrive(after, source, dest, body)
        yield after


def _arrive(state: Everything, source: str, dest: str, body: dict[str, Any]) -> None:
    if dest not in state.nodes:
        if state.waiting.get(dest) == body.get("in_reply_to"):
            _, _, f, _, value = state.plans[dest].pop(0)
            del state.waiting[dest]
            state.history.append([dest, "ok", f, body.get("value", value)])
        return
    node = state.nodes[dest]
    handler = getattr(node, f"on_{body['type']}")
    code = handler.__func__.__code__
    if code.co_varnames[1 : code.co_argcount] == ("msg",):
        reply = handler({"src": source, "dest": dest, "body": deepcopy(body)})
    else:
        fields = {key: part for key, part in deepcopy(body).items() if key not in ENVELOPE}
        reply = handler(source, **fields)
    collect(state, dest)
    if reply is not None:
        number = {"in_reply_to": body["msg_id"]} if "msg_id" in body else {}
        state.in_flight.append((dest, source, {**reply, **number}))


def _begun(state: Everything, client: str) -> Everything:
    _, dest, f, key, value = state.plans[client][0]
    number = state.asked.get(client, -1) + 2  # the second of two is the end of the one before
    state.asked[client] = state.waiting[client] = number
    state.history.append([client, "invoke", f, value])
    body = {"type": f, "msg_id": number}
    body |= {"key": key} if key is not None else {}
    body |= {"value": value} if value is not None else {}
    state.in_flight.append((client, dest, body))
    return state


def described(state: Everything, names: Any) -> Described:
    """A state as text."""
    nodes = {}
    for name in names:
        node = state.nodes.get(name)
        attributes = dict(vars(node)) if node is not None else None
        if attributes is not None:
            del attributes["_incarnation"]
        nodes[name] = attributes
    timers = {name: state.ears[name].timers if name in state.ears else [] for name in names}
    return describe(nodes, timers, state.in_flight, state.history, state.left)


def describe(*parts: Any) -> Described:
    """The same text for the oracle and for what it judges."""
    nodes, timers, in_flight, *others = parts
    messages = sorted(json.dumps(message) for message in in_flight)
    return tuple(json.dumps(part) for part in (nodes, timers, messages, *others))


def every_order(
    system: Any, left: dict[str, int], wrong: Callable[[Everything], bool], *, limit: int
) -> tuple[dict[Described, int], int | None, int]:
    """All states with the fewest steps to each, the fewest to a wrong one, and the orders tried.

    A state is gone into again whenever it is met on a shorter way or another one; nothing is cut.
    """
    nearest: dict[Described, int] = {}
    shortest: int | None = None
    orders = 0
    stack = [(first_state(system, left), 0)]
    while stack:
        state, depth = stack.pop()
        text = described(state, system.nodes)
        nearest[text] = min(depth, nearest.get(text, depth))
        if wrong(state):
            shortest = depth if shortest is None else min(shortest, depth)
        following = list(next_states(system, state))
        orders += not following
        if orders > limit:
            raise OverflowError(f"more than {limit} orders")
        stack += [(after, depth + 1) for after in following]
    return nearest, shortest, orders
