"""Make beforehand what a first start would wait for: a migrated, empty database and the rendered content.

`make setup` runs this; both land in `web/built/`, which the wheel carries. Nothing is made twice: the database is
kept while its migrations are the same, the content while its hash is.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

BUILT = Path(__file__).resolve().parent / "built"


def main() -> int:
    """Make what is missing; print only when something was made."""
    with tempfile.TemporaryDirectory(prefix="quorate-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorate.web.settings")
        BUILT.mkdir(exist_ok=True)
        made = [*make_database(Path(folder)), *make_content()]
    if made:
        print(f"Prepared {' and '.join(made)} for the first start.")
    return 0


def make_database(folder: Path) -> list[str]:
    """An empty database with every migration run."""
    from quorate.web import start

    target = BUILT / "template.sqlite3"
    if target.is_file() and start.read_mark(target) == start.migration_mark():
        return []
    target.unlink(missing_ok=True)
    start.migrate(folder)
    made = folder / start.DATABASE_NAME
    source = sqlite3.connect(made)
    source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    source.execute("PRAGMA journal_mode=DELETE")
    source.close()
    shutil.copyfile(made, target.with_suffix(".new"))
    target.with_suffix(".new").replace(target)
    return ["a database"]


def make_content() -> list[str]:
    """The content, rendered and its figures recorded."""
    from django.conf import settings

    from quorate.authoring import load_site

    cache = BUILT / "content"
    before = {path.name for path in cache.glob("*")}
    load_site(settings.CONTENT_ROOT, cache_dir=cache)
    return ["the content"] if {path.name for path in cache.glob("*")} != before else []


if __name__ == "__main__":
    sys.exit(main())
