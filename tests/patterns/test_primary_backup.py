"""Primary and backup: fencing, promotion, state transfer, and crashes on every side."""

from typing import Any

import pytest

from patterns.talking import Talk
from quorate.node import ms
from quorate.patterns import Replica, ViewService


@pytest.fixture
def service() -> Talk:
    return Talk(ViewService, "view", "a", "b")


@pytest.fixture
def backup() -> Talk:
    """Replica b, the backup of view 1, ready."""
    b = Talk(Replica, "b", "a", "view")
    b.hear("view", "view", number=1, primary="a", backup="b")
    b.hear("a", "sync", number=1, values={"x": "old"})
    return b


@pytest.fixture
def primary() -> Talk:
    """Replica a, the primary of view 1, ready."""
    a = Talk(Replica, "a", "b", "view")
    a.hear("view", "view", number=1, primary="a", backup="b")
    a.hear("b", "synced", number=1)
    return a


def ping(service: Talk, src: str, number: int, state: str = "ready") -> tuple[Any, ...]:
    ((_, view),) = service.hear(src, "ping", number=number, state=state)
    return view["number"], view["primary"], view["backup"]


def forwarded(place: int, value: str, *, number: int = 1) -> dict[str, Any]:
    operation = {"type": "write", "key": "x", "value": value, "client": "c", "msg_id": 1}
    return {"number": number, "place": place, "operation": operation}


def test_a_silent_primary_is_replaced_only_by_a_backup_that_knows_everything(service: Talk) -> None:
    assert (1, "a", "b") == ping(service, "a", 1, "syncing")
    for _ in range(10):
        service.wait(ms(50))
        assert (1, "a", "b") == ping(service, "b", 1)
    assert (1, "a", "b") == ping(service, "a", 1, "ready")
    for _ in range(10):
        service.wait(ms(50))
        view = ping(service, "b", 1)
    assert (2, "b", None) == view
    ping(service, "a", 1)
    service.wait(ms(50))
    assert (3, "b", "a") == ping(service, "a", 1)


def test_a_crash_ends_the_view_even_if_nobody_was_silent(service: Talk) -> None:
    ping(service, "a", 1, "ready")
    assert (2, "b", None) == ping(service, "a", 1, "lost")


def test_a_primary_alone_that_crashed_stays_primary(service: Talk) -> None:
    assert (2, "a", None) == ping(service, "a", 1, "lost")
    assert (2, "a", None) == ping(service, "a", 1, "lost"), "it said so of view 1 only"


def test_views_only_grow_over_a_crash_of_the_view_service(service: Talk) -> None:
    ping(service, "a", 1, "ready")
    ping(service, "a", 1, "lost")
    service.restart()
    assert (2, "b", None) == ping(service, "b", 1)


def test_the_primary_answers_only_when_the_backup_has_confirmed(primary: Talk) -> None:
    said = primary.hear("c", "write", key="x", value=1, msg_id=7)
    assert [("b", "forward")] == [(dest, body["type"]) for dest, body in said]
    said = primary.hear("b", "confirmed", number=1, place=1)
    assert [("c", "write_ok")] == [(dest, body["type"]) for dest, body in said]


def test_a_read_waits_for_the_backup_too(primary: Talk) -> None:
    assert primary.ask("read", key="x") is None


def test_operations_are_confirmed_one_after_the_other(primary: Talk) -> None:
    primary.hear("c", "write", key="x", value=1, msg_id=7)
    assert [] == primary.hear("d", "write", key="x", value=2, msg_id=8)
    first = primary.hear("b", "confirmed", number=1, place=1)
    assert ["write_ok", "forward"] == [body["type"] for _, body in first]
    assert [] == primary.hear("b", "confirmed", number=1, place=1), "a second copy confirms nothing"


def test_an_old_primary_is_fenced_off(backup: Talk) -> None:
    assert [] != backup.hear("a", "forward", **forwarded(1, "new"))
    backup.hear("view", "view", number=2, primary="b", backup=None)
    assert [] == backup.hear("a", "forward", **forwarded(2, "newer"))
    answer = backup.ask("read", key="x")
    assert answer is not None
    assert "new" == answer["value"]


def test_an_operation_is_done_once_however_often_it_is_forwarded(backup: Talk) -> None:
    for value in ("one", "again"):
        assert [] != backup.hear("a", "forward", **forwarded(1, value))
    assert {"x": "one"} == backup.disk.tables["values"]["all"]


def test_a_late_copy_of_the_state_undoes_nothing(backup: Talk) -> None:
    backup.hear("a", "forward", **forwarded(1, "new"))
    backup.hear("a", "sync", number=1, values={"x": "old"})
    assert {"x": "new"} == backup.disk.tables["values"]["all"]


def test_whoever_crashed_serves_in_a_later_view_only(primary: Talk) -> None:
    primary.restart()
    primary.hear("view", "view", number=1, primary="a", backup="b")
    primary.hear("b", "synced", number=1)
    refusal = primary.ask("read", key="x")
    assert refusal is not None
    assert ("error", 11) == (refusal["type"], refusal["code"])
    primary.hear("view", "view", number=2, primary="a", backup=None)
    answer = primary.ask("read", key="x")
    assert answer is not None
    assert "read_ok" == answer["type"]


def test_the_backup_refuses_clients(backup: Talk) -> None:
    refusal = backup.ask("write", key="x", value=1)
    assert refusal is not None
    assert 11 == refusal["code"]


def test_a_third_replica_waits_until_the_backup_is_gone() -> None:
    service = Talk(ViewService, "view", "a", "b", "c")
    for _ in range(10):
        service.wait(ms(50))
        views = {ping(service, name, 1) for name in "abc"}
    assert {(1, "a", "b")} == views
    for _ in range(10):
        service.wait(ms(50))
        ping(service, "a", 1)
        view = ping(service, "c", 1)
    assert (3, "a", "c") == view


def test_an_only_replica_is_primary_alone() -> None:
    service = Talk(ViewService, "view", "a")
    service.wait(ms(50))
    assert (1, "a", None) == ping(service, "a", 1)
