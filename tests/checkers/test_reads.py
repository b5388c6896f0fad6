from checkers.histories import history_of
from quorate.checkers import check_reads

RIGHT = (("c1", "invoke", "get", None, "k1"), ("c1", "ok", "get", 41, "k1"))


def test_published_values_are_ok() -> None:
    verdict = check_reads(history_of(*RIGHT), {"k1": 41})
    assert ("ok", 1) == (verdict.kind, verdict.details["counts"]["reads"])


def test_an_invented_answer_is_told_in_actors_and_values() -> None:
    verdict = check_reads(history_of(*RIGHT), {"k1": 42})
    assert "c1 read 41 for k1 at 0.001 s, but 42 was published there" == verdict.reason
    assert ("violated", [0]) == (verdict.kind, verdict.details["operations"])


def test_one_is_not_true() -> None:
    rows = (("c1", "invoke", "get", None, "k1"), ("c1", "ok", "get", True, "k1"))
    assert "violated" == check_reads(history_of(*rows), {"k1": 1}).kind


def test_a_key_that_was_not_published_reads_as_nothing() -> None:
    rows = (("c1", "invoke", "get", None, "k9"), ("c1", "ok", "get", None, "k9"))
    assert "ok" == check_reads(history_of(*rows), {"k1": 1}).kind
    assert "violated" == check_reads(history_of(*RIGHT), {}).kind


def test_unanswered_reads_and_other_operations_are_not_judged() -> None:
    rows = (
        ("c1", "invoke", "put", 1, "k1"),
        ("c1", "ok", "put", 1, "k1"),
        ("c2", "invoke", "get", None, "k1"),
        ("c2", "info", "get", None, "k1"),
    )
    verdict = check_reads(history_of(*rows), {"k1": 5})
    assert ("unknown", "no read was answered, so no answer could be compared") == (
        verdict.kind,
        verdict.reason,
    )
