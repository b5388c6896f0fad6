"""The index of the loaded content: made once for each content hash, beside the other caches."""

import functools
import hashlib
import logging
import re
import tempfile
from pathlib import Path

from django.conf import settings

from quorate.web.content import site
from quorate.web.pages.search_index import Found, Row, SearchIndex, build_index
from quorate.web.practice.api import explorables

logger = logging.getLogger("quorate.web.pages")


def find(text: str, *, page: int = 1) -> Found:
    """Search the loaded content."""
    return index_of(f"{names_hash()}{site().content_hash}").search(text, page=page)


def names_hash() -> str:
    """A mark of what can be explored, which is code and not content."""
    names = [(each.title, each.name, each.variants) for each in explorables().values()]
    return hashlib.sha256(repr(names).encode()).hexdigest()[:8]


@functools.lru_cache(maxsize=2)
def index_of(content_hash: str) -> SearchIndex:
    """Open the index of this content, making it first if need be; a full or read-only disk gets a passing one."""
    name = f"search-{re.sub('[^0-9A-Za-z]', '', content_hash)[:24] or 'content'}.sqlite3"
    folder = Path(settings.DATA_DIR) / "cache"
    try:
        if (folder / name).is_file():
            return SearchIndex(folder / name)
        for old in folder.glob("search-*.sqlite3"):
            old.unlink(missing_ok=True)
        return build_index(rows(), folder / name)
    except OSError as error:
        logger.warning(
            "The search index cannot be kept in %s (%s); it is made anew at each start.",
            folder,
            error,
        )
        return build_index(rows(), Path(tempfile.mkdtemp(prefix="quorate-search-")) / name)


def rows() -> list[Row]:
    """The rows of the content as the index takes them, and what can be explored."""
    content = [
        Row(row.title, row.heading, row.text, row.kind, row.url) for row in site().search_rows
    ]
    return content + [
        Row(
            each.title,
            "Explorer",
            f"A run of {each.name}: {', '.join(each.variants)}",
            "explorer",
            each.href,
        )
        for each in explorables().values()
    ]
