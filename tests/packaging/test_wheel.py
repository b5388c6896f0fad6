"""The built wheel, installed into an empty environment, serves and judges the Law 1 lab."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAB = "place-replicas"
pytestmark = pytest.mark.packaging


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DJANGO"))}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = "pip wheel --quiet --no-deps --no-build-isolation --wheel-dir".split()
    built = run(sys.executable, "-m", *command, folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr[-3000:]
    (path,) = folder.glob("quorate-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    done = run(python, "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "venv" / "bin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read()


@contextmanager
def serving(bin_folder: Path, data_dir: Path) -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        [bin_folder / "quorate", "serve", "--port", str(port), "--data-dir", data_dir],
        cwd=data_dir.parent,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, "the server ended"
            try:
                fetch(f"{address}/healthz")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_wheel_holds_content_and_bundles_but_no_solutions(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "quorate/content/concepts.yaml" in names
    assert f"quorate/content/labs/{LAB}/lab.toml" in names
    assert "quorate/web/static/dist/manifest.json" in names
    assert "quorate/web/built/template.sqlite3" in names
    assert [name for name in names if "solutions" in name or "reference.py" in name] == []


def test_the_installed_site_serves(installed: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with serving(installed, data_dir) as address:
        status, body = fetch(f"{address}/healthz")
        health = json.loads(body)
        assert (status, health["version"]) == (200, "0.1.0")
        assert health["content"]
        for page in ("/", "/paths", "/laws/correlated-failure", f"/labs/{LAB}"):
            assert fetch(address + page)[0] == 200


def test_the_installed_command_judges_the_lab(installed: Path, tmp_path: Path) -> None:
    command = installed / "quorate"
    assert run(command, "lab", "start", LAB, tmp_path / "mine", cwd=tmp_path).returncode == 0
    starter = next((tmp_path / "mine").glob("*.py"))
    failed = run(command, "lab", "run", LAB, starter, "--json", cwd=tmp_path)
    assert (failed.returncode, json.loads(failed.stdout)["verdict"]) == (1, "violated")
    reference = ROOT / "solutions" / LAB / "reference.py"
    passed = run(command, "lab", "run", LAB, reference, "--json", cwd=tmp_path)
    assert (passed.returncode, json.loads(passed.stdout)["verdict"]) == (0, "ok"), passed.stderr
