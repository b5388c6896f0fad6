"""The retrying proxy, alone with its callers: what it repeats, and when it stops asking."""

from typing import Any

from patterns.talking import Talk
from quorate.node import seconds
from quorate.patterns import RetryingProxy, Service
from quorate.patterns.broken.retrying import RetryStorm, StaysOpen
from quorate.patterns.retrying import BUDGET_MAX, FAILURES_MAX, LONGEST_PAUSE, OPEN_FOR, TIMEOUT

Said = list[tuple[str, dict[str, Any]]]


class OnceProxy(RetryingProxy):
    """Never repeats, so that each request is one call."""

    attempts_max = 1


def proxy(kind: type[RetryingProxy] = RetryingProxy) -> Talk:
    return Talk(kind, "proxy", "service")


def ask(talk: Talk, number: int = 1) -> Said:
    return talk.hear("client", "work", msg_id=number, value=number)


def calls(said: Said) -> list[int]:
    return [body["msg_id"] for dest, body in said if dest == "service"]


def answers(said: Said) -> list[tuple[int, str]]:
    return [
        (body["in_reply_to"], body.get("text", body["type"]))
        for dest, body in said
        if dest == "client"
    ]


def answer(talk: Talk, call: int) -> Said:
    return talk.hear("service", "work_ok", in_reply_to=call, value=1)


def broken_open(kind: type[RetryingProxy] = OnceProxy) -> Talk:
    """A proxy after as many failures in a row as open its circuit."""
    talk = proxy(kind)
    for number in range(FAILURES_MAX):
        ask(talk, number)
        talk.wait(TIMEOUT)
    return talk


def test_the_service_does_what_it_is_asked() -> None:
    assert Talk(Service, "service").ask("work", value=5) == {
        "type": "work_ok",
        "value": 5,
        "in_reply_to": 7,
    }


def test_an_answer_is_passed_on() -> None:
    talk = proxy()
    (call,) = calls(ask(talk))
    assert answers(answer(talk, call)) == [(1, "work_ok")]


def test_a_timeout_is_repeated_after_a_pause_and_twice_at_most() -> None:
    talk = proxy()
    ask(talk)
    said = [talk.wait(TIMEOUT + LONGEST_PAUSE) for _ in range(3)]
    assert [len(calls(part)) for part in said] == [1, 1, 0]
    assert answers(said[2]) == [(1, "no answer from the service")]


def test_a_refusal_is_repeated_too() -> None:
    talk = proxy()
    (call,) = calls(ask(talk))
    talk.hear("service", "error", in_reply_to=call, code=11, text="the queue is full")
    assert len(calls(talk.wait(LONGEST_PAUSE))) == 1


def test_retries_end_with_the_budget() -> None:
    class Alone(RetryingProxy):
        """Without a breaker, to see what the budget does."""

        def may_call(self) -> bool:
            return True

    talk, first, repeated = proxy(Alone), 0, 0
    for number in range(20):
        first += len(calls(ask(talk, number)))
        repeated += len(calls(talk.wait(3 * (TIMEOUT + LONGEST_PAUSE))))
    assert first == 20
    # What was saved up, and a tenth of what was asked for since.
    assert BUDGET_MAX <= repeated <= BUDGET_MAX + 2


def test_the_circuit_opens_after_failures_in_a_row_and_refuses() -> None:
    talk = broken_open()
    said = ask(talk, 99)
    assert calls(said) == []
    assert answers(said) == [(99, "the circuit is open")]


def test_a_success_in_between_starts_the_count_again() -> None:
    talk = proxy(OnceProxy)
    for number in range(3 * FAILURES_MAX):
        (call,) = calls(ask(talk, number))
        if number % (FAILURES_MAX - 1) == 0:
            answer(talk, call)
        else:
            talk.wait(TIMEOUT)
    assert len(calls(ask(talk, 99))) == 1


def test_half_open_lets_one_through_and_its_success_closes() -> None:
    talk = broken_open()
    talk.wait(OPEN_FOR)
    (call,) = calls(ask(talk, 50))
    assert answers(ask(talk, 51)) == [(51, "the circuit is half-open")]
    assert answers(answer(talk, call)) == [(50, "work_ok")]
    assert len(calls(ask(talk, 52))) == 1


def test_the_failure_of_the_one_opens_it_again() -> None:
    talk = broken_open()
    talk.wait(OPEN_FOR)
    ask(talk, 50)
    talk.wait(TIMEOUT)
    assert answers(ask(talk, 51)) == [(51, "the circuit is open")]
    talk.wait(OPEN_FOR)
    assert len(calls(ask(talk, 52))) == 1


def test_the_siblings_are_broken_in_just_this() -> None:
    assert calls(ask(broken_open(RetryStorm), 99)) != []

    class StaysOpenOnce(StaysOpen):
        attempts_max = 1

    talk = broken_open(StaysOpenOnce)
    talk.wait(100 * OPEN_FOR)
    assert answers(ask(talk, 99)) == [(99, "the circuit is open")]


def test_a_wall_clock_that_is_set_back_keeps_no_circuit_open() -> None:
    talk = broken_open()
    talk.runtime.deliver(talk.now_us, ("clock", -seconds(60)))
    talk.wait(OPEN_FOR)
    assert len(calls(ask(talk, 99))) == 1
