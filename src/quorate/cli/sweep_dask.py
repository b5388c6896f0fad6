"""Sweeps on a Dask cluster: the same tasks, handed to workers on other machines.

`distributed` is an optional dependency (the extra `dask`) and imported only here. Every worker
needs quorate, in the same version: a task names its scenario and finds it there.
"""

import importlib
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from quorate import __version__
from quorate.cli.errors import CommandError
from quorate.labs import Lost, SweepTask, Tally
from quorate.simulator import ENGINE_VERSION

CONNECT_SECONDS = 4
POLL_SECONDS = 0.5
SILENCE_SECONDS_MAX = 300
"""When no task ends for so long, those that are left are given up."""
ERROR_CHARACTERS_MAX = 300

_ADDRESS = re.compile(r"((tcp|tls|ws|wss)://)?[^/\s:]+:[0-9]{1,5}")

Function = Callable[[SweepTask], Tally]


class DaskWorkers:
    """A connection to a cluster; `map` gives results as they come. Use it in a with statement."""

    def __init__(self, address: str, *, ends: Callable[[], bool] = lambda: False) -> None:
        self._ends = ends
        self.warnings: list[str] = []
        self.count = 0
        if not _ADDRESS.fullmatch(address):
            raise CommandError(f"--dask {address} is no address.", hint="Write tcp://HOST:8786.")
        self._distributed = _import_distributed()
        self._client = _connect(self._distributed, address)
        try:
            self._compare(address)
        except BaseException:
            self._client.close(timeout=1)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close(timeout=CONNECT_SECONDS)

    def map(self, function: Function, tasks: Iterable[SweepTask]) -> Iterator[Tally]:
        """Do all tasks; when asked to end, end with what there is."""
        given = list(tasks)
        futures = self._client.map(function, given, pure=False, retries=0)
        of_future = {future.key: task for future, task in zip(futures, given, strict=True)}
        yield from self._results(futures, of_future)
        if self._ends():
            self._client.cancel(futures)

    def _results(self, futures: list[Any], of_future: dict[str, SweepTask]) -> Iterator[Tally]:
        left = dict.fromkeys(futures)
        heard_s = time.monotonic()
        while left and not self._ends():
            try:
                done = self._distributed.wait(
                    list(left), timeout=POLL_SECONDS, return_when="FIRST_COMPLETED"
                ).done
                heard_s = time.monotonic()
            except TimeoutError:
                if time.monotonic() - heard_s < SILENCE_SECONDS_MAX:
                    continue
                reason = f"the cluster ended no task for {SILENCE_SECONDS_MAX} s"
                yield Tally(lost=[Lost(of_future[f.key].seeds, reason) for f in left])
                self._client.cancel(list(left))
                return
            for future in done:
                del left[future]
                yield _tally_of(future, of_future[future.key])
                future.release()

    def _compare(self, address: str) -> None:
        """Refuse a cluster without workers or with another engine; tell other differences."""
        if not self._client.scheduler_info()["workers"]:
            raise CommandError(
                f"--dask {address}: the scheduler has no workers.",
                hint=f"Start some: dask worker {address}",
            )
        try:
            seen = self._client.run(versions_here)
        except Exception as error:
            raise CommandError(
                f"--dask {address}: its workers cannot import quorate ({error}).",
                hint=f"Install quorate {__version__} where they run.",
            ) from error
        self.count = len(seen)
        for worker in sorted(seen):
            if seen[worker]["engine"] != ENGINE_VERSION:
                raise CommandError(
                    f"--dask {address}: worker {worker} has engine version "
                    f"{seen[worker]['engine']}, this is {ENGINE_VERSION}; the seeds would not be the same.",
                    hint=f"Install quorate {__version__} where it runs.",
                )
        self.warnings = differences(
            {"client": versions_here(), "scheduler": self._scheduler(), **seen}
        )

    def _scheduler(self) -> dict[str, Any]:
        packages = self._client.get_versions()["scheduler"]
        found = {**packages["host"], **packages["packages"]}
        return {name: str(found[name]) for name in ("python", "distributed") if name in found}


def versions_here() -> dict[str, Any]:
    """What a result depends on; run on the client and on every worker."""
    import platform

    return {
        "python": platform.python_version(),
        "distributed": importlib.import_module("distributed").__version__,
        "quorate": __version__,
        "engine": ENGINE_VERSION,
    }


def differences(seen: dict[str, dict[str, Any]]) -> list[str]:
    """One sentence for each thing whose version is not the client's everywhere."""
    told = []
    for name, ours in seen["client"].items():
        others = [
            f"{where} {_short(versions[name])}"
            for where, versions in seen.items()
            if name in versions and _short(versions[name]) != _short(ours)
        ]
        if others:
            told.append(f"{name} differs: client {_short(ours)}, {', '.join(others)}")
    return told


def _short(version: object) -> str:
    """The version without what a platform adds: "3.11.7.final.0" is 3.11.7."""
    return ".".join(str(version).split(".")[:3])


def _tally_of(future: Any, task: SweepTask) -> Tally:  # noqa: ANN401  distributed has no types
    if future.status == "finished":
        tally: Tally = future.result()
        return tally
    error = future.exception() if future.status == "error" else future.status
    reason = f"the cluster gave it up: {type(error).__name__}: {str(error)[:ERROR_CHARACTERS_MAX]}"
    if type(error).__name__ == "KilledWorker":
        reason = "every worker of the cluster that tried it died"
    return Tally(lost=[Lost(task.seeds, reason)])


def _import_distributed() -> Any:  # noqa: ANN401
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise CommandError(
            "--dask needs the package distributed, which is not installed.",
            hint="pip install 'quorate[dask]', or use --workers on this machine.",
        ) from error


def _connect(distributed: Any, address: str) -> Any:  # noqa: ANN401
    for name in ("distributed", "asyncio"):  # a refused connection is said once, by us
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise CommandError(
            f"--dask {address}: nobody answered within {CONNECT_SECONDS} s.",
            hint="Start a scheduler (dask scheduler) and workers, or use --workers on this machine.",
        ) from error
