"""The moves of a world state: what may happen next, and the state after it.

A world state is a tuple of numbers: of its history, of what is left of the budgets, of the local
state of each member, and of each message in flight, in ascending order. So equal states are equal
tuples, and a delivery costs two look-ups and one new tuple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.simulator.exhaustive.locals import (
    CRASH,
    CRASHES,
    DUPLICATES,
    FREE,
    LOSSES,
    RESTART,
    Locals,
    Move,
)
from quorate.simulator.exhaustive.steps import Step, StepKind
from quorate.simulator.exhaustive.system import BUDGETS, Bounds

if TYPE_CHECKING:
    from quorate.simulator.exhaustive.histories import Histories

WorldState = tuple[int, ...]
Found = list[tuple[int, WorldState, str]]
"""Steps as numbers, each with the state after it and what is wrong with it, if anything is."""

FIRST = 2  # where the members begin
KINDS: tuple[StepKind, ...] = ("deliver", "lose", "duplicate", "timer", "crash", "restart")
DELIVER, LOSE, DUPLICATE, TIMER, CRASHED, RESTARTED = range(len(KINDS))
UNKNOWN: Any = object()


class Moves:
    """Works out next states; `budgets` are all that were ever left, by number."""

    def __init__(self, found: Locals, histories: Histories) -> None:
        self.budgets: list[tuple[int, ...]] = [(0,) * len(BUDGETS)]
        self._spent: dict[tuple[int, int], int] = {}
        self.over = False
        self._locals = found
        self._histories = histories
        self._messages = FIRST + len(found.members)

    def first(self) -> tuple[WorldState, str]:
        """The state in which every member has started, and what went wrong meanwhile."""
        state: WorldState = (0, 0, *self._locals.unborn())
        for position in range(FIRST, self._messages):
            state, problem = self._moved(state, position, RESTART)
            if problem:
                return state, problem
        return state, ""

    def in_flight(self, state: WorldState) -> WorldState:
        """The messages of a state."""
        return state[self._messages :]

    def after(self, state: WorldState) -> Found:
        """Every next state: deliveries, timers, restarts, then what only a fault does.

        `over` says afterwards whether nothing but a fault can happen any more.
        """
        found: Found = []
        self._deliveries(state, found)
        self._own_moves(state, found)
        self.over = not found
        left = self.budgets[state[1]]
        if left[LOSSES] or left[DUPLICATES] or left[CRASHES]:
            self._faults(state, found)
        return found

    def _deliveries(self, state: WorldState, found: Found) -> None:
        """Any message in flight may be the next to arrive."""
        all_moves, member_of, first = self._locals.moves, self._locals.member_of, self._messages
        previous = -1
        for index in range(first, len(state)):
            event = state[index]
            if event == previous:
                continue  # a second copy does the same
            previous = event
            position = FIRST + member_of[event]
            local = state[position]
            move = all_moves[local].get(event, UNKNOWN)
            if move is UNKNOWN:
                move = self._locals.move(local, event)
            if move is None:
                continue  # a node that is down is deaf
            after = list(state)
            after[position] = move.local
            del after[index]
            if move.sends or move.closes:
                self._settle(after, move)
            if move.items:
                after[0] = self._histories.longer(state[0], move.items)
            found.append((event << 8 | DELIVER, tuple(after), move.problem))

    def _own_moves(self, state: WorldState, found: Found) -> None:
        """Any pending timer may fire, any client may begin, any node that is down may start."""
        states, budgets = self._locals.states, self._locals.budgets
        left = self.budgets[state[1]]
        for position in range(FIRST, self._messages):
            local = states[state[position]]
            if not local.up:
                after = self._moved(state, position, RESTART)
                found.append((self._code(position, RESTARTED), *after))
                continue
            for event in local.timers:
                budget = budgets[event]
                if budget == FREE:
                    after = self._moved(state, position, event)
                elif left[budget]:
                    after = self._moved(self._spend(state, budget), position, event)
                else:
                    continue
                found.append((event << 8 | TIMER, *after))

    def _faults(self, state: WorldState, found: Found) -> None:
        left = self.budgets[state[1]]
        states, events, first = self._locals.states, self._locals.events, self._messages
        for index in range(first, len(state)):
            event = state[index]
            if index > first and event == state[index - 1]:
                continue
            if left[LOSSES]:
                spent = self._spend(state, LOSSES)
                found.append((event << 8 | LOSE, spent[:index] + spent[index + 1 :], ""))
            position = FIRST + events[event].member
            if left[DUPLICATES] and event in self._locals.doubled and states[state[position]].up:
                after = self._moved(self._spend(state, DUPLICATES), position, event)
                found.append((event << 8 | DUPLICATE, *after))
        for position in range(FIRST, FIRST + self._locals.nodes if left[CRASHES] else FIRST):
            if states[state[position]].up:
                after = self._moved(self._spend(state, CRASHES), position, CRASH)
                found.append((self._code(position, CRASHED), *after))

    def _moved(self, state: WorldState, position: int, event: int) -> tuple[WorldState, str]:
        """The state after an event that is no delivery, and what is wrong with it."""
        local = state[position]
        move = self._locals.moves[local].get(event) or self._locals.move(local, event)
        assert move is not None, "who can do something is up"
        after = list(state)
        after[position] = move.local
        if move.sends or move.closes:
            self._settle(after, move)
        if move.items:
            after[0] = self._histories.longer(state[0], move.items)
        return tuple(after), move.problem

    def _settle(self, after: list[int], move: Move) -> None:
        """Put what was sent on its way, and take away what nobody waits for any more.

        A reply to a call that is over is ignored whenever it arrives, so the state without it is
        the same state: its member's later moves are equal, and so is everything they lead to.
        """
        over, first = self._locals.is_over, self._messages
        member = self._locals.member_of
        after[first:] = sorted(
            [
                event
                for event in (*after[first:], *move.sends)
                if not over(event, after[FIRST + member[event]])
            ]
        )

    def granted(self, state: WorldState, bounds: Bounds) -> WorldState:
        """The state with all that these bounds allow still to be spent."""
        return self._with_left(state, tuple(getattr(bounds, name) for name in BUDGETS))

    def _with_left(self, state: WorldState, left: tuple[int, ...]) -> WorldState:
        if left not in self.budgets:
            self.budgets.append(left)
        return (state[0], self.budgets.index(left), *state[FIRST:])

    def _spend(self, state: WorldState, budget: int) -> WorldState:
        key = (state[1], budget)
        number = self._spent.get(key)
        if number is None:
            left = list(self.budgets[state[1]])
            left[budget] -= 1
            assert left[budget] >= 0, "only what is left is spent"
            number = self._spent[key] = self._with_left(state, tuple(left))[1]
        return (state[0], number, *state[FIRST:])

    @staticmethod
    def _code(position: int, kind: int) -> int:
        """A step as a number; a message or a timer knows its member, a crash does not."""
        return (position - FIRST) << 8 | kind

    def step(self, code: int) -> Step:
        """The step that a number stands for."""
        number, kind = code >> 8, KINDS[code & 255]
        if kind in ("crash", "restart"):
            return Step(kind, self._locals.members[number])
        event = self._locals.events[number]
        node = self._locals.members[event.member]
        if kind == "timer":
            return Step(kind, node, event.name, timer=event.source)
        return Step(kind, node, event.name, event.source, event.body)
