"""What happens around every page: security headers, refusals, cross-site writes, caching, compression."""

import gzip
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase

from quorate.web.error_pages import error_response, internal_error, plain_error
from quorate.web.errors import BadInputError, PageError, RefusedError, TooLargeError
from quorate.web.static_files import takes_gzip

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
logger = logging.getLogger("quorate.web")

KEPT_SECONDS = 60.0
KEPT_PAGES_MAX = 256
KEPT_BYTES_MAX = 300_000
ASKED_HEADERS = ("HTTP_ACCEPT", "HTTP_X_FRAGMENT", "HTTP_X_QUORATE_FRAGMENT")
PREFERENCE_COOKIES = ("entry_order", "zone")

# Styles may stand in attributes (a bar's width) and the editor makes its own style element; scripts are files only.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "worker-src 'self' blob:; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# The frame's origin is opaque, so 'self' would not always mean us: its own host is named.
FRAME_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src {origin} blob: 'wasm-unsafe-eval'; "
    "connect-src {origin}{static}dist/; worker-src blob: {origin}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {origin}"
)


class SecurityHeaders:
    """Headers that every answer carries."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what the answer does not have."""
        response = self.get_response(request)
        headers = response.headers
        if request.path.startswith(f"{settings.STATIC_URL}dist/lab-frame"):
            origin = f"{request.scheme}://{request.get_host()}"
            headers["Content-Security-Policy"] = FRAME_POLICY.format(
                origin=origin, static=settings.STATIC_URL
            )
        else:
            headers.setdefault("Content-Security-Policy", PAGE_POLICY)
            headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if settings.BEHIND_HTTPS:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


class AnonymousPages:
    """ETag and 304 for pages; one that depends on nobody is kept for a minute and given to anybody.

    A page for who has no session depends on its address, on the day and on two preferences in
    cookies; the database knows nothing of such a person. So it is rendered once a minute at most.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[tuple[str, ...], tuple[float, HttpResponse]] = OrderedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from what is kept, or keep what is answered; 304 to those who have it."""
        if request.method not in ("GET", "HEAD") or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return validated(request, self.get_response(request), personal=True)
        key = key_of(request)
        response = self.take(key)
        if response is None:
            response = self.get_response(request)
            if keepable(response):
                validated(request, response, personal=False)
                self.keep(key, response)
        return validated(request, response, personal=bool(response.cookies))

    def take(self, key: tuple[str, ...]) -> HttpResponse | None:
        """Return a copy of a page that is young enough."""
        with self.lock:
            found = self.kept.get(key)
            if found is None or time.monotonic() - found[0] > KEPT_SECONDS:
                return None
            self.kept.move_to_end(key)
        page = found[1]
        return HttpResponse(page.content, headers=dict(page.headers))

    def keep(self, key: tuple[str, ...], response: HttpResponse) -> None:
        """Keep a page, and drop the one that was asked for longest ago."""
        page = HttpResponse(response.content, headers=dict(response.headers))
        with self.lock:
            self.kept[key] = (time.monotonic(), page)
            self.kept.move_to_end(key)
            while len(self.kept) > KEPT_PAGES_MAX:
                self.kept.popitem(last=False)


def key_of(request: HttpRequest) -> tuple[str, ...]:
    """Return all that a page for nobody in particular depends on."""
    preferences = (request.COOKIES.get(name, "") for name in PREFERENCE_COOKIES)
    headers = (request.META.get(name, "") for name in ASKED_HEADERS)
    place = (request.method or "", request.get_host(), request.get_full_path())
    return (*place, *preferences, *headers, str(takes_gzip(request)))


def keepable(response: HttpResponse) -> bool:
    """Whether a page may be given to the next visitor."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if len(response.content) > KEPT_BYTES_MAX:
        return False
    cache = response.get("Cache-Control", "")
    return not any(word in cache for word in ("no-store", "private"))


def validated(request: HttpRequest, response: HttpResponse, *, personal: bool) -> HttpResponse:
    """Give a page its validator; answer 304 to those who have it."""
    if response.status_code != 200 or response.streaming:
        return response
    response.headers.setdefault(
        "Cache-Control", "private, no-cache" if personal else "public, no-cache"
    )
    if "no-store" in response.headers["Cache-Control"]:
        return response
    if "ETag" not in response.headers:
        response["ETag"] = f'W/"{hashlib.blake2b(response.content, digest_size=10).hexdigest()}"'
    if response["ETag"] not in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return response
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary"):
        if name in response.headers:
            unchanged[name] = response[name]
    unchanged.cookies = response.cookies
    return unchanged


class Compression:
    """Pages compressed when the browser takes it; once for each distinct anonymous page would be the proxy's work."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Compress a page of some size."""
        response = self.get_response(request)
        if (
            response.streaming
            or "Content-Encoding" in response.headers
            or len(response.content) < 1400
        ):
            return response
        if not response.get("Content-Type", "").startswith(("text/", "application/json")):
            return response
        vary = response.get("Vary")
        response["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
        if takes_gzip(request):
            response.content = gzip.compress(response.content, 4, mtime=0)
            response["Content-Encoding"] = "gzip"
        return response


class Failures:
    """Every refusal and every error of ours becomes a page of one shape."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a host that is not ours (Django answers 400), then pass the request on."""
        request.get_host()
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Turn what a view raised into an answer."""
        refusal = as_refusal(exception)
        if refusal is not None:
            return error_response(request, refusal)
        if isinstance(exception, Http404):
            return None
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
        return plain_error(request, internal_error())


def as_refusal(exception: Exception) -> PageError | None:
    """The refusal an exception stands for, if it is one."""
    if isinstance(exception, PageError):
        return exception
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return TooLargeError(f"This request is larger than {limit:,} bytes.", hint="Send less.")
    if isinstance(exception, TooManyFieldsSent):
        return BadInputError("This form has too many fields.", hint="Send the page's own form.")
    if isinstance(exception, MultiPartParserError):
        return BadInputError("This form was sent damaged.", hint="Send the page's own form again.")
    if isinstance(exception, UnreadablePostError):
        return BadInputError("The connection broke while the form was sent.", hint="Send it again.")
    return None


class SameOrigin:
    """Writes come from our own pages. Browsers say where a request was made; others carry no cookies of a victim.

    Instead of a token in each form, which would set a cookie on every page and forbid caching it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a write that another site caused, and text that is not written as our pages write it."""
        if not speaks_utf8(request):
            # What refuses it reads the request, too.
            request.encoding = "utf-8"
            refusal: PageError = BadInputError(
                "This request is not written in UTF-8.", hint="Send the page's own form."
            )
            return error_response(request, refusal)
        if request.method not in SAFE_METHODS and crosses_sites(request):
            refusal = RefusedError(
                "This form was sent from another site, so nothing was changed.",
                hint="Open the page here and send it again.",
            )
            return error_response(request, refusal)
        return self.get_response(request)


def speaks_utf8(request: HttpRequest) -> bool:
    """Whether the text of a request is UTF-8; a codec that is none, or another, would break where it is read."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.lower() in ("utf-8", "utf8", "us-ascii")


def crosses_sites(request: HttpRequest) -> bool:
    """Whether the browser says that another origin caused this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin is None:
        return False
    try:
        sent = urlsplit(origin)
    except ValueError:  # no address at all, so not ours
        return True
    return (sent.scheme, sent.netloc) != (request.scheme, request.get_host())
