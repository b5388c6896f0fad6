"""A real server in its own process, a real browser, and a folder of screenshots that people look at."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "tests" / "artifacts"
COMMAND = Path(sys.executable).with_name("quorate")


class Site:
    """One running site; it can be stopped and started again on the same data."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(COMMAND)] if COMMAND.exists() else [sys.executable, "-m", "quorate"]
        self.process = subprocess.Popen(
            [*command, "serve", "--port", str(self.port), "--data-dir", str(self.data_dir)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        for _ in range(600):
            assert self.process.poll() is None, "the server ended"
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server never answered")

    def stop(self, *, kill: bool = False) -> None:
        if self.process is None:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait(timeout=20)
        self.process = None


@pytest.fixture(scope="session")
def prepared() -> None:
    """What `make setup` prepares; nothing to do when it ran for this state of the tree."""
    subprocess.run(
        [sys.executable, "-m", "quorate.web.prebuild"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, prepared: None) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("site") / "data")
    try:
        running.start()
        yield running
    finally:
        running.stop(kill=True)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    yield opened
    context.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    return ARTIFACTS
