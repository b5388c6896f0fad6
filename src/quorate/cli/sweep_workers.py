"""Worker processes of a sweep on this machine: started afresh, watched, and never waited for in vain.

The pools of the standard library wait for ever, or give all up, when one process dies. Here each
worker has a pipe of its own, says which seed it begins, and sends its counts a task at a time; a
worker that dies takes one seed with it, and the rest of its task goes to another one.
"""

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Self

from quorate.cli.watchdog import LOOKS, watchdog
from quorate.labs import Lost, SweepTask, Tally

LOST_MAX = 3
"""After so many lost seeds the sweep ends early: the next ones would be lost in the same way."""
POLL_SECONDS = 0.5
START_SECONDS = 30.0
EXIT_STUCK = 3

Function = Callable[..., Tally]


@dataclass(slots=True)
class _Worker:
    """A process, the pipe to it, and what it does at the moment."""

    process: SpawnProcess
    pipe: Connection
    pulse: Connection
    heard_s: float
    task: SweepTask | None = None
    seed: int | None = None
    stuck: str = ""

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.pulse.close()


class LocalWorkers:
    """So many processes; `map` gives results as they come. Use it in a with statement."""

    def __init__(
        self, count: int, *, patience_s: float, ends: Callable[[], bool] = lambda: False
    ) -> None:
        self._ends = ends
        self._count = count
        self._patience_s = patience_s
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers = []

    def map(self, function: Function, tasks: Iterable[SweepTask]) -> Iterator[Tally]:
        """Do all tasks; when asked to end, or when too many seeds are lost, end with what there is."""
        waiting = deque(tasks)
        lost = 0
        while (waiting or any(worker.task for worker in self._workers)) and not self._ends():
            self._hand_out(function, waiting)
            for part in self._collect(waiting):
                lost += len(part.lost)
                yield part
            if lost >= LOST_MAX:
                return

    def _hand_out(self, function: Function, waiting: deque[SweepTask]) -> None:
        while len(self._workers) < min(self._count, len(waiting)):
            self._workers.append(self._start(function))
        for worker in self._workers:
            if worker.task is None and waiting:
                worker.task, worker.seed = waiting.popleft(), None
                worker.heard_s = time.monotonic()
                with suppress(OSError):  # it has died; the next look finds that
                    worker.pipe.send(worker.task)

    def _start(self, function: Function) -> _Worker:
        pipe, theirs = self._context.Pipe()
        pulse, their_pulse = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=work, args=(function, theirs, their_pulse, self._patience_s), daemon=True
        )
        resource_tracker.ensure_running()  # on its own first start it would lift the block below
        # Inherited, so that Ctrl-C reaches no worker, not even while it is starting; here it waits.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        theirs.close()
        their_pulse.close()
        return _Worker(process, pipe, pulse, time.monotonic())

    def _collect(self, waiting: deque[SweepTask]) -> Iterator[Tally]:
        """Wait for news of any worker and take it in."""
        wait([each for w in self._workers for each in (w.pipe, w.pulse)], timeout=POLL_SECONDS)
        for worker in list(self._workers):
            try:
                yield from self._hear(worker)
            except (EOFError, OSError):
                yield from self._bury(worker, waiting, self._cause(worker))
                continue
            silent_s = time.monotonic() - worker.heard_s
            if worker.task is not None and silent_s > self._silence_max_s(worker):
                reason = f"its worker gave no sign of life for {silent_s:.0f} s and was ended"
                yield from self._bury(worker, waiting, reason)

    def _silence_max_s(self, worker: _Worker) -> float:
        """Two looks more than the watchdog inside needs; a worker that only starts gets more."""
        starting = START_SECONDS if worker.seed is None else 1.0
        return self._patience_s * (1 + 2 / LOOKS) + starting

    def _hear(self, worker: _Worker) -> Iterator[Tally]:
        while worker.pipe.poll():  # before the pulse: what a worker said last tells why it died
            kind, news = worker.pipe.recv()
            worker.heard_s = time.monotonic()
            if kind == "began":
                worker.seed = news
            elif kind == "stuck":
                worker.stuck = news
            else:
                worker.task = None
                yield news
        while worker.pulse.poll():
            worker.pulse.recv_bytes()
            worker.heard_s = time.monotonic()

    def _cause(self, worker: _Worker) -> str:
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return worker.stuck or f"its worker ended {how}"

    def _bury(self, worker: _Worker, waiting: deque[SweepTask], reason: str) -> Iterator[Tally]:
        """Give up the seed that a worker was at; its other seeds are done by somebody else."""
        worker.kill()
        self._workers.remove(worker)
        if worker.task is None:
            return
        seeds = worker.task.seeds
        gone = seeds if worker.seed is None else (worker.seed,)
        rest = tuple(seed for seed in seeds if seed not in gone)
        if rest:
            waiting.appendleft(replace(worker.task, seeds=rest))
        yield Tally(lost=[Lost(gone, reason)])


def work(function: Function, pipe: Connection, pulse: Connection, patience_s: float) -> None:
    """What a worker does, from its start until nobody hands it tasks any more."""

    def stuck(sentence: str) -> None:
        pipe.send(("stuck", sentence))
        os._exit(EXIT_STUCK)  # what does not return cannot be unwound either

    def alive() -> None:
        pulse.send_bytes(b".")

    def began(seed: int) -> None:
        pipe.send(("began", seed))

    with suppress(EOFError, OSError), watchdog(patience_s, stuck, alive=alive):
        while True:
            task: Any = pipe.recv()
            pipe.send(("done", function(task, began)))
