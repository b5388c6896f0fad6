"""A data directory is made ready once, brought up to date, and refused in one sentence."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from serving import environment

from quorate.web import start
from quorate.web.errors import StartError


def prepare(directory: Path) -> list[str]:
    """Prepare in a process of its own: the directory is known from the start on."""
    script = "from quorate.web import start; [print(m) for m in start.prepare(start.data_dir())]"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(directory),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def tables(directory: Path) -> set[str]:
    with sqlite3.connect(directory / start.DATABASE_NAME) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in found}


def test_an_empty_directory_becomes_a_site_and_the_second_time_is_quiet(tmp_path: Path) -> None:
    directory = tmp_path / "a" / "b"
    assert prepare(directory)
    assert {"accounts_learner", "learning_evidence", "django_session"} <= tables(directory)
    key = (directory / start.KEY_NAME).read_text()
    assert len(key) >= 50
    assert [] == prepare(directory)
    assert key == (directory / start.KEY_NAME).read_text()


def test_a_database_of_an_older_version_is_migrated(tmp_path: Path) -> None:
    prepare(tmp_path)
    with sqlite3.connect(tmp_path / start.DATABASE_NAME) as database:
        database.execute("DROP TABLE learning_plan")
        database.execute("DROP TABLE learning_evidence")
        database.execute("DELETE FROM django_migrations WHERE app = 'learning'")
        database.execute("PRAGMA user_version = 1")
    assert ["The database was brought up to date."] == prepare(tmp_path)
    assert {"learning_plan", "learning_evidence"} <= tables(tmp_path)


def test_several_processes_may_prepare_at_once(tmp_path: Path) -> None:
    script = "from quorate.web import start; start.prepare(start.data_dir())"
    running = [
        subprocess.Popen([sys.executable, "-c", script], env=environment(tmp_path))
        for _ in range(3)
    ]
    assert [0, 0, 0] == [each.wait() for each in running]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match=r"cannot be written .*DATA_DIR"):
        start.check_writable(tmp_path / "file" / "data")


def test_what_is_no_database_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / start.DATABASE_NAME).write_bytes(b"not a database at all" * 100)
    with pytest.raises(StartError, match="quorate restore"):
        start.read_mark(tmp_path / start.DATABASE_NAME)


def test_the_serving_process_keeps_its_memory_from_programs_of_its_account(tmp_path: Path) -> None:
    script = (
        "import ctypes, quorate.web.wsgi; "
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "0" == done.stdout.strip()
