"""The balancer, alone with its replicas: who gets the next request, and how many take part."""

from collections.abc import Collection

from patterns.talking import Talk
from quorate.patterns import Balancer, Worker
from quorate.patterns.balancing import ACTIVE_MIN, PERIOD, TARGET_PERCENT, TIMEOUT
from quorate.patterns.broken.balancing import KeepsSending, NeverAdds, ScalesAtOnce

REPLICAS = ("r0", "r1", "r2", "r3", "r4")
STEP_US = 10_000


class Group(Talk):
    """A balancer whose replicas answer questions about their health unless they are silent."""

    def __init__(self, kind: type[Balancer] = Balancer) -> None:
        super().__init__(kind, "b", *REPLICAS)
        self.worked = dict.fromkeys(REPLICAS, 0)

    def live(
        self, time_us: int, *, busy: Collection[str] = (), silent: Collection[str] = ()
    ) -> list[str]:
        """Let time pass in small steps; gives the replicas to which work went again."""
        again = []
        for _ in range(time_us // STEP_US):
            for replica in busy:
                self.worked[replica] += STEP_US
            for replica, body in self.wait(STEP_US):
                if body["type"] == "work":
                    again.append(replica)
                elif body["type"] == "health" and replica not in silent:
                    about = {"in_reply_to": body["msg_id"], "worked_us": self.worked[replica]}
                    self.hear(replica, "health_ok", **about)
        return again


def ask(talk: Talk, number: int = 1) -> tuple[str, int]:
    """Which replica a request goes to, and by which message."""
    ((replica, body),) = talk.hear("client", "work", msg_id=number, value=number)
    return replica, body["msg_id"]


def asked(talk: Talk, count: int) -> list[str]:
    """The replicas that get some of so many requests."""
    return sorted(dict.fromkeys(ask(talk, number)[0] for number in range(1_000, 1_000 + count)))


def test_a_worker_does_what_it_is_asked_and_says_how_long_it_worked() -> None:
    worker = Talk(Worker, "r0")
    assert worker.ask("work", value=5) == {"type": "work_ok", "value": 5, "in_reply_to": 7}
    assert worker.ask("health") == {"type": "health_ok", "worked_us": 0, "in_reply_to": 7}


def test_of_two_the_one_with_less_under_way_is_chosen() -> None:
    talk = Group()
    assert ACTIVE_MIN == 2
    assert sorted(ask(talk, number)[0] for number in range(10)) == ["r0"] * 5 + ["r1"] * 5


def test_an_answer_makes_room() -> None:
    talk = Group()
    (first, call), (second, _) = ask(talk, 1), ask(talk, 2)
    assert first != second
    talk.hear(first, "work_ok", in_reply_to=call, value=1)
    assert ask(talk, 3)[0] == first


def test_what_times_out_goes_to_another_and_nothing_more_to_the_first() -> None:
    talk = Group()
    silent, _ = ask(talk)
    (other,) = talk.live(TIMEOUT + STEP_US, silent=[silent])
    assert other != silent
    assert asked(talk, 10) == [other]


def test_a_replica_that_answers_again_gets_work_again() -> None:
    talk = Group()
    talk.live(2 * PERIOD, silent=["r0"])
    assert asked(talk, 10) == ["r1"]
    talk.live(2 * PERIOD)
    assert asked(talk, 20) == ["r0", "r1"]


def test_without_a_replica_that_is_well_it_says_so() -> None:
    talk = Group()
    talk.live(2 * PERIOD, silent=REPLICAS)
    answer = talk.ask("work", value=1)
    assert answer == {"type": "error", "code": 11, "text": "no replica is well", "in_reply_to": 7}


def test_busy_servers_call_for_more_and_idle_ones_give_way_after_the_cool_down() -> None:
    talk = Group()
    talk.live(2 * PERIOD, busy=["r0", "r1"])
    assert len(asked(talk, 100)) == 2 * 100 // TARGET_PERCENT == 4
    talk.live(Balancer.cool_down - PERIOD)
    assert len(asked(talk, 100)) == 4
    talk.live(2 * PERIOD)
    assert len(asked(talk, 100)) == 2


def test_it_never_uses_more_replicas_than_there_are() -> None:
    talk = Group()
    talk.live(2 * PERIOD, busy=REPLICAS)
    assert asked(talk, 100) == list(REPLICAS)


def test_the_siblings_are_broken_in_just_this() -> None:
    hasty, lazy, deaf = Group(ScalesAtOnce), Group(NeverAdds), Group(KeepsSending)
    for talk in (hasty, lazy):
        talk.live(2 * PERIOD, busy=["r0", "r1"])
    assert len(asked(lazy, 100)) == 2
    assert len(asked(hasty, 100)) == 4
    hasty.live(2 * PERIOD)
    assert len(asked(hasty, 100)) == 2
    deaf.live(2 * PERIOD, silent=["r0"])
    assert asked(deaf, 10) == ["r0", "r1"]
