"""Gossip: pushes at once, compares notes later, and forgets nothing."""

from typing import Any

from patterns.talking import Talk
from quorate.node import ms
from quorate.patterns import Gossip
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    World,
    WorldSettings,
    exponential,
)

NAMES = tuple(f"n{n}" for n in range(40))


def read(node: Talk) -> Any:
    answer = node.ask("read")
    assert answer is not None
    return answer["value"]


def test_a_new_rumour_is_pushed_to_a_few_at_once_and_an_old_one_to_nobody() -> None:
    node = Talk(Gossip, "n1", "n2", "n3", "n4", "n5")
    first = node.hear("n2", "push", rumours=["x"])
    assert [["x"]] * 3 == [body["rumours"] for _, body in first]
    assert 3 == len({dest for dest, _ in first})
    assert [] == node.hear("n3", "push", rumours=["x"])


def test_two_that_compare_notes_both_know_all() -> None:
    here, there = Talk(Gossip, "n1", "n2"), Talk(Gossip, "n2", "n1")
    here.hear("c", "add", value="x", msg_id=1)
    there.hear("c", "add", value="y", msg_id=1)
    ((_, compare),) = here.wait(ms(100))[-1:]
    for dest, body in there.hear("n1", "compare", rumours=compare["rumours"]):
        if dest == "n1" and body["type"] == "push":
            here.hear("n2", "push", rumours=body["rumours"])
    assert ["x", "y"] == read(here) == read(there)


def test_a_crash_forgets_no_rumour() -> None:
    node = Talk(Gossip, "n1", "n2")
    node.ask("add", value="x")
    node.restart()
    assert ["x"] == read(node)


def test_forty_nodes_learn_a_rumour_although_half_of_all_messages_are_lost() -> None:
    readers = tuple(
        ClientPlan(f"r{n}", ((4_000_000, name, "read"),)) for n, name in enumerate(NAMES)
    )
    writer = ClientPlan("w", ((100_000, "n0", "add", None, "x"),))
    lossy = LinkSettings(exponential(5_000), loss=0.5)
    calm = LinkSettings(exponential(5_000))
    ends = [(c, n) for c in ("w", *(r.id for r in readers)) for n in NAMES]
    links = {pair: calm for c, n in ends for pair in ((c, n), (n, c))}
    run = World(
        WorldSettings(
            "gossip",
            1,
            nodes=dict.fromkeys(NAMES, Gossip),
            clients=(writer, *readers),
            network=NetworkSettings(lossy, links=links),
            horizon_us=5_000_000,
        )
    ).run()
    found = [event.value for event in run.history if event.f == "read" and event.type == "ok"]
    assert [["x"]] * len(NAMES) == found
