"""How long `quorate serve` takes to its first 200, and what it holds in memory when idle.

The median of five starts each, from the start of the process to the first 200 of the front page.
"""

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

STARTS = 5
SCRIPT = Path(sys.executable).with_name("quorate")
COMMAND = [str(SCRIPT)] if SCRIPT.is_file() else [sys.executable, "-m", "quorate"]


def measure() -> dict[str, float]:
    """First and warm starts, and idle memory."""
    first: list[float] = []
    warm: list[float] = []
    memory = 0.0
    for _ in range(STARTS):
        folder = Path(tempfile.mkdtemp(prefix="quorate-bench-"))
        try:
            first.append(start(folder)[0])
            seconds, memory = start(folder)
            warm.append(seconds)
        finally:
            shutil.rmtree(folder)
    return {
        "web.first_start.seconds": statistics.median(first),
        "web.warm_start.seconds": statistics.median(warm),
        "web.idle_memory.mb": memory,
    }


def start(data_dir: Path) -> tuple[float, float]:
    """Seconds to the first 200 and megabytes of all processes two seconds later."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--data-dir", data_dir],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", server)
        seconds = time.perf_counter() - began
        time.sleep(2)
        return seconds, resident_mb(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Return at the first 200."""
    for _ in range(2_000):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise AssertionError(f"{address} never answered")


def resident_mb(pid: int) -> float:
    """Proportional set size of a process and its children: shared pages are counted once."""
    total_kb = 0
    for process in [pid, *children_of(pid)]:
        total_kb += kilobytes(Path(f"/proc/{process}"))
    return total_kb / 1024


def kilobytes(process: Path) -> int:
    """A process's share; the server hides its memory from its own account, which then learns only the resident size."""
    try:
        text, name = (process / "smaps_rollup").read_text("ascii"), "Pss:"
    except PermissionError:
        text, name = (process / "status").read_text("utf-8"), "VmRSS:"
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(name))


def children_of(pid: int) -> list[int]:
    """All descendants."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            found += [int(child), *children_of(int(child))]
    return found
