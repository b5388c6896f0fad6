"""The search itself: level by level, so that what is found first is nearest."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass

from quorate.history import Verdict, VerdictKind
from quorate.simulator.errors import NotExplorableError
from quorate.simulator.exhaustive.histories import Histories, asked
from quorate.simulator.exhaustive.locals import Locals
from quorate.simulator.exhaustive.moves import FIRST, Moves, WorldState
from quorate.simulator.exhaustive.sharing import shared_by_nodes
from quorate.simulator.exhaustive.steps import Replayed, Step, replay, wrong_with
from quorate.simulator.exhaustive.system import BUDGETS, Bounds, Moment, NodeStates, Stage, System

CHECKER = "exhaustive"
PROGRESS_EVERY = 5_000
ONE = ("loss", "duplicate", "crash", "timer", "timeout")
"""One of each of the budgets, in words."""

Progress = Callable[[int, int, int], None]
"""Told from time to time: states found, depth, states to go on from."""


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A shortest way to a violation, and what is seen when it is replayed."""

    steps: tuple[Step, ...]
    reason: str
    replayed: Replayed

    @property
    def lines(self) -> tuple[str, ...]:
        """The steps in words, numbered."""
        return tuple(f"{n}. {line}" for n, line in enumerate(self.replayed.lines, start=1))


@dataclass(frozen=True, slots=True)
class Exploration:
    """What a search found; `ok` only if no state within bounds and prunes was left out."""

    verdict: Verdict
    states: int
    transitions: int
    depth: int
    _: KW_ONLY
    counter_example: CounterExample | None = None
    stopped_by: str | None = None
    local_states: int = 0
    ends: int = 0
    pruned: int = 0


class Violation(Exception):  # noqa: N818 - it ends the search with a result, it is no error
    """A state or a move that must not be: the way there, and what is wrong."""

    def __init__(self, parent: int, step: int, reason: str) -> None:
        super().__init__(reason)
        self.parent = parent
        self.step = step
        self.reason = reason


class Search:
    """One search: what is known so far, and the frontier."""

    def __init__(self, system: System, bounds: Bounds) -> None:
        self.system = system
        self.bounds = bounds
        self.locals = Locals(system)
        self.histories = Histories(system, self.locals)
        self.moves = Moves(self.locals, self.histories)
        self.progress: Progress | None = None
        self.visit: Callable[[Moment], None] | None = None
        self.states: list[WorldState] = []
        self._stopped_by: str | None = None
        self._transitions = 0
        self._depth = 0
        self._ends = 0
        self._pruned = 0
        self._known: set[WorldState] = set()
        self._parents: list[int] = []
        self._steps: list[int] = []
        self._prepared: list[int] = []  # the steps of the stages
        self._sound: dict[tuple[int, ...], str] = {}
        self._unreached = dict(system.goals)
        self._shared: dict[str, str] = {}

    # The search.

    def run(self) -> Exploration:
        """Search level by level."""
        try:
            self._shared = shared_by_nodes(self.system)
            frontier = self._first()
            while frontier and self._stopped_by is None:
                if self._depth == self.bounds.depth:
                    self._stopped_by = "depth"
                    break
                self._depth += 1
                frontier = self._level(frontier)
                self._depth -= not frontier
            return self._exhausted() if self._stopped_by is None else self._cut(len(frontier))
        except Violation as found:
            violation = found
        except NotExplorableError as refusal:
            return self._unknown("refused", str(refusal))
        try:
            return self._violated(violation)
        except NotExplorableError as refusal:
            return self._unknown("refused", str(refusal))

    def _cut(self, rest: int) -> Exploration:
        """A bound stopped the search."""
        name = self._stopped_by or ""
        reason = (
            f"nothing wrong in {len(self.states):,} states, but the bound of "
            f"{getattr(self.bounds, name):,} {'steps' if name == 'depth' else name} "
            f"was reached with {rest:,} states to go on from"
        )
        return self._unknown(name, reason)

    def _unknown(self, stopped_by: str, reason: str) -> Exploration:
        self._stopped_by = stopped_by
        return self._result("unknown", reason)

    def _result(
        self, kind: VerdictKind, reason: str, counter_example: CounterExample | None = None
    ) -> Exploration:
        counts = {
            "states": len(self.states),
            "transitions": self._transitions,
            "depth": self._depth,
        }
        within = {name: getattr(self.bounds, name) for name in ("depth", "states", *BUDGETS)}
        return Exploration(
            Verdict(kind, reason, CHECKER, details={"counts": counts, "bounds": within}),
            counts["states"],
            counts["transitions"],
            counts["depth"],
            counter_example=counter_example,
            stopped_by=self._stopped_by,
            local_states=len(self.locals.states),
            ends=self._ends,
            pruned=self._pruned,
        )

    def _first(self) -> list[int]:
        """The state to search from: every member has started, and every stage is over."""
        state, problem = self.moves.first()
        if problem:
            raise Violation(-1, -1, problem)
        for stage in self.system.stages:
            state = self._staged(stage, state)
        self.states.clear()
        self._known.clear()
        state = self.moves.granted(state, self.bounds)
        return [0] if self._accept(state, -1, -1) == 0 else []

    def _staged(self, stage: Stage, state: WorldState) -> WorldState:
        """The nearest state in which the stage is over; the way there is kept."""
        way: dict[WorldState, tuple[WorldState, int]] = {}
        queue = deque([self.moves.granted(state, stage.bounds)])
        known = set(queue)
        while queue and len(known) <= stage.bounds.states:
            at = queue.popleft()
            if asked(f"the stage {stage.name!r}", stage.reached, self.moment(at)):
                steps = []
                end = at
                while at in way:
                    at, step = way[at]
                    steps.append(step)
                self._prepared += reversed(steps)
                return end
            for step, after, problem in self.moves.after(at):
                if not problem and after[0] == state[0] and after not in known:
                    known.add(after)
                    way[after] = (at, step)
                    queue.append(after)
        raise NotExplorableError(
            f"the stage {stage.name!r} was not reached in {len(known):,} states within its bounds"
        )

    def _level(self, frontier: list[int]) -> list[int]:
        """All new states one step from these."""
        found: list[int] = []
        for count, index in enumerate(frontier):
            try:
                self._expand(index, found)
            except Violation as violation:
                raise self._ended_wrong(frontier[count + 1 :]) or violation from None
            if len(self.states) >= self.bounds.states:
                self._stopped_by = "states"
                return found + frontier[count + 1 :]
            if self.progress is not None and index % PROGRESS_EVERY == 0:
                self.progress(len(self.states), self._depth, len(frontier) - count + len(found))
        return found

    def _expand(self, index: int, found: list[int]) -> None:
        """Take in what is new one step from this state."""
        known = self._known
        moves = self.moves.after(self.states[index])
        if self.moves.over:
            self._ends += 1
            violation = self._ended_wrong((index,))
            if violation is not None:
                raise violation
        for step, after, problem in moves:
            self._transitions += 1
            if problem:
                raise Violation(index, step, problem)
            if after not in known:
                number = self._accept(after, index, step)
                if number >= 0:
                    found.append(number)

    def _ended_wrong(self, indices: Iterable[int]) -> Violation | None:
        """The first of these states that is an end the last judges refuse.

        Such an end is one step nearer than a violation met on the way out of its level.
        """
        if not self.system.last_judges:
            return None
        for index in indices:
            state = self.states[index]
            _ = self.moves.after(state)
            wrong = self.histories.wrong_at_end(state[0]) if self.moves.over else ""
            if wrong:
                return Violation(self._parents[index], self._steps[index], wrong)
        return None

    def _accept(self, state: WorldState, parent: int, step: int) -> int:
        """Take a new state in and look at it; -1 if it is not to be gone on from."""
        self._known.add(state)
        number = len(self.states)
        self.states.append(state)
        self._parents.append(parent)
        self._steps.append(step)
        wrong = self.histories.wrong.get(state[0])
        nodes = state[FIRST : FIRST + self.locals.nodes]
        if wrong is None:
            wrong = self._sound.get(nodes)
            if wrong is None:
                wrong = self._sound[nodes] = self._broken_invariant(nodes)
        if wrong:
            raise Violation(parent, step, wrong)
        if self.visit is not None or self._unreached or self.system.prunes:
            return self._look(state, number)
        return number

    def _look(self, state: WorldState, number: int) -> int:
        moment = self.moment(state)
        if self.visit is not None:
            self.visit(moment)
        for name in [
            name
            for name, goal in self._unreached.items()
            if asked(f"the goal {name!r}", goal, moment)
        ]:
            del self._unreached[name]
        prunes = self.system.prunes.items()
        if any(asked(f"the prune {name!r}", prune, moment) for name, prune in prunes):
            self._pruned += 1
            return -1
        return number

    # What is asked of a state.

    def _broken_invariant(self, nodes: tuple[int, ...]) -> str:
        if not self.system.invariants:
            return ""
        attributes = self._attributes(nodes)
        for name, holds in self.system.invariants.items():
            if not asked(f"the invariant {name!r}", holds, attributes):
                return f"{name} does not hold"
        return ""

    def _attributes(self, nodes: tuple[int, ...]) -> NodeStates:
        states = self.locals.states
        names = self.system.nodes
        return {
            name: states[local].snapshot.attributes
            for name, local in zip(names, nodes, strict=True)
        }

    def moment(self, state: WorldState) -> Moment:
        """A state as predicates see it."""
        members, events = self.locals.members, self.locals.events
        in_flight = tuple(
            (events[event].source, members[events[event].member], events[event].body)
            for event in self.moves.in_flight(state)
        )
        nodes = self._attributes(state[FIRST : FIRST + self.locals.nodes])
        left = dict(zip(BUDGETS, self.moves.budgets[state[1]], strict=True))
        timers = {
            name: tuple(events[event].name for event in self.locals.states[local].timers)
            for name, local in zip(self.system.nodes, state[FIRST:], strict=False)
        }
        return Moment(nodes, in_flight, self.histories.read(state[0]), left, timers)

    # Results.

    def _violated(self, found: Violation) -> Exploration:
        steps = [] if found.step < 0 else [self.moves.step(found.step)]
        at = found.parent
        while at > 0:
            steps.insert(0, self.moves.step(self._steps[at]))
            at = self._parents[at]
        steps[:0] = [self.moves.step(step) for step in self._prepared]
        self._refuse_sharing()
        told = replay(self.system, steps)
        wrong = wrong_with(self.system, told)
        if not wrong:
            raise NotExplorableError(
                f"replaying {len(steps)} steps did not show again that {found.reason}; "
                "a node keeps something outside its attributes"
            )
        self._depth = len(steps) - len(self._prepared)
        reason = found.reason if told.problems else wrong  # with the moments of the replay
        return self._result("violated", reason, CounterExample(tuple(steps), reason, told))

    def _refuse_sharing(self) -> None:
        """What nodes share behind the network's back, no search accounts for."""
        after = shared_by_nodes(self.system)
        changed = [name for name, text in self._shared.items() if after.get(name) != text]
        if changed:
            raise NotExplorableError(
                f"{changed[0]} changed, which all nodes share and no crash forgets; "
                "set it in start() as self.…"
            )

    def _exhausted(self) -> Exploration:
        self._refuse_sharing()
        system = self.system
        checked = [*system.judges, *system.last_judges, *system.invariants]
        within = ", ".join(
            f"{count} {one if count == 1 else name}"
            for name, one in zip(BUDGETS, ONE, strict=True)
            if (count := getattr(self.bounds, name))
        )
        if not checked and not self.locals.claims:
            reason = "nothing was checked; give the system judges or invariants"
        elif system.clients and not self.histories.answered:
            reason = "no client was ever answered, so there was nothing to judge"
        elif self._unreached:
            reason = f"the goal {next(iter(self._unreached))!r} was never reached"
        elif unheard := [
            name
            for name in (*system.judges, *system.last_judges)
            if name not in self.histories.content
        ]:
            reason = f"the check {unheard[0]!r} never found enough to judge in what clients saw"
        else:
            stages = "".join(f", from {stage.name}" for stage in system.stages)
            if self._pruned:
                stages += f", not beyond the {self._pruned:,} that were pruned"
            where = f"all {len(self.states):,} states within {within or 'no faults and no timers'}{stages}"
            kept = ", ".join([*checked, *([f"{self.locals.claims} always claims"] * (not checked))])
            return self._result("ok", f"{where} keep {kept}")
        return self._unknown("nothing shown", reason)
