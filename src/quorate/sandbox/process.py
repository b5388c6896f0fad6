"""One process with bounds on everything, its streams pumped, its whole group ended afterwards."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from quorate.sandbox.errors import CannotStartError
from quorate.sandbox.limits import Kind, Limits, Outcome

_LAUNCHER = str(Path(__file__).with_name("launch.py"))
_CHUNK = 64 * 1024
# How often cancellation and the end of the process are looked at while nothing is printed.
_TICK_SECONDS = 0.05
# What interpreters and C++ programs say when an allocation failed.
_OUT_OF_MEMORY = (b"MemoryError", b"bad_alloc", b"Cannot allocate memory", b"out of memory")


def python_module(module: str, *arguments: str) -> tuple[str, ...]:
    """Build the command that runs one of our modules with this interpreter, installed or not.

    The environment of a sandboxed process is built, not inherited, so a source tree on PYTHONPATH
    would be lost; its path is put into the command instead. -P keeps the current folder out.
    """
    root = str(Path(__file__).parents[2])
    code = (
        f"import sys, runpy; sys.path.insert(0, {root!r}); "
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
    return (sys.executable, "-s", "-P", "-c", code, *arguments)


def run_process(
    argv: Sequence[str],
    stdin: bytes,
    limits: Limits,
    on_line: Callable[[bytes], None],
    *,
    cancel: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Run `argv` under `limits`; `on_line` gets each whole line of its standard output, in order.

    Returns however the process ends, with every process of its group gone. `cancel` is asked
    often; True ends the run. An exception in `on_line` ends the process, then goes on up.
    """
    started = time.monotonic()
    child = _start(argv, limits)
    pump = _Pump(child, stdin, limits, on_line)
    try:
        stopped = pump.run(started + limits.wall_seconds, cancel)
    finally:
        _end_group(child)
        pump.close()
    kind = stopped or _kind_of_exit(child.returncode, bytes(pump.stderr), pump.seconds, limits)
    return Outcome(
        kind=kind,
        stdout=bytes(pump.stdout),
        stderr_tail=bytes(pump.stderr),
        seconds=pump.seconds,
        exit_code=child.returncode,
        limit=_limit_reached(kind, pump.seconds, limits),
    )


def _start(argv: Sequence[str], limits: Limits) -> subprocess.Popen[bytes]:
    numbers = (limits.cpu_seconds, limits.memory_bytes_max, limits.descriptors_max)
    command = [sys.executable, "-I", "-S", _LAUNCHER, *map(str, numbers), "--", *argv]
    try:
        return subprocess.Popen(  # noqa: S603  running what was asked for is the point
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            cwd="/",
            close_fds=True,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotStartError(sys.executable, error.strerror or str(error)) from error


def _environment() -> dict[str, str]:
    """Build the whole environment; nothing of ours is inherited, so no secret can be."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


class _Pump:
    """Moves bytes between us and a child; never blocks on a child that neither reads nor writes."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        stdin: bytes,
        limits: Limits,
        on_line: Callable[[bytes], None],
    ) -> None:
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.seconds = 0.0
        self._child = child
        self._unsent = memoryview(stdin)
        self._limits = limits
        self._on_line = on_line
        self._line_start = 0
        self._selector = selectors.DefaultSelector()
        assert child.stdin is not None  # noqa: S101  Popen was asked for all three pipes
        assert child.stdout is not None  # noqa: S101
        assert child.stderr is not None  # noqa: S101
        self._streams = (child.stdin, child.stdout, child.stderr)
        moves = (self._write, self._read_stdout, self._read_stderr)
        for stream, move in zip(self._streams, moves, strict=True):
            os.set_blocking(stream.fileno(), False)
            event = selectors.EVENT_WRITE if stream is child.stdin else selectors.EVENT_READ
            self._selector.register(stream, event, move)

    def run(self, deadline: float, cancel: Callable[[], bool]) -> Kind | None:
        """Pump until the child is gone or has to go; the reason in the latter case."""
        started = deadline - self._limits.wall_seconds
        stopped: Kind | None = None
        while stopped is None:
            # Asked before the pipes are emptied: what it wrote before it ended is then still read.
            gone = _has_exited(self._child)
            if gone:
                _signal_group(self._child)  # else one left behind could write for ever
            self._move(0.0 if gone else min(_TICK_SECONDS, max(deadline - time.monotonic(), 0.0)))
            if len(self.stdout) > self._limits.stdout_bytes_max:
                stopped = "output"
            elif gone:
                break
            elif time.monotonic() >= deadline:
                stopped = "time"
            elif cancel():
                stopped = "cancelled"
        self.seconds = time.monotonic() - started
        del self.stdout[self._limits.stdout_bytes_max :]
        return stopped

    def close(self) -> None:
        """Close our ends of the pipes."""
        self._selector.close()
        for stream in self._streams:
            with suppress(BrokenPipeError):
                stream.close()

    def _move(self, timeout: float) -> None:
        """Move what can be moved; after the end of the child, everything that is left."""
        ready = self._selector.select(timeout)
        while ready:
            for key, _ in ready:
                key.data(key.fd)
            if timeout > 0 or len(self.stdout) > self._limits.stdout_bytes_max:
                return
            ready = [pair for pair in self._selector.select(0.0) if pair[0].data != self._write]

    def _write(self, descriptor: int) -> None:
        try:
            sent = os.write(descriptor, self._unsent[:_CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError:
            sent = len(self._unsent)
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self._forget(descriptor)

    def _read_stdout(self, descriptor: int) -> None:
        self.stdout += self._read(descriptor)
        while len(self.stdout) <= self._limits.stdout_bytes_max:
            end = self.stdout.find(b"\n", self._line_start)
            if end < 0:
                return
            line = bytes(self.stdout[self._line_start : end])
            self._line_start = end + 1
            self._on_line(line)

    def _read_stderr(self, descriptor: int) -> None:
        self.stderr += self._read(descriptor)
        del self.stderr[: -self._limits.stderr_bytes_max]

    def _read(self, descriptor: int) -> bytes:
        try:
            data = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return b""
        if not data:
            self._forget(descriptor)
        return data

    def _forget(self, descriptor: int) -> None:
        """Stop watching a pipe; the writing one is closed, so that the child sees the end."""
        stream = self._selector.unregister(descriptor).fileobj
        if stream is self._streams[0]:
            with suppress(BrokenPipeError):
                self._streams[0].close()


def _has_exited(child: subprocess.Popen[bytes]) -> bool:
    """Look without reaping: until it is reaped, its number cannot become another group's."""
    if not hasattr(os, "waitid"):
        return child.poll() is not None
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return child.returncode is not None or os.waitid(os.P_PID, child.pid, flags) is not None


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End every process of the child's group, then reap the child."""
    _signal_group(child)
    child.wait()


def _signal_group(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _kind_of_exit(code: int, stderr: bytes, seconds: float, limits: Limits) -> Kind:
    if code == 0:
        return "finished"
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and seconds >= limits.cpu_seconds):
        return "time"
    if any(word in stderr[-2000:] for word in _OUT_OF_MEMORY):
        return "memory"
    return "crashed"


def _limit_reached(kind: Kind, seconds: float, limits: Limits) -> dict[str, object]:
    if kind == "time":
        by_wall = seconds >= limits.wall_seconds
        name = "wall_seconds" if by_wall else "cpu_seconds"
        return {name: getattr(limits, name)}
    names = {"output": "stdout_bytes_max", "memory": "memory_bytes_max"}
    return {names[kind]: getattr(limits, names[kind])} if kind in names else {}
