"""What was acknowledged is there after kill -9 and after a restart."""

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server

from quorate.web.start import DATABASE_NAME

ROUNDS = 3
ENDED_SECONDS_MAX = 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data")
    running.start()
    yield running
    running.kill()


def answer_once_more(server: Server) -> str:
    html = server.get("/laws/shared-fate?again=t-prove")
    block = html.split('action="/items/t-prove/answer"', 1)[1]
    seed = re.search(r'name="seed" value="(\d+)"', block)[1]
    assert 200 == server.post("/items/t-prove/answer", {"seed": seed, "answer": "1"})
    return seed


def seeds_kept(server: Server) -> list[str]:
    with sqlite3.connect(server.data_dir / DATABASE_NAME) as database:
        rows = database.execute("SELECT variant_seed FROM learning_evidence ORDER BY id").fetchall()
    return [str(seed) for (seed,) in rows]


def test_an_acknowledged_answer_survives_kill_9_and_the_session_too(server: Server) -> None:
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        acknowledged += [answer_once_more(server) for _ in range(3)]
        server.kill()
        assert acknowledged == seeds_kept(server)
        server.start()
        assert 'class="feedback wrong"' in server.get("/laws/shared-fate")
    assert ROUNDS * 3 == len(set(acknowledged))


def test_no_worker_outlives_a_server_that_was_killed(server: Server) -> None:
    server.kill_parent()
    until = time.monotonic() + ENDED_SECONDS_MAX
    while server.is_alive() and time.monotonic() < until:
        time.sleep(0.01)  # the system ends it a moment after its parent
    assert not server.is_alive()


def test_every_commit_is_synced_in_the_write_ahead_log(server: Server) -> None:
    answer_once_more(server)
    with sqlite3.connect(server.data_dir / DATABASE_NAME) as database:
        assert ("wal",) == database.execute("PRAGMA journal_mode").fetchone()
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    assert "synchronous=FULL" in options["init_command"]
    assert "IMMEDIATE" == options["transaction_mode"]


def test_the_key_and_the_database_are_for_their_owner_alone(server: Server) -> None:
    for name in ("secret-key", DATABASE_NAME):
        assert 0o600 == (server.data_dir / name).stat().st_mode & 0o777
