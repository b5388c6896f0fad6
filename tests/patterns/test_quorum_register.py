"""The quorum register: tags, late answers, and repeated questions."""

from typing import Any

from patterns.talking import CLIENT, Talk
from quorate.node import ms
from quorate.patterns import QuorumRegister


def begin(node: Talk, kind: str, **body: Any) -> str:
    said = node.hear(CLIENT, kind, key="x", msg_id=7, **body)
    assert ["n1", "n2", "n3"] == sorted(dest for dest, _ in said)
    number: str = said[0][1]["number"]
    return number


def stored_tags(said: list[tuple[str, dict[str, Any]]]) -> list[list[Any]]:
    return [body["cell"][0] for _, body in said if body["type"] == "store"]


def test_a_majority_answers_a_read_and_the_newest_tag_wins() -> None:
    node = Talk(QuorumRegister, "n1", "n2", "n3")
    number = begin(node, "read")
    node.hear("n2", "found", number=number, cell=[[2, "n1"], "new"])
    said = node.hear("n3", "found", number=number, cell=[[1, "n3"], "old"])
    assert [[2, "n1"]] * 3 == stored_tags(said)
    assert [] == node.hear("n2", "stored", number=number)
    ((dest, reply),) = node.hear("n2", "stored", number=number) or node.hear(
        "n3", "stored", number=number
    )
    assert (CLIENT, "read_ok", "new") == (dest, reply["type"], reply["value"])


def test_two_writes_that_saw_the_same_tag_get_different_ones() -> None:
    node = Talk(QuorumRegister, "n1", "n2", "n3")
    numbers = [begin(node, "write", value=value) for value in ("a", "b")]
    tags = []
    for number in numbers:
        node.hear("n2", "found", number=number, cell=[[4, "n2"], "old"])
        tags += stored_tags(node.hear("n3", "found", number=number, cell=[[4, "n2"], "old"]))[:1]
    assert [[5, "n1"], [6, "n1"]] == tags


def test_a_crash_does_not_lead_back_to_a_used_tag() -> None:
    node = Talk(QuorumRegister, "n1", "n2", "n3")
    tags = []
    for _ in range(2):
        number = begin(node, "write", value="a")
        for peer in ("n2", "n3"):
            said = node.hear(peer, "found", number=number, cell=[[0, ""], None])
        tags += stored_tags(said)[:1]
        node.restart()
    assert [[1, "n1"], [2, "n1"]] == tags


def test_answers_to_an_earlier_life_or_phase_count_for_nothing() -> None:
    node = Talk(QuorumRegister, "n1", "n2", "n3")
    old = begin(node, "read")
    node.restart()
    new = begin(node, "read")
    for peer in ("n2", "n3"):
        assert [] == node.hear(peer, "found", number=old, cell=[[9, "n2"], "x"])
    node.hear("n2", "found", number=new, cell=[[1, "n2"], "y"])
    assert [] == node.hear("n2", "found", number=new, cell=[[1, "n2"], "y"]), "one node twice"
    assert [] != node.hear("n3", "found", number=new, cell=[[1, "n2"], "y"])
    assert [] == node.hear("n1", "found", number=new, cell=[[9, "n2"], "x"])


def test_an_older_value_does_not_replace_a_newer_one_and_a_crash_keeps_it() -> None:
    node = Talk(QuorumRegister, "n1", "n2", "n3")
    for cell in ([[2, "n3"], "new"], [[1, "n2"], "old"]):
        assert [("n2", "stored")] == [
            (dest, body["type"])
            for dest, body in node.hear("n2", "store", number="1.1", key="x", cell=cell)
        ]
    node.restart()
    ((_, found),) = node.hear("n2", "query", number="1.2", key="x")
    assert [[2, "n3"], "new"] == found["cell"]


def test_questions_are_repeated_until_they_are_answered() -> None:
    node = Talk(QuorumRegister, "n1", "n2", "n3")
    begin(node, "read")
    assert ["query"] * 6 == [body["type"] for _, body in node.wait(ms(200))]
