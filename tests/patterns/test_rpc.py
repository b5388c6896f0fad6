"""Reliable calls: repeated requests, forgotten answers, crashes on both sides."""

from itertools import pairwise
from typing import Any

import pytest

from patterns.talking import Talk
from quorate.node import ms
from quorate.patterns import RpcCaller, RpcServer


@pytest.fixture
def server() -> Talk:
    return Talk(RpcServer, "server", "n1", "n2")


def execute(server: Talk, number: list[int], oldest: list[int], *, src: str = "n1") -> Any:
    body = {"number": number, "oldest": oldest, "argument": f"{src}-{number}", "msg_id": 1}
    said = server.hear(src, "execute", **body)
    return said[0][1]["result"] if said else None


def ledger(server: Talk) -> list[str]:
    answer = server.ask("read")
    assert answer is not None
    lines: list[str] = answer["value"]
    return lines


def test_a_repeated_request_gets_the_same_answer_and_no_second_effect(server: Talk) -> None:
    answers = [execute(server, [1, 1], [1, 1]), execute(server, [1, 2], [1, 1])]
    assert [0, 1] == answers
    assert answers == [execute(server, [1, 1], [1, 1]), execute(server, [1, 2], [1, 1])]
    assert ["n1-[1, 1]", "n1-[1, 2]"] == ledger(server)


def test_a_crash_of_the_server_forgets_neither_effects_nor_answers(server: Talk) -> None:
    first = execute(server, [1, 1], [1, 1])
    server.restart()
    assert first == execute(server, [1, 1], [1, 1])
    assert 1 == len(ledger(server))


@pytest.mark.parametrize("writes", range(4))
def test_a_crash_amid_the_writes_leaves_no_half_of_a_request(server: Talk, writes: int) -> None:
    execute(server, [1, 1], [1, 1])
    body = {"number": [1, 2], "oldest": [1, 2], "argument": "x", "msg_id": 1}
    assert server.hear_half(writes, "n1", "execute", **body) <= 3
    assert [1, 1] == [execute(server, [1, 2], [1, 2]) for _ in range(2)]
    assert 2 == len(ledger(server))


def test_what_the_caller_no_longer_waits_for_is_forgotten_and_late_copies_are_refused(
    server: Talk,
) -> None:
    for number in range(1, 101):
        assert number - 1 == execute(server, [1, number], [1, number])
    assert {"n1": [[[1, 100], 99]]} == server.runtime.inspect()["answers"]
    assert execute(server, [1, 7], [1, 7]) is None
    server.restart()
    assert {"n1": [[[1, 100], 99]]} == server.runtime.inspect()["answers"]
    assert execute(server, [1, 7], [1, 7]) is None
    assert 100 == len(ledger(server))


def test_requests_of_a_life_before_the_crash_are_refused(server: Talk) -> None:
    execute(server, [1, 5], [1, 5])
    execute(server, [2, 1], [2, 1])
    assert execute(server, [1, 6], [1, 5]) is None
    assert ["n1-[1, 5]", "n1-[2, 1]"] == ledger(server)


def test_callers_are_told_apart(server: Talk) -> None:
    assert [0, 1] == [execute(server, [1, 1], [1, 1], src=src) for src in ("n1", "n2")]


def test_the_caller_repeats_one_request_with_growing_pauses_until_it_is_answered() -> None:
    caller = Talk(RpcCaller, "n1", "server")
    moments, (attempt,) = [0], caller.hear("client", "add", value="x", msg_id=7)
    while len(moments) < 30:
        if said := caller.wait(ms(1)):
            (attempt,) = said
            moments.append(caller.now_us)
        assert ("server", [1, 1]) == (attempt[0], attempt[1]["number"])
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert sum(pauses[:5]) < sum(pauses[-5:])
    assert ms(30) <= min(pauses) <= max(pauses) <= 2 * ms(240) + ms(1)
    assert len(set(pauses[-10:])) > 5, "without jitter callers return in step"
    said = caller.hear("server", "execute_ok", result=3, in_reply_to=attempt[1]["msg_id"])
    assert [("client", "add_ok", 3)] == [(d, b["type"], b["result"]) for d, b in said]
    assert [] == caller.wait(ms(3_000))


def test_no_number_is_used_twice_even_after_a_crash() -> None:
    caller = Talk(RpcCaller, "n1", "server")
    numbers = []
    for _ in range(3):
        for value in ("x", "y"):
            ((_, body),) = caller.hear("client", "add", value=value, msg_id=7)
            numbers.append(tuple(body["number"]))
        caller.restart()
    assert sorted(dict.fromkeys(numbers)) == numbers
