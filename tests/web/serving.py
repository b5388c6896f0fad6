"""A real server in a process of its own, on a data directory, for what only a process can show."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

REPOSITORY = Path(__file__).resolve().parents[2]
CONTENT = Path(__file__).parent / "fixtures" / "content"
READY_SECONDS_MAX = 60


def environment(data_dir: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return kept | {
        "PYTHONPATH": str(REPOSITORY / "src"),
        "DATA_DIR": str(data_dir),
        "CONTENT_DIR": str(CONTENT),
        "DJANGO_SETTINGS_MODULE": "quorate.web.settings",
    }


class Server:
    """Serves until it is killed; remembers one visitor's cookies."""

    def __init__(self, data_dir: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data_dir = data_dir
        self.jar = CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
        command += ["--port", str(self.port), "quorate.web.wsgi:application"]
        self.process = subprocess.Popen(
            command,
            env=environment(self.data_dir),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < until:
            try:
                self.get("/healthz")
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None
                time.sleep(0.05)  # waits for a port, which has no event to wait for
            else:
                return
        raise AssertionError("the server did not answer")

    def kill_parent(self) -> None:
        """End the process that was started, and it alone; wait until it is reaped."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def kill(self) -> None:
        """As a power cut would: the whole group, at once."""
        assert self.process is not None
        with suppress(ProcessLookupError):  # nobody of the group may be left
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while self.is_alive():
            time.sleep(0.01)  # the worker dies a moment after its parent

    def is_alive(self) -> bool:
        """Whether a process of the group still runs; one that only waits to be reaped does not."""
        assert self.process is not None
        for each in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, group = each.read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) == self.process.pid and state != "Z":
                return True
        return False

    def get(self, path: str) -> str:
        with self.browser.open(f"http://127.0.0.1:{self.port}{path}", timeout=20) as response:
            return response.read().decode()

    def post(self, path: str, fields: dict[str, str]) -> int:
        """Post a form; the status, once the whole answer has arrived."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", urlencode(fields).encode()
        )
        request.add_header("X-Quorate-Fragment", "x")
        with self.browser.open(request, timeout=20) as response:
            response.read()
            return response.status
