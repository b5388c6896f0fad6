"""Local states and the moves between them, each worked out once.

A handler is a function of the local state and the event, so a move found once holds wherever the
rest of the world is. World states are then tuples of small numbers, and most of their moves cost
two look-ups (the idea of a "collapsed" state vector: Holzmann, "State Compression in SPIN", 1997).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from quorate.simulator.errors import NotExplorableError
from quorate.simulator.exhaustive.runners import BEGIN, Runner, Snapshot, new_runner
from quorate.simulator.exhaustive.system import BUDGETS

if TYPE_CHECKING:
    from quorate.node import Output
    from quorate.simulator.exhaustive.system import System

CRASH, RESTART = 0, 1
"""The first two numbers of events; messages and timers follow as they are met."""

LOSSES, DUPLICATES, CRASHES, TIMERS, TIMEOUTS = range(len(BUDGETS))
FREE = -1
NO_CALL = -1

LIVE_MAX = 5_000
"""So many nodes are kept in the state they are in, so that the next move needs no repetition."""


class Event(NamedTuple):
    """What can happen to a member; a message keeps its source and body, a timer its name."""

    kind: str  # "crash", "restart", "message" or "timer"
    member: int
    name: str = ""
    source: str = ""
    body: Any = None


class Move(NamedTuple):
    """What follows from an event: the next local state, messages sent, things recorded."""

    local: int
    sends: tuple[int, ...]
    items: tuple[int, ...]
    problem: str = ""
    closes: bool = False
    """Whether the member waits for less than before: a reply on its way may be ignored now."""


class Local:
    """One state of one member."""

    __slots__ = ("boot", "disk", "event", "member", "moves", "parent", "snapshot", "timers", "up")

    def __init__(self, member: int, snapshot: Snapshot, *, up: bool) -> None:
        self.member = member
        self.snapshot = snapshot
        self.up = up
        self.parent = -1
        self.event = RESTART
        self.boot = snapshot.boot
        self.disk = snapshot.disk
        self.timers: tuple[int, ...] = ()
        self.moves: dict[int, Move | None] = {}


class Locals:
    """All local states, events and recorded things met so far, by number."""

    def __init__(self, system: System) -> None:
        self.members = (*system.nodes, *(client.id for client in system.clients))
        self.nodes = len(system.nodes)
        self.states: list[Local] = []
        self.moves: list[dict[int, Move | None]] = []
        self.events: list[Event] = [Event("crash", -1), Event("restart", -1)]
        self.member_of = [-1, -1]  # by event
        self.budgets = [FREE, FREE]  # which budget a timer takes from, by event
        self.doubled: set[int] = set()  # messages between nodes: those the network may double
        self.replies: dict[int, int] = {}  # which call an event answers, if it answers one
        self.items: list[tuple[str, Output]] = []
        self.claims = 0
        self._observed = frozenset(system.observations)
        self._position = {name: index for index, name in enumerate(self.members)}
        self._event_numbers: dict[tuple[Any, ...], int] = {}
        self._item_numbers: dict[str, int] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._live: dict[int, Runner] = {}
        self._system = system

    def unborn(self) -> list[int]:
        """The states in which no member has started."""
        found = []
        for index in range(len(self.members)):
            snapshot = Snapshot("unborn", (), None, None, -1, (), 0)
            found.append(self._number(index, snapshot, up=False))
        return found

    def move(self, number: int, event: int) -> Move | None:
        """What the event does to a member in this state; None if a node that is down is deaf."""
        local = self.states[number]
        if not local.up and event != RESTART:
            local.moves[event] = None
            return None
        runner = self._live.pop(number, None) or self._led_to(number)
        outputs = self._apply(runner, local, event)
        sends, items, problem = self._read(local.member, outputs)
        failed = any(output[0] == "error" for output in outputs)
        if failed:
            runner.crash()
        snapshot = runner.snapshot()
        after = self._number(
            local.member, snapshot, up=event != CRASH and not failed, before=(number, event)
        )
        self._keep(after, runner)
        awaited = self.states[after].snapshot.awaited
        closes = any(call not in awaited for call in local.snapshot.awaited)
        move = Move(after, sends, items, problem, closes)
        local.moves[event] = move
        return move

    def close(self) -> None:
        """Let go of all nodes."""
        for runner in self._live.values():
            runner.close()
        self._live.clear()

    def _number(
        self, member: int, snapshot: Snapshot, *, up: bool, before: tuple[int, int] = (-1, RESTART)
    ) -> int:
        # Without a text only the way there tells the state from others.
        key = (member, snapshot.text) if snapshot.text is not None else (member, *before)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.states)
            local = Local(member, snapshot, up=up)
            local.parent, local.event = before
            local.timers = tuple(
                self._event(("timer", member, text), Event("timer", member, name, text))
                for text, name in snapshot.timers
            )
            self.states.append(local)
            self.moves.append(local.moves)
        return number

    def _keep(self, number: int, runner: Runner) -> None:
        if number in self._live:
            runner.close()
            return
        if len(self._live) >= LIVE_MAX:
            self._live.pop(next(iter(self._live))).close()
        self._live[number] = runner

    def _led_to(self, number: int) -> Runner:
        """A new member, led to this state by the events that first led there."""
        way = []
        at = number
        while self.states[at].up:
            way.append((self.states[at].parent, self.states[at].event))
            at = self.states[at].parent
        down = self.states[at]
        runner = new_runner(self._system, down.member)
        runner.lie_down(down.boot, down.disk)
        for before, event in reversed(way):
            outputs = self._apply(runner, self.states[before], event)
            move = self.states[before].moves[event]
            assert move is not None, "a way leads only through moves"
            if self._read(down.member, outputs) != (move.sends, move.items, move.problem):
                raise self._unsteady(down.member, event)
        if way and runner.snapshot().text != self.states[number].snapshot.text:
            raise self._unsteady(down.member, self.states[number].event)
        return runner

    def _unsteady(self, member: int, event: int) -> NotExplorableError:
        what = self.events[event].name or self.events[event].kind
        return NotExplorableError(
            f"{self.members[member]} did not do the same again when it met {what!r} in the same "
            "state; keep everything in attributes set in start(): no globals, no class attributes, "
            "no loop over a set"
        )

    def _apply(self, runner: Runner, local: Local, event: int) -> list[Output]:
        happening = self.events[event]
        match happening.kind:
            case "restart":
                return runner.start(local.boot + 1, local.disk)
            case "crash":
                runner.crash()
                return []
            case "timer":
                return runner.fire(happening.source)
            case _:
                return runner.take(happening.source, happening.body)

    def _read(
        self, member: int, outputs: list[Output]
    ) -> tuple[tuple[int, ...], tuple[int, ...], str]:
        """The messages a member sent, what goes into the history, and what was wrong."""
        name = self.members[member]
        sends, items, problem = [], [], ""
        for output in outputs:
            match output[0]:
                case "send" if output[1] in self._position:
                    sends.append(self._message(name, output[1], output[2]))
                case "invoke" | "return":
                    items.append(self._item(name, output))
                case "observe" if output[1] in self._observed:
                    items.append(self._item(name, output))
                case "assert":
                    self.claims += output[1] == "always"
                    if output[1] == "always" and not output[3]:
                        problem = problem or f'{name} reached "always {output[2]}" and it was false'
                case "error":
                    report = output[1]
                    problem = f"{name} crashed: {report['traceback'].replace(chr(10), '; ')}"
        return tuple(sends), tuple(items), problem

    def _message(self, source: str, dest: str, body: dict[str, Any]) -> int:
        key = ("message", source, dest, json.dumps(body, separators=(",", ":")))
        event = Event("message", self._position[dest], body["type"], source, body)
        return self._event(key, event)

    def _event(self, key: tuple[Any, ...], event: Event) -> int:
        number = self._event_numbers.get(key)
        if number is None:
            number = self._event_numbers[key] = len(self.events)
            self.events.append(event)
            self.member_of.append(event.member)
            self.budgets.append(self._budget(event))
            self._note_message(number, event)
        return number

    def is_over(self, event: int, local: int) -> bool:
        """Whether the event is a reply that this state and all later ones ignore."""
        answers = self.replies.get(event)
        if answers is None:
            return False
        snapshot = self.states[local].snapshot
        return answers <= snapshot.last_id and answers not in snapshot.awaited

    def _note_message(self, number: int, event: Event) -> None:
        """Note what kind of message it is.

        A client takes nothing but replies; a reply that names no number answers nothing.
        """
        if event.kind == "message":
            if event.member < self.nodes and self._position[event.source] < self.nodes:
                self.doubled.add(number)
            answers = event.body.get("in_reply_to", event.member < self.nodes or NO_CALL)
            if answers is not True:
                self.replies[number] = answers if answers.__class__ is int else NO_CALL

    def _budget(self, event: Event) -> int:
        """Beginning the next operation is free; other timers take from a budget."""
        if event.member < self.nodes:
            return TIMERS
        return FREE if event.name == BEGIN else TIMEOUTS

    def _item(self, name: str, output: Output) -> int:
        key = json.dumps((name, *output))
        number = self._item_numbers.get(key)
        if number is None:
            number = self._item_numbers[key] = len(self.items)
            self.items.append((name, output))
        return number
