"""Make a data directory ready: create it, give it a key and a database, bring the database up to date.

Safe to run in several processes at once: one of them does the work under a lock, the others wait and find it done.
"""

import fcntl
import gc
import os
import secrets
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quorate.web.errors import StartError

HERE = Path(__file__).resolve().parent
DATABASE_NAME = "quorate.sqlite3"
KEY_NAME = "secret-key"
TEMPLATE = HERE / "built" / "template.sqlite3"


def data_dir() -> Path:
    """The data directory the environment names."""
    return Path(os.environ.get("DATA_DIR", "data")).resolve()


def prepare(directory: Path) -> list[str]:
    """Leave a directory that the site can run from; returns what was done, one sentence each."""
    check_writable(directory)
    with locked(directory):
        made_key = make_key(directory)
        copied = copy_template(directory)
        migrated = migrate(directory)
    done = []
    if made_key:
        done.append(f"A new secret key is kept in {directory / KEY_NAME}.")
    if copied:
        done.append("An empty database was put in place.")
    if migrated:
        done.append("The database was brought up to date.")
    return done


def check_writable(directory: Path) -> None:
    """Create the directory, or stop with one sentence."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = directory / f".write-{secrets.token_hex(4)}"
        probe.write_bytes(b"")
        probe.unlink()
        database = directory / DATABASE_NAME
        if database.exists():
            with database.open("r+b"):
                pass
    except OSError as error:
        reason = error.strerror or error
        raise StartError(
            f"The data directory {directory} cannot be written ({reason}): choose another with DATA_DIR or --data-dir."
        ) from error


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """One process at a time prepares a directory."""
    with (directory / ".prepare.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_key(directory: Path) -> bool:
    """Make the key that signs sessions, readable by its owner alone; once."""
    path = directory / KEY_NAME
    if os.environ.get("SECRET_KEY") or path.is_file():
        return False
    fresh = directory / f"{KEY_NAME}.new"
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(50))
        handle.flush()
        os.fsync(handle.fileno())
    fresh.rename(path)
    return True


def copy_template(directory: Path) -> bool:
    """Begin with the migrated, empty database of the build: migrating takes two seconds, copying none."""
    target = directory / DATABASE_NAME
    if target.exists() or not TEMPLATE.is_file():
        return False
    fresh = directory / f"{DATABASE_NAME}.new"
    shutil.copyfile(TEMPLATE, fresh)
    fresh.chmod(0o600)
    fresh.rename(target)
    return True


def migration_mark() -> int:
    """A number that changes with the set of migrations, small enough for SQLite's `user_version`."""
    import django
    from django.conf import settings

    names = [django.get_version()]
    for app in settings.APPS:
        names += sorted(
            str(path.relative_to(HERE)) for path in (HERE / app / "migrations").glob("0*.py")
        )
    return zlib.crc32("\n".join(names).encode()) & 0x7FFFFFFF or 1


def migrate(directory: Path) -> bool:
    """Run migrations the database does not have; one number in its header says whether there are any."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorate.web.settings")
    mark = migration_mark()
    path = directory / DATABASE_NAME
    if path.exists() and read_mark(path) == mark:
        return False
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA user_version = {mark:d}")
    connection.close()
    path.chmod(0o600)
    return True


def read_mark(path: Path) -> int:
    """The mark of a database file."""
    try:
        handle = sqlite3.connect(path, timeout=10)
        try:
            return int(handle.execute("PRAGMA user_version").fetchone()[0])
        finally:
            handle.close()
    except sqlite3.DatabaseError as error:
        raise StartError(
            f"{path} is not a database Quorate can read ({error}): put a backup back with `quorate restore FILE`."
        ) from error


def warm_up() -> None:
    """Load the content and the routes before the first visitor asks."""
    from django.urls import get_resolver

    from quorate.web.content import site
    from quorate.web.practice.api import do_resume

    site()
    _ = get_resolver().url_patterns
    do_resume()
    gc.freeze()  # what is loaded stays: no collection during a request needs to look at it
