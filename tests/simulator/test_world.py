"""A world does what its settings say: messages, clients, histories, limits."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import Any

import pytest

from quorate.faults import link, plan_of
from quorate.history import operations
from quorate.node import Node, NodeLimits, ms
from quorate.simulator import (
    ClientOperation,
    ClientPlan,
    Limits,
    LinkSettings,
    NetworkSettings,
    SettingsError,
    World,
    WorldSettings,
    const,
    uniform,
)
from simulator.stores import MS, records, rows, run, settings_of


def test_invoke_and_return_are_separate_events_at_their_times() -> None:
    result = run((0, "a", "write", "x", 5), (10 * MS, "a", "read", "x", None))
    assert [
        (0, "invoke", "write", 5, 0),
        (0, "ok", "write", 5, 2 * MS),
        (0, "invoke", "read", None, 10 * MS),
        (0, "ok", "read", 5, 12 * MS),
    ] == rows(result)
    assert {"a"} == {event.node for event in result.history.events}


def test_the_next_operation_waits_until_the_last_one_is_over() -> None:
    result = run((0, "a", "read", "x", None), (MS, "a", "read", "x", None))
    assert [0, 2 * MS, 2 * MS, 4 * MS] == [row[4] for row in rows(result)]


@pytest.mark.parametrize(
    ("f", "kind", "error"),
    [
        ("fail", "fail", (22, "no")),
        ("maybe", "info", (13, "crashed midway")),
        ("odd", "info", (13, "reply of type 'even_ok' instead of odd_ok")),
        ("ignore", "info", (0, "timeout")),
        ("sing", "fail", (10, "Store has no handler on_sing")),
    ],
)
def test_error_codes_decide_between_fail_and_info(
    f: str, kind: str, error: tuple[int, str]
) -> None:
    (operation,) = operations(run((0, "a", f)).history)
    assert (kind, error) == (operation.status, operation.error)


def test_after_an_unknown_outcome_the_client_goes_on_as_a_new_process() -> None:
    clients = tuple(
        ClientPlan(name, ((0, "a", "ignore"), (0, "a", "read", "x")), timeout_us=20 * MS)
        for name in ("c", "d")
    )
    result = run(clients=clients)
    assert [0, 1, 2, 3] == [operation.process for operation in operations(result.history)]


def test_a_late_reply_does_not_answer_the_next_operation() -> None:
    clients = (
        ClientPlan("c", ((0, "a", "write", "x", 1), (0, "a", "read", "x")), timeout_us=10 * MS),
    )
    slow = plan_of([link((0, 5 * MS), pairs=[("c", "a")], slow=30)])
    result = run(clients=clients, plan=slow)
    assert ["info", "ok"] == [operation.status for operation in operations(result.history)]
    assert None is operations(result.history)[1].result
    late = [record for record in records(result, "recv") if record[0] == 31 * MS]
    assert ["write_ok"] == [record[4] for record in late], "the write applied later"


def test_an_operation_in_flight_at_the_horizon_stays_open() -> None:
    result = run((0, "a", "ignore"), horizon_us=10 * MS)
    (operation,) = operations(result.history)
    assert ("info", None, None) == (operation.status, operation.completed, operation.error)


def test_a_cas_without_a_match_is_ok_with_result_false() -> None:
    result = run((0, "a", "write", "x", 1), (0, "a", "cas", "x", [2, 3]))
    assert False is operations(result.history)[1].result


def test_final_operations_are_marked() -> None:
    result = run(ClientOperation(0, "a", "read", "x", final=True))
    assert [True, True] == [event.final for event in result.history.events]


def test_a_message_to_nobody_is_dropped_for_a_reason() -> None:
    result = run((0, "nobody", "read", "x", None))
    assert [(0, "drop", "nobody", "c", "read", {"why": "no such node"}, 1)] == records(
        result, "drop"
    )
    assert 1 == result.counters["dropped_unknown"]


def test_an_error_crashes_the_node_for_good_unless_told_otherwise() -> None:
    steps = ((0, "a", "break"), (0, "a", "write", "x", 1), (200 * MS, "a", "read", "x", None))
    down = run(*steps)
    assert ["info", "info", "info"] == [o.status for o in operations(down.history)]
    back = run(*steps, restart_after_us=20 * MS)
    assert ["info", "ok", "ok"] == [o.status for o in operations(back.history)]
    assert (1, 1) == (back.counters["crashes"], back.counters["restarts"])
    (failure,) = back.errors
    assert ("a", "ZeroDivisionError", "on_break", "stores.py") == (
        failure.node,
        failure.type,
        failure.function,
        failure.file,
    )


def test_an_error_may_end_the_run() -> None:
    result = run((0, "a", "break"), (0, "a", "read", "x", None), error_ends_run=True)
    assert ("node error", False) == (result.ended, result.complete)
    assert MS == result.ended_at_us


def test_the_trace_leaves_out_the_text_of_an_error() -> None:
    ((*_, name, body, _),) = records(run((0, "a", "break")), "error")
    assert "ZeroDivisionError" == name
    assert {"function", "line"} == set(body)


class PingPong(Node):
    def start(self) -> None:
        if self.id == "a":
            self.send("b", "ping", n=0)

    def on_ping(self, src: str, n: int) -> dict[str, Any]:
        return {"type": "ping", "n": n + 1}


def ping_pong(**changes: Any) -> WorldSettings:
    return WorldSettings("ping", 1, nodes={"a": PingPong, "b": PingPong}, **changes)


def test_a_run_ends_at_its_horizon() -> None:
    network = NetworkSettings(LinkSettings(const(MS)))
    result = World(ping_pong(network=network, horizon_us=10 * MS)).run()
    assert ("horizon", True, 9) == (result.ended, result.complete, result.counters["delivered"])


@pytest.mark.parametrize(
    ("changes", "ended", "limit"),
    [
        ({"limits": Limits(events=100)}, "events", 100),
        ({"limits": Limits(trace_records=50), "trace": True}, "trace records", 50),
    ],
)
def test_a_limit_ends_the_run_by_its_name(changes: dict[str, Any], ended: str, limit: int) -> None:
    result = World(ping_pong(**changes)).run()
    assert result.budget is not None
    assert (ended, ended, limit) == (result.ended, result.budget.name, result.budget.limit)
    assert not result.complete


def test_a_limit_of_a_node_ends_the_run_by_its_name() -> None:
    result = run((0, "a", "flood"), limits=Limits(node=NodeLimits(messages_per_event=20)))
    assert result.budget is not None
    assert ("messages per event", "a", 20) == (
        result.ended,
        result.budget.node,
        result.budget.limit,
    )


def test_a_loop_in_zero_time_ends_by_the_event_limit() -> None:
    class Spinning(Node):
        def start(self) -> None:
            self.after(0, self.start)

    result = World(WorldSettings("spin", 1, nodes={"a": Spinning}, limits=Limits(events=500))).run()
    assert ("events", 0) == (result.ended, result.ended_at_us)


def test_loss_and_duplication_happen_at_their_rates() -> None:
    class Talker(Node):
        def start(self) -> None:
            self.got = 0
            if self.id == "a":
                self.after(ms(1), self.talk)

        def talk(self) -> None:
            self.send("b", "word")
            self.after(ms(1), self.talk)

        def on_word(self, src: str) -> None:
            self.got += 1

    network = NetworkSettings(LinkSettings(uniform(0, 5 * MS), loss=0.2, duplicate=0.1))
    talk = WorldSettings(
        "talk", 1, nodes={"a": Talker, "b": Talker}, network=network, horizon_us=20_000 * MS
    )
    counters = World(talk).run().counters
    assert counters["lost"] / counters["sent"] == pytest.approx(0.2, abs=0.01)
    assert counters["duplicated"] / (counters["sent"] - counters["lost"]) == pytest.approx(
        0.1, abs=0.01
    )


def test_one_link_may_differ_from_all_others() -> None:
    slow = {("c", "a"): LinkSettings(const(30 * MS))}
    network = NetworkSettings(LinkSettings(const(MS)), links=slow)
    result = run((0, "a", "read", "x", None), network=network)
    assert 31 * MS == rows(result)[-1][4]


def test_ties_at_random_show_other_orders_and_repeat_by_seed() -> None:
    class Collector(Node):
        def start(self) -> None:
            for peer in self.peers:
                self.send(peer, "hello")

        def on_hello(self, src: str) -> None:
            self.log(src)

    def orders(ties: Any, seed: int) -> list[Any]:
        settings = WorldSettings(
            "ties",
            seed,
            nodes=dict.fromkeys("abcd", Collector),
            network=NetworkSettings(LinkSettings(const(MS)), ties=ties),
            trace=True,
        )
        return [record[4] for record in records(World(settings).run(), "log")]

    assert 1 == len({tuple(orders("fifo", seed)) for seed in range(10)})
    assert 10 == len({tuple(orders("random", seed)) for seed in range(10)})
    assert orders("random", 3) == orders("random", 3)


def test_messages_that_multiply_end_the_run_before_memory_does() -> None:
    class Rabbit(Node):
        def start(self) -> None:
            self.send(self.peers[0], "breed")

        def on_breed(self, src: str) -> None:
            for _ in range(10):
                self.send(src, "breed")

    limits = Limits(pending_events=1_000)
    result = World(
        WorldSettings("rabbits", 1, nodes=dict.fromkeys("ab", Rabbit), limits=limits)
    ).run()
    assert ("pending events", 1_000) == (result.ended, result.budget and result.budget.limit)


def test_a_tuple_in_an_operation_is_recorded_as_the_wire_carries_it() -> None:
    write, read = operations(run((0, "a", "write", "x", ("c", 1)), (0, "a", "read", "x")).history)
    assert ["c", 1] == write.value == read.result


def test_claims_are_counted() -> None:
    class Claimer(Node):
        def on_claim(self, src: str, value: bool) -> None:  # noqa: FBT001 - a field
            self.always(value, "is true")

    values = ((0, "a", "claim", None, True), (0, "a", "claim", None, False))
    (claim,) = run(*values, nodes={"a": Claimer}).claims
    assert ("always", "is true", 2, 1) == (claim.kind, claim.name, claim.reached, claim.held)


def test_refused_messages_are_listed_for_people() -> None:
    assert ("a: Store has no handler on_sing",) == run((0, "a", "sing")).refusals


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"nodes": {}}, "name at least one"),
        ({"horizon_us": 0}, "must be above 0"),
        ({"clients": (ClientPlan("a", ()),)}, "share an id"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    changes: dict[str, Any], text: str
) -> None:
    with pytest.raises(SettingsError, match=text):
        settings_of(**changes)
