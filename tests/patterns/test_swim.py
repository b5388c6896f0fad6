"""SWIM: probes, helpers, suspicion, refutation, and news on every message."""

from typing import Any

import pytest

from patterns.talking import Talk
from quorate.node import ms
from quorate.patterns import Swim
from quorate.patterns.swim import ALIVE, FAILED, SUSPECT, SUSPICION

Said = list[tuple[str, dict[str, Any]]]
PEERS = ("n2", "n3", "n4", "n5")


@pytest.fixture
def member() -> Talk:
    return Talk(Swim, "n1", *PEERS)


def believed(member: Talk) -> dict[str, str]:
    answer = member.ask("members")
    assert answer is not None
    states: dict[str, str] = answer["value"]
    return states


def of_type(said: Said, message_type: str) -> list[str]:
    return [dest for dest, body in said if body["type"] == message_type]


def tell(member: Talk, *news: list[Any], src: str = "n5") -> Said:
    return member.hear(src, "ping", news=list(news), asker="")


def test_everybody_is_pinged_once_a_round_in_changing_order(member: Talk) -> None:
    said = member.wait(ms(200) * 12)
    pinged = of_type(said, "ping")
    rounds = [sorted(pinged[start : start + 4]) for start in range(0, 12, 4)]
    assert [list(PEERS)] * 3 == rounds


def test_who_is_silent_is_asked_for_by_three_others_and_then_suspected(member: Talk) -> None:
    said: Said = []
    while not of_type(said, "help"):
        said += member.wait(ms(10))
    (probed,) = of_type(said, "ping")
    assert sorted(set(PEERS) - {probed}) == sorted(of_type(said, "help"))
    assert {probed} == {body["member"] for _, body in said if body["type"] == "help"}
    member.wait(ms(200))
    assert "suspect" == believed(member)[probed]
    member.wait(SUSPICION)
    assert "failed" == believed(member)[probed]


def test_an_answer_through_a_helper_is_as_good_as_a_direct_one(member: Talk) -> None:
    said: Said = []
    while not of_type(said, "help"):
        said += member.wait(ms(10))
    (probed,) = of_type(said, "ping")
    helper = of_type(said, "help")[0]
    member.hear(helper, "heard", news=[], member=probed)
    member.wait(ms(150))
    assert "alive" == believed(member)[probed]


def test_a_helper_pings_and_passes_the_answer_on(member: Talk) -> None:
    said = member.hear("n2", "help", news=[], member="n3")
    assert [("n3", "ping", "n2")] == [(d, b["type"], b["asker"]) for d, b in said]
    said = member.hear("n3", "ack", news=[], asker="n2")
    assert [("n2", "heard", "n3")] == [(d, b["type"], b["member"]) for d, b in said]


@pytest.mark.parametrize("state", [SUSPECT, FAILED])
def test_the_accused_refutes_with_a_higher_incarnation(member: Talk, state: int) -> None:
    ((_, ack),) = tell(member, ["n1", 1, state])
    assert ["n1", 2, ALIVE] in ack["news"]
    ((_, ack),) = tell(member, ["n1", 1, state])
    assert ["n1", 2, ALIVE] in ack["news"], "the accusation is answered already"


def test_a_crash_does_not_lead_back_to_an_earlier_incarnation(member: Talk) -> None:
    tell(member, ["n1", 6, SUSPECT])
    member.restart()
    ((_, ack),) = tell(member)
    assert ["n1", 8, ALIVE] in ack["news"]


@pytest.mark.parametrize(
    ("news", "state"),
    [
        ([["n2", 3, SUSPECT], ["n2", 3, ALIVE]], "suspect"),
        ([["n2", 3, SUSPECT], ["n2", 4, ALIVE]], "alive"),
        ([["n2", 3, FAILED], ["n2", 3, SUSPECT]], "failed"),
        ([["n2", 3, FAILED], ["n2", 4, ALIVE]], "alive"),
        ([["n2", 4, ALIVE], ["n2", 3, FAILED]], "alive"),
    ],
)
def test_the_higher_incarnation_counts_and_then_the_worse_state(
    member: Talk, news: list[list[Any]], state: str
) -> None:
    tell(member, *news)
    assert state == believed(member)["n2"]


def test_a_refuted_suspicion_condemns_nobody(member: Talk) -> None:
    tell(member, ["n2", 1, SUSPECT])
    tell(member, ["n2", 2, ALIVE])
    member.wait(SUSPICION - ms(1))
    assert "failed" != believed(member)["n2"]


def test_news_travels_on_the_next_messages_but_not_for_ever(member: Talk) -> None:
    tell(member, ["n2", 3, FAILED])
    told = [["n2", 3, FAILED] in tell(member)[0][1]["news"] for _ in range(40)]
    assert told == sorted(told, reverse=True)
    assert 5 <= sum(told) <= 20


def test_the_accused_is_always_told_what_is_held_against_it(member: Talk) -> None:
    tell(member, ["n2", 3, FAILED])
    for _ in range(40):
        tell(member)
    ((_, ack),) = tell(member, src="n2")
    assert ["n2", 3, FAILED] in ack["news"]


def test_the_accused_hears_of_it_through_a_helper_too(member: Talk) -> None:
    tell(member, *([peer, 3, FAILED] for peer in PEERS))
    for _ in range(40):
        tell(member)
    said: Said = []
    while not of_type(said, "help"):
        said += member.wait(ms(10))
    for body in (body for _, body in said if body["type"] == "help"):
        assert [body["member"], 3, FAILED] in body["news"]


def test_a_member_without_others_goes_on_alone() -> None:
    alone = Talk(Swim, "n1")
    assert [] == alone.wait(ms(2_000))
    assert {"n1": "alive"} == believed(alone)
