"""Static files, served by the app itself: CSS from source, bundles and Pyodide from the build.

Small files are read once, compressed once and kept in memory until they change; large ones are sent from disk, in
their precompressed twin when the browser takes it. A name or a `?v=` that carries the content's hash may be kept for
ever, everything else is asked for again and answered with 304.
"""

import functools
import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from quorate.web.errors import NotHereError
from quorate.web.methods import allow

IN_MEMORY_BYTES = 1_000_000
FOR_EVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60, must-revalidate"
COMPRESSIBLE = (".css", ".js", ".mjs", ".json", ".svg", ".html", ".wasm", ".txt", ".map")
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}
R = TypeVar("R", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file in memory."""

    body: bytes
    packed: bytes | None
    etag: str


def root() -> Path:
    """The folder of static files."""
    return Path(settings.STATIC_ROOT)


@functools.lru_cache(maxsize=256)
def load(path: Path, modified_ns: int, size: int) -> StaticFile:
    """Read and compress one file; the arguments besides the path forget it when it changes."""
    del modified_ns, size
    body = path.read_bytes()
    if path.name.startswith("lab-frame-") and path.suffix == ".html":
        body = body.replace(b"__STATIC__", f"{settings.STATIC_URL}dist/".encode())
    packed = (
        gzip.compress(body, 9, mtime=0) if path.suffix in COMPRESSIBLE and len(body) > 400 else None
    )
    return StaticFile(body, packed, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def find(name: str) -> Path | None:
    """The file of that name below the root, or None; nothing outside it and nothing hidden."""
    if not name or "\\" in name or "\0" in name:
        return None
    parts = name.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return None
    path = root().joinpath(*parts)
    try:
        return path if path.is_file() else None
    except OSError:  # a name longer than file systems take
        return None


def manifest() -> dict[str, str]:
    """The bundles' names with their hashes; empty when the front end was not built."""
    path = root() / "dist" / "manifest.json"
    try:
        status = path.stat()
    except FileNotFoundError:
        return {}
    return read_manifest(path, status.st_mtime_ns)


@functools.lru_cache(maxsize=4)
def read_manifest(path: Path, modified_ns: int) -> dict[str, str]:
    """Read the manifest once for each build."""
    del modified_ns
    names: dict[str, str] = json.loads(path.read_text("utf-8"))
    return names


def has_asset(name: str) -> bool:
    """Whether a bundle was built or a source file exists."""
    return name in manifest() or find(name) is not None


def asset(name: str) -> str:
    """The address of a bundle (by its plain name) or of a file of the source."""
    base: str = settings.STATIC_URL
    bundle = manifest().get(name)
    if bundle is not None:
        return f"{base}dist/{bundle}"
    path = find(name)
    if path is None:
        return f"{base}{name}"
    status = path.stat()
    etag = load(path, status.st_mtime_ns, status.st_size).etag.strip('"')
    return f"{base}{name}?v={etag}"


def takes_gzip(request: HttpRequest) -> bool:
    """Whether the browser takes gzip."""
    for part in request.META.get("HTTP_ACCEPT_ENCODING", "").split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


@allow("GET")
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer a request for one static file."""
    path = find(name)
    if path is None or path.suffix == ".gz":
        raise NotHereError(f"There is no file {name!r}.", hint="`make setup` builds the front end.")
    status = path.stat()
    if status.st_size > IN_MEMORY_BYTES:
        return with_headers(large(request, path), request, name)
    kept = load(path, status.st_mtime_ns, status.st_size)
    response: HttpResponse
    if kept.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponseNotModified()
    elif kept.packed is not None and takes_gzip(request):
        response = HttpResponse(kept.packed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(kept.body)
    response["ETag"] = kept.etag
    return with_headers(response, request, name, etag=kept.etag)


def large(request: HttpRequest, path: Path) -> FileResponse:
    """A file too large to keep: from disk, in its precompressed twin if there is one."""
    twin = path.with_name(f"{path.name}.gz")
    if takes_gzip(request) and twin.is_file():
        response = FileResponse(twin.open("rb"))
        response["Content-Encoding"] = "gzip"
        return response
    return FileResponse(path.open("rb"))


def with_headers(response: R, request: HttpRequest, name: str, *, etag: str = "") -> R:
    """Type, caching and, for what the opaque-origin frame loads, permission to read across origins."""
    suffix = Path(name).suffix
    kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in ("application/json", "image/svg+xml")
    response["Content-Type"] = f"{kind}; charset=utf-8" if text else kind
    response["Vary"] = "Accept-Encoding"
    hashed = name.startswith("dist/") and not name.endswith(("manifest.json", "runtime.json"))
    version = request.GET.get("v")
    fresh = version is not None and etag == f'"{version}"'
    response["Cache-Control"] = FOR_EVER if hashed or fresh else SHORT
    if name.startswith("dist/"):
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
