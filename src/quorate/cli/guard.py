"""Runs a command in a child process, so that also what no interrupt reaches ends with a sentence.

A handler that loops inside one call of the interpreter lets no timer through; one that takes its
process with it leaves no word. The parent hears the child's beats: when they stop, or the child
ends without a farewell, a second child repeats the run, and notes where it is before each line
of a handler's. Runs repeat exactly, so the last note is the place.
"""

import argparse
import ctypes
import mmap
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn

from quorate.cli.watchdog import ENGINE, sight_of, watchdog

BEAT, REST, FAREWELL = b"+", b".", b"!"
GRACE_SECONDS = 1.0
AGAIN_SECONDS_MAX = 60.0
POLL_SECONDS = 0.1
INTERRUPTED = 130
NOTE_BYTES = 4096
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a child says that it lives, and that nobody's handler runs any more."""

    pipe: int
    is_repeat: bool = False

    def beat(self) -> None:
        """Go on waiting for me."""
        os.write(self.pipe, BEAT)

    def rest(self) -> None:
        """What comes now may take as long as it likes."""
        os.write(self.pipe, REST)

    def farewell(self) -> None:
        """All is said."""
        os.write(self.pipe, FAREWELL)


@contextmanager
def watched(arguments: argparse.Namespace) -> Iterator[None]:
    """What never returns ends the command with its name; a guard, if there is one, hears beats."""

    def stuck(sentence: str) -> NoReturn:
        sys.stdout.flush()
        sys.stderr.write(f"quorate: {sentence}.\n  Look for a loop that waits for nothing.\n")
        sys.stderr.flush()
        if pulse is not None:
            pulse.farewell()
        os._exit(2)

    pulse: Pulse | None = getattr(arguments, "pulse", None)
    if pulse is None:
        with watchdog(arguments.patience, stuck):
            yield
        return
    if pulse.is_repeat:  # its parent watches, and is in no hurry
        yield
        return
    pulse.beat()
    with watchdog(arguments.patience, stuck, alive=pulse.beat):
        yield
    pulse.rest()


Work = Callable[[Pulse], int]


def guarded(work: Work, *, patience_s: float) -> int:
    """Do the work in a child and give its exit code; what ends without a word gets its place said."""
    child, pipe = _start(work)
    with _forwarding(child):
        how = _hear(pipe, patience_s)
        if how == "":
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        stuck = how == "stuck"
        if stuck:
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code in (-signal.SIGINT, -signal.SIGTERM):
        return 128 - code
    place = _repeat(work, patience_s)
    if stuck:
        words = f"{place or 'the run'} has not returned for {patience_s:g} s"
        hint = "Look for a loop that waits for nothing, also inside one call (sum, list, in, **)."
    else:
        end = f"signal {-code}" if code < 0 else f"exit code {code}"
        words = f"{place or 'the run'} ended its process ({end})"
        hint = "Look for os._exit, for a C library that crashed, or for memory without end."
    print(f"quorate: {words}.\n  {hint}", file=sys.stderr)
    return 2


def _start(work: Work, *, is_repeat: bool = False) -> tuple[int, int]:
    reads, writes = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        os.close(writes)
        return child, reads
    os.close(reads)
    code = 2
    pulse = Pulse(writes, is_repeat)
    try:
        with suppress(AttributeError, OSError):  # elsewhere than on Linux an orphan lives on
            ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
        _bound_memory()
        code = work(pulse)
        sys.stdout.flush()
        sys.stderr.flush()
        pulse.farewell()
    except KeyboardInterrupt:
        code = INTERRUPTED
        pulse.farewell()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        pulse.farewell()
    finally:
        os._exit(code)


def _bound_memory() -> None:
    """A handler that allocates without end gets a MemoryError, and the machine stays usable."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (min(*limits, physical * 3 // 4, physical), hard))


@contextmanager
def _forwarding(child: int) -> Iterator[None]:
    """Whoever ends the parent means the child."""

    def forward(number: int, _: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(child, number)

    former = {each: signal.signal(each, forward) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _hear(pipe: int, patience_s: float) -> str:
    """Wait for the child: '' after a farewell, else 'stuck' or 'gone'."""
    last = b""
    silences = 0
    while True:
        # A computer that slept finds its time over at once; the second look is for that.
        wait_s = None if last != BEAT else GRACE_SECONDS if silences else patience_s * 1.5
        if not select.select([pipe], [], [], wait_s)[0]:
            silences += 1
            if silences > 1:
                return "stuck"
            continue
        silences = 0
        said = os.read(pipe, 4096)
        if not said:
            os.close(pipe)
            return "" if last == FAREWELL else "gone"
        last = said[-1:]


def _repeat(work: Work, patience_s: float) -> str:
    """Do it once more, step by step, until it no longer moves; say where it was last."""
    notes = _Notes()

    def noted(pulse: Pulse) -> int:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        sys.settrace(notes.trace)
        try:
            return work(pulse)
        finally:
            sys.settrace(None)

    child, pipe = _start(noted, is_repeat=True)
    with _forwarding(child):
        ends_s = time.monotonic() + AGAIN_SECONDS_MAX + patience_s
        moved_s, count = time.monotonic(), -1
        while time.monotonic() < ends_s and time.monotonic() - moved_s < patience_s + GRACE_SECONDS:
            if select.select([pipe], [], [], POLL_SECONDS)[0] and not os.read(pipe, 4096):
                break
            if notes.count != count:
                moved_s, count = time.monotonic(), notes.count
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.close(pipe)
    return notes.words


class _Notes:
    """Memory that a child writes and its parent reads: how many notes, and the last one."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, NOTE_BYTES)

    @property
    def count(self) -> int:
        """How many there were."""
        return int.from_bytes(self._memory[:8], "little")

    @property
    def words(self) -> str:
        """The last one; it is there whole, unless its writer ended in the middle."""
        return self._memory[8:].rstrip(b"\0").decode("utf-8", "ignore")

    def trace(self, frame: FrameType, *_: object) -> Any:  # noqa: ANN401  as Python has it
        """Note a line before it runs; the engine's own lines are no place to name."""
        if frame.f_code.co_filename.startswith(ENGINE):
            return None
        seen = sight_of(frame)
        words = ("" if seen is None else seen.words).encode()[: NOTE_BYTES - 8]
        self._memory[8:] = words.ljust(NOTE_BYTES - 8, b"\0")
        self._memory[:8] = (self.count + 1).to_bytes(8, "little")
        return self.trace
