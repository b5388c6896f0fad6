"""Personal pages kept by what they depend on: their validator names it all, so a kept page is never another's or old.

Whoever asks is known and their state was read before a page is looked up; a 304 costs that and no rendering.
"""

import functools
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

import quorate
from quorate.web.static_files import takes_gzip

PAGES_MAX = 48
GZIP_LEVEL = 4
WATCHED = frozenset({".py", ".html", ".css", ".json"})


class Kept:
    """One page, compressed when somebody first takes it so."""

    __slots__ = ("body", "packed")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.packed = b""

    def response(self, request: HttpRequest) -> HttpResponse:
        """Return an answer of its own for one request."""
        if not takes_gzip(request):
            return HttpResponse(self.body)
        self.packed = self.packed or gzip.compress(self.body, GZIP_LEVEL, mtime=0)
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return HttpResponse(self.packed, headers=headers)


class KeptPages:
    """The pages that were asked for last, by validator."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def answer(
        self, request: HttpRequest, depends_on: tuple[object, ...], make: Callable[[], str]
    ) -> HttpResponse:
        """Answer with 304, with what is kept, or with what is made now.

        `depends_on` names the learner and everything else that the page shows.
        """
        tag = validator(depends_on)
        response: HttpResponse
        if tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            response = HttpResponseNotModified()
        else:
            page = self._take(tag) or self._keep(tag, Kept(make().encode()))
            response = page.response(request)
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    def _take(self, tag: str) -> Kept | None:
        with self._lock:
            page = self._pages.get(tag)
            if page is not None:
                self._pages.move_to_end(tag)
            return page

    def _keep(self, tag: str, page: Kept) -> Kept:
        with self._lock:
            self._pages[tag] = page
            while len(self._pages) > PAGES_MAX:
                self._pages.popitem(last=False)
        return page


def validator(depends_on: tuple[object, ...]) -> str:
    """Return the validator of a page that depends on these values, and on the code that made it."""
    text = repr((build_mark(), depends_on)).encode()
    return f'W/"p{hashlib.blake2b(text, digest_size=16).hexdigest()}"'


@functools.cache
def build_mark() -> str:
    """Return a mark of the running code: after an update no browser is told that nothing changed."""
    mark = hashlib.blake2b(quorate.__version__.encode(), digest_size=8)
    root = Path(quorate.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in WATCHED and "built" not in path.parts:
            status = path.stat()
            mark.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return mark.hexdigest()
