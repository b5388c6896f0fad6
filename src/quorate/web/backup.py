"""`python -m quorate.web.backup backup|restore FILE`: a running site's data in one file, and back.

The database is copied with SQLite's online backup, so that the copy is one moment of it; beside it
goes the key that signs sessions, since without it every guest would be signed out. A manifest names
each file's hash. Restoring checks all of it first, and changes the directory by one rename.
"""

import argparse
import hashlib
import json
import os
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quorate import __version__
from quorate.web.errors import BackupError
from quorate.web.start import DATABASE_NAME, KEY_NAME

FORMAT = 1
MANIFEST = "manifest.json"
BYTES_MAX = 20_000_000_000
PAGES_AT_ONCE = 2_000


def backup(file: Path, data_dir: Path, *, now: datetime) -> dict[str, Any]:
    """Write the archive; an existing file is replaced only by a complete new one."""
    database = data_dir / DATABASE_NAME
    if not database.is_file():
        raise BackupError(f"There is no database in {data_dir}: name the site's --data-dir.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            copy = Path(folder) / DATABASE_NAME
            copy_database(database, copy)
            members = {DATABASE_NAME: copy}
            if (data_dir / KEY_NAME).is_file():
                members[KEY_NAME] = data_dir / KEY_NAME
            manifest = {
                "quorate_backup": FORMAT,
                "version": __version__,
                "made_at": now.isoformat(),
                "files": {name: hash_file(path) for name, path in members.items()},
            }
            archive = Path(folder) / "archive"
            write_archive(archive, manifest, members)
            archive.replace(file)
    except OSError as error:
        raise BackupError(f"{file} cannot be written ({error.strerror or error}).") from error
    return manifest


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that is in use, as of one moment."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True, timeout=30)) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there, pages=PAGES_AT_ONCE)
            # One file without companions: the copy is not in use.
            there.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} cannot be copied ({error}).") from error


def write_archive(path: Path, manifest: dict[str, Any], members: dict[str, Path]) -> None:
    """Write a zip that only its owner reads."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
            for name, member in members.items():
                archive.write(member, name)
        handle.flush()
        os.fsync(handle.fileno())


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def restore(file: Path, data_dir: Path, *, force: bool = False) -> dict[str, Any]:
    """Put an archive's data in place of what is there; refuses before it changes anything."""
    target = data_dir / DATABASE_NAME
    if target.exists() and not force:
        raise BackupError(
            f"{data_dir} holds data already: back it up, then restore with --force to replace it."
        )
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=data_dir, prefix=".restore-") as folder:
            manifest = unpack(file, Path(folder))
            check_database(Path(folder) / DATABASE_NAME)
            if target.exists():
                fold_journal(target)
            for name in sorted(manifest["files"], reverse=True):  # the key first
                fresh = Path(folder) / name
                fresh.chmod(0o600)
                fresh.replace(data_dir / name)
        sync_folder(data_dir)
    except OSError as error:
        raise BackupError(f"{data_dir} cannot be written ({error.strerror or error}).") from error
    return manifest


def unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Unpack an archive and compare every hash."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest.get("quorate_backup") != FORMAT or DATABASE_NAME not in manifest["files"]:
                raise BackupError(f"{file} is not a backup that this version reads.")
            for name, expected in manifest["files"].items():
                unpack_member(archive, name, folder)
                if hash_file(folder / name) != expected:
                    raise BackupError(f"{file} is damaged: {name} is not what was backed up.")
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {file}.") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupError(f"{file} is not a backup of Quorate, or is damaged ({error}).") from error
    return manifest


def unpack_member(archive: zipfile.ZipFile, name: str, folder: Path) -> None:
    """Unpack one file of a known name."""
    if name not in (DATABASE_NAME, KEY_NAME):
        raise BackupError(f"The backup holds an unknown file {name[:60]!r}.")
    if archive.getinfo(name).file_size > BYTES_MAX:
        raise BackupError(f"{name} in the backup is larger than {BYTES_MAX:,} bytes.")
    with archive.open(name) as source, (folder / name).open("xb") as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())


def check_database(path: Path) -> None:
    """Refuse a database that is not whole."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check(3)").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The backup's database cannot be read ({error}).") from error
    if found != [("ok",)]:
        raise BackupError(f"The backup's database is damaged ({found[0][0]}).")


def fold_journal(path: Path) -> None:
    """Fold the write-ahead log into the database, which also tells whether a site is running."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise BackupError("The site is running on this data: stop it, then restore.") from error
        raise BackupError(f"{path} cannot be opened ({error}).") from error
    except sqlite3.DatabaseError:
        # What is there is no database any more: the restore is what repairs it.
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="quorate")
    parser.add_argument("command", choices=("backup", "restore"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--force", action="store_true")
    arguments = parser.parse_args(argv)
    file, data_dir = arguments.file.resolve(), arguments.data_dir.resolve()
    try:
        if arguments.command == "backup":
            backup(file, data_dir, now=datetime.now(UTC))
            told = f"Backed up {data_dir} to {file} ({file.stat().st_size:,} bytes)."
        else:
            manifest = restore(file, data_dir, force=arguments.force)
            told = f"Restored {data_dir} as of {manifest['made_at']}."
    except BackupError as error:
        sys.stderr.write(f"quorate: {error}\n")
        return 2
    sys.stdout.write(f"{told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
