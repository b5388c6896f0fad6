"""A tiny site for browser tests: built files, the lab frame, test pages, a log of requests."""

import io
import json
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

HERE = Path(__file__).parent
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
)
TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}

# Stands in for quorate.labs where a test is about the frame: it runs the source it is given.
PLAIN_LABS = '''
def run_job(job, root, emit):
    """Runs the source; what it leaves in `findings` comes back with the verdict."""
    space = {"emit": emit, "findings": {}}
    exec(compile(job["solution"]["source"], "solution.py", "exec"), space)
    seeds = {"run": 1, "ok": 1, "violated": 0, "unknown": 0, "first_violated": None}
    emit({"result": {"lab": job["lab"], "step": job["step"], "verdict": "ok",
                     "reason": "it ran to its end", "parts": [], "seeds": seeds,
                     "figures": space["findings"], "versions": {}, "failure": None,
                     "error": None}})
'''


@dataclass(slots=True)
class Request:
    """One request as the server saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class Reply:
    """What a test answers for a path of its own."""

    body: str = ""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[Request], Reply]


def plain_core() -> bytes:
    """An archive with the stand-in labs, in place of quorate-core.zip."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("quorate/__init__.py", "")
        zipped.writestr("quorate/labs/__init__.py", PLAIN_LABS)
    return archive.getvalue()


class QuietServer(ThreadingHTTPServer):
    """A browser that stops reading half-way is normal here."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Prints nothing: what matters is what the browser saw."""


class Site:
    """Serves `dist` under /static/dist/, this folder's pages, and what a test routes."""

    def __init__(self, dist: Path, core: bytes | None) -> None:
        self.dist = dist
        self.core = core
        self.requests: list[Request] = []
        self.routes: dict[str, Route] = {}
        self.words: dict[str, str] = {}
        self.manifest: dict[str, str] = json.loads((dist / "manifest.json").read_text())
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                """Tests read `requests`; nothing is printed."""

            def do_GET(self) -> None:
                site.answer(self)

            def do_POST(self) -> None:
                site.answer(self)

        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def paths(self, start: str = "") -> list[str]:
        """The paths asked for so far that begin with `start`."""
        return [request.path for request in self.requests if request.path.startswith(start)]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Records the request and sends the reply of its route."""
        length = int(handler.headers.get("content-length") or 0)
        body = handler.rfile.read(length).decode()
        headers = {name.lower(): value for name, value in handler.headers.items()}
        request = Request(handler.command, handler.path, headers, body)
        self.requests.append(request)
        status, sent, content = self.reply(request)
        handler.send_response(status)
        for name, value in sent.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def reply(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for one request."""
        path = urlsplit(request.path).path
        if path in self.routes:
            reply = self.routes[path](request)
            return reply.status, {"content-type": reply.type, **reply.headers}, reply.body.encode()
        if path.startswith("/static/dist/"):
            return self.static(path.removeprefix("/static/dist/"), request)
        if path == "/labs/frame":
            return self.frame()
        if path.startswith("/pages/"):
            return self.page(path.removeprefix("/pages/"))
        return 404, {"content-type": "text/plain"}, b"nothing here"

    def static(self, name: str, request: Request) -> tuple[int, dict[str, str], bytes]:
        """A built file: public, cacheable for ever, readable from every origin."""
        if self.core is not None and "quorate-core" in name:
            return (
                200,
                {"content-type": "application/zip", "access-control-allow-origin": "*"},
                self.core,
            )
        path = (self.dist / name).resolve()
        if not path.is_file() or self.dist.resolve() not in path.parents:
            return 404, {"content-type": "text/plain"}, b"no such file"
        headers = {
            "content-type": TYPES.get(path.suffix, "application/octet-stream"),
            "access-control-allow-origin": "*",
            "cache-control": "public, max-age=31536000, immutable",
        }
        packed = path.with_name(path.name + ".gz")
        if packed.exists() and "gzip" in request.headers.get("accept-encoding", ""):
            return 200, {**headers, "content-encoding": "gzip"}, packed.read_bytes()
        return 200, headers, path.read_bytes()

    def frame(self) -> tuple[int, dict[str, str], bytes]:
        """The lab frame, with the policy the application sends."""
        static = f"{self.origin}/static/dist/"
        html = (self.dist / self.manifest["lab-frame.html"]).read_text()
        policy = (
            f"default-src 'none'; script-src {static} 'wasm-unsafe-eval' blob:; worker-src blob:; "
            f"connect-src {static}; frame-ancestors 'self'"
        )
        headers = {"content-type": TYPES[".html"], "content-security-policy": policy}
        return 200, headers, html.replace("__STATIC__", "/static/dist/").encode()

    def page(self, name: str) -> tuple[int, dict[str, str], bytes]:
        """A test page; `{{page.js}}` and the like become addresses of built files."""
        path = HERE / "pages" / name
        if not path.is_file():
            return 404, {"content-type": "text/plain"}, b"no such page"
        text = path.read_text()
        for key, value in self.words.items():
            text = text.replace("{{" + key + "}}", value)
        for key, value in self.manifest.items():
            text = text.replace("{{" + key + "}}", f"/static/dist/{value}")
        headers = {
            "content-type": TYPES.get(path.suffix, "text/plain"),
            "content-security-policy": PAGE_POLICY,
            "set-cookie": "sessionid=a-secret; SameSite=Lax; Path=/",
        }
        return 200, headers, text.encode()


def form_of(request: Request) -> dict[str, str]:
    """The fields of a posted form, last value of each."""
    return {
        name: values[-1] for name, values in parse_qs(request.body, keep_blank_values=True).items()
    }
