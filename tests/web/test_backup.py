"""A running site is copied as of one moment; what comes back was checked first."""

import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from serving import Server

from quorate.web import backup
from quorate.web.errors import BackupError
from quorate.web.start import DATABASE_NAME, KEY_NAME

Change = Callable[[bytes], bytes]
NOW = datetime(2030, 1, 2, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    directory = tmp_path / "data"
    directory.mkdir()
    (directory / KEY_NAME).write_text("key")
    fill(directory, "before")
    return directory


def fill(directory: Path, word: str) -> None:
    with sqlite3.connect(directory / DATABASE_NAME) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE IF NOT EXISTS t (word TEXT)")
        database.execute("DELETE FROM t")
        database.execute("INSERT INTO t VALUES (?)", (word,))
    database.close()


def word(directory: Path) -> str:
    database = sqlite3.connect(directory / DATABASE_NAME)
    found = database.execute("SELECT word FROM t").fetchone()[0]
    database.close()
    return found


def test_what_was_backed_up_comes_back(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    backup.backup(file, data, now=NOW)
    fill(data, "after")
    (data / KEY_NAME).write_text("another")
    manifest = backup.restore(file, data, force=True)
    assert ("before", "key") == (word(data), (data / KEY_NAME).read_text())
    assert "2030-01-02T00:00:00+00:00" == manifest["made_at"]
    assert 0o600 == file.stat().st_mode & 0o777
    assert [DATABASE_NAME, KEY_NAME] == sorted(path.name for path in data.iterdir())


def test_writes_not_yet_in_the_main_file_are_in_the_backup(data: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(data / DATABASE_NAME)
    writer.execute("INSERT INTO t VALUES ('in the log')")
    writer.commit()
    backup.backup(tmp_path / "b", data, now=NOW)
    writer.close()
    backup.restore(tmp_path / "b", tmp_path / "fresh")
    with sqlite3.connect(tmp_path / "fresh" / DATABASE_NAME) as database:
        assert 2 == database.execute("SELECT count(*) FROM t").fetchone()[0]


def test_data_that_is_there_is_replaced_only_when_asked(data: Path, tmp_path: Path) -> None:
    backup.backup(tmp_path / "b", data, now=NOW)
    with pytest.raises(BackupError, match="--force"):
        backup.restore(tmp_path / "b", data)


def damaged(file: Path, name: str, change: Change) -> Path:
    other = file.with_suffix(".damaged")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for each in old.namelist():
            body = old.read(each)
            new.writestr(each, change(body) if each == name else body)
    return other


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        (DATABASE_NAME, lambda body: body[:-1] + b"x", "damaged"),
        (backup.MANIFEST, lambda _: b"{}", "not a backup"),
        (backup.MANIFEST, lambda _: b"[", "not a backup"),
        (
            backup.MANIFEST,
            lambda body: json.dumps(
                json.loads(body) | {"files": {"../../x": "1", DATABASE_NAME: "1"}}
            ).encode(),
            "unknown file|damaged",
        ),
    ],
    ids=["database", "no manifest", "broken manifest", "path outside"],
)
def test_a_damaged_backup_changes_nothing(
    data: Path, tmp_path: Path, name: str, change: Change, told: str
) -> None:
    backup.backup(tmp_path / "b", data, now=NOW)
    fill(data, "after")
    with pytest.raises(BackupError, match=told):
        backup.restore(damaged(tmp_path / "b", name, change), data, force=True)
    assert "after" == word(data)


@pytest.mark.parametrize("body", [b"", b"no zip"])
def test_a_file_that_is_no_archive_is_refused(data: Path, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "b").write_bytes(body)
    with pytest.raises(BackupError, match="not a backup"):
        backup.restore(tmp_path / "b", data, force=True)
    with pytest.raises(BackupError, match="no file"):
        backup.restore(tmp_path / "missing", data, force=True)


def test_a_directory_without_a_site_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no database"):
        backup.backup(tmp_path / "b", tmp_path, now=NOW)


def test_a_running_site_is_backed_up_and_not_restored_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(tmp_path / "data")
    server.start()
    try:
        html = server.get("/laws/shared-fate")
        block = html.split('action="/items/t-prove/answer"', 1)[1]
        seed = re.search(r'name="seed" value="(\d+)"', block)[1]
        server.post("/items/t-prove/answer", {"seed": seed, "answer": "1"})
        command = [str(tmp_path / "b"), "--data-dir", str(server.data_dir)]
        assert 0 == backup.main(["backup", *command])
        assert 2 == backup.main(["restore", *command, "--force"])
        assert "The site is running" in capsys.readouterr().err
    finally:
        server.kill()
    assert 0 == backup.main(["restore", *command, "--force"])
    server.start()
    try:
        assert 'class="feedback wrong"' in server.get("/laws/shared-fate")
    finally:
        server.kill()
