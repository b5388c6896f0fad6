"""A world can be stepped, asked what it handles, and says of every end where and why it came."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import Any

import pytest

from quorate.history import Observation
from quorate.node import Node, NodeLimits, ms
from quorate.simulator import Handling, Limits, Run, World, WorldSettings
from simulator.stores import MS, Store, records, run, settings_of

WRITE = (0, "a", "write", "k", 1)


class Clumsy(Store):
    """Every mistake that a handler can make, by the name of its request."""

    def on_raise(self, src: str) -> None:
        raise ZeroDivisionError("by nought")

    def on_lost(self, src: str) -> None:
        self.send("nobody", "hello")

    def on_set(self, src: str) -> None:
        self.send("c", "things", things={1, 2})

    def on_object(self, src: str) -> dict[str, Any]:
        return {"type": "object_ok", "self": self}

    def on_loop(self, src: str) -> None:
        ring: list[Any] = []
        ring.append(ring)
        self.send("c", "ring", ring=ring)

    def on_past(self, src: str) -> None:
        self.after(-5, self.tick)

    def on_half(self, src: str) -> None:
        self.after(0.5, self.tick)  # type: ignore[arg-type]

    def on_sleepy(self, src: str) -> None:
        self.after(ms(2), self.tick)

    async def on_later(self, src: str) -> None:
        await self.sleep(ms(3))
        raise KeyError("gone")

    def on_hoard(self, src: str) -> None:
        while True:
            self.after(5, self.tick, key=None)

    def on_shout(self, src: str) -> None:
        for _ in range(12):
            self.observe("noise")

    def on_spin(self, src: str) -> None:
        self.send(self.id, "spin")

    def on_share(self, src: str) -> None:
        shared = [1]
        self.send("c", "one", shared=shared)
        shared.append(2)
        self.send("c", "two", shared=shared)

    def on_handled(self, src: str) -> None:
        Clumsy.seen = Clumsy.world.handling()

    def tick(self) -> None:
        raise ValueError("ticked")

    world: World
    seen: Handling | None = None


def clumsy(request: str, **changes: Any) -> Run:
    return run((0, "a", request), nodes={"a": Clumsy}, **changes)


@pytest.mark.parametrize(
    ("request_type", "t_us", "handler", "event", "words"),
    [
        ("raise", MS, "on_raise", "message raise #1 from c", "ZeroDivisionError: by nought"),
        ("set", MS, "on_set", "message set #1 from c", "things is a set, which JSON cannot carry"),
        ("object", MS, "on_object", "message object #1 from c", "self is a Clumsy, which JSON"),
        ("loop", MS, "on_loop", "message loop #1 from c", "does a list contain itself?"),
        ("past", MS, "on_past", "message past #1 from c", "-5 is not whole microseconds from 0 on"),
        ("half", MS, "on_half", "message half #1 from c", "0.5 is not whole microseconds"),
        ("sleepy", 3 * MS, "tick", "timer tick", "ValueError: ticked"),
        ("later", 4 * MS, "sleep", "timer sleep", "KeyError: 'gone'"),
    ],
)
def test_a_crash_names_node_handler_time_and_event(
    request_type: str, t_us: int, handler: str, event: str, words: str
) -> None:
    (error,) = clumsy(request_type).errors
    assert ("a", t_us, handler, event) == (error.node, error.t_us, error.handler, error.event)
    assert f"a crashed in {handler} at 0.00{t_us // MS}000 s, {event}: " in str(error)
    assert words in str(error)
    assert "test_moments.py line" in str(error)


@pytest.mark.parametrize(
    ("request_type", "limits", "name"),
    [
        ("hoard", Limits(node=NodeLimits(pending_timers=9)), "pending timers"),
        ("hoard", Limits(node=NodeLimits(actions_per_event=9)), "actions per event"),
        ("flood", Limits(node=NodeLimits(messages_per_event=9)), "messages per event"),
        ("shout", Limits(observations=9), "observations"),
    ],
)
def test_a_limit_of_a_node_names_node_handler_time_and_event(
    request_type: str, limits: Limits, name: str
) -> None:
    result = clumsy(request_type, limits=limits)
    hit = result.budget
    assert hit is not None
    handler = f"on_{request_type}"
    assert (name, name, "a", MS, handler) == (
        result.ended,
        hit.name,
        hit.node,
        hit.t_us,
        hit.handler,
    )
    expected = (
        f"limit of 9 {name} reached by a in {handler} at 0.001000 s, message {request_type} #1"
    )
    assert str(hit).startswith(expected)


def test_the_limit_of_events_names_the_time() -> None:
    result = clumsy("spin", limits=Limits(events=20))
    assert "events" == result.ended
    assert "limit of 20 events reached by at " in str(result.budget)


def test_a_message_to_nobody_is_recorded_and_harms_nobody() -> None:
    result = clumsy("lost")
    assert result.complete
    assert (1, ()) == (result.counters["dropped_unknown"], result.errors)
    (dropped,) = records(result, "drop")
    assert ("nobody", "a", "hello", {"why": "no such node"}) == dropped[2:6]


def test_an_object_that_is_changed_after_it_was_sent_arrives_as_it_was() -> None:
    sent = [record[5] for record in records(clumsy("share"), "send") if record[2] == "a"]
    assert [{"type": "one", "shared": [1]}, {"type": "two", "shared": [1, 2]}] == sent


def test_a_world_says_what_it_handles_and_nothing_in_between() -> None:
    Clumsy.world = World(settings_of((0, "a", "handled"), nodes={"a": Clumsy}))
    assert None is Clumsy.world.handling()
    Clumsy.world.run()
    assert Handling("a", "on_handled", "message handled #1 from c", MS) == Clumsy.seen
    assert "a in on_handled at 0.001000 s, message handled #1 from c" == str(Clumsy.seen)
    assert None is Clumsy.world.handling()


def test_stepping_gives_the_run_that_running_gives() -> None:
    settings = settings_of(WRITE, (5 * MS, "a", "read", "k"), (9 * MS, "a", "break"))
    whole, world = World(settings).run(), World(settings)
    steps = []
    while (step := world.step()) is not None:
        steps.append(step)
    stepped = world.finish()
    assert whole.trace == stepped.trace
    assert (whole.history, whole.counters, whole.errors) == (
        stepped.history,
        stepped.counters,
        stepped.errors,
    )
    assert [Handling("a", "start", "first start", 0), Handling("c", "start", "first start", 0)] == (
        steps[:2]
    )
    assert Handling("a", "on_write", "message write #1 from c", MS) == steps[2]
    assert sorted(step.t_us for step in steps) == [step.t_us for step in steps]


def test_what_is_pending_is_what_happens_next() -> None:
    world = World(settings_of(WRITE))
    assert ["first start", "first start"] == [each.event for each in world.pending()]
    world.step()
    world.step()
    coming = world.pending()
    assert ["message write #1 from c", "timer client timeout"] == [each.event for each in coming]
    assert coming[0] == world.step()
    assert "answer write_ok #2 from a" == world.step().event  # type: ignore[union-attr]
    assert [] == world.pending(), "the time-out was cancelled"
    assert None is world.step()


def test_states_are_what_each_event_changed() -> None:
    crash = (9 * MS, "a", "break")
    result = run(WRITE, (5 * MS, "a", "write", "k", 2), crash, states=True)
    assert result.trace is not None
    names = [
        record[1:5:3]
        for record in records(result, "send", "recv", "disk", "error", "crash", "return", "invoke")
    ]
    assert len(names) == len(result.trace)
    assert ["a"] * len(result.states) == [change.node for change in result.states]
    assert [{"kv": {}}, {"kv": {"k": 1}}, {"kv": {"k": 2}}, {"kv": None}] == [
        change.changed for change in result.states
    ]
    answered = list(result.trace.records())[result.states[1].record]
    assert ("send", "write_ok") == (answered.kind, answered.name)
    assert () == run(WRITE).states
    assert [-1, -1] == [c.record for c in run(WRITE, states=True, trace=False).states]


def test_states_change_nothing_else() -> None:
    plain, watched = (
        run(WRITE, (5 * MS, "a", "break")),
        run(WRITE, (5 * MS, "a", "break"), states=True),
    )
    assert (plain.trace, plain.history, plain.counters) == (
        watched.trace,
        watched.history,
        watched.counters,
    )


class Believer(Node):
    def start(self) -> None:
        self.after(ms(3), self.believe)

    def believe(self) -> None:
        self.observe("leader", term=4)


@pytest.mark.parametrize("trace", [True, False])
def test_observations_are_kept_with_the_trace_on_or_off(*, trace: bool) -> None:
    result = run(WRITE, nodes={"a": Store, "b": Believer}, trace=trace)
    expected = (Observation(2, 3 * MS, "b", "leader", {"term": 4}),)
    assert expected == result.history.observations


def test_without_copies_the_run_is_the_same_for_nodes_that_change_nothing() -> None:
    settings: tuple[WorldSettings, ...] = tuple(
        settings_of(
            WRITE, (5 * MS, "a", "cas", "k", [1, 2]), (9 * MS, "a", "read", "k"), copy_bodies=copies
        )
        for copies in (True, False)
    )
    copied, shared = (World(each).run() for each in settings)
    assert copied.trace == shared.trace
    assert copied.history == shared.history
