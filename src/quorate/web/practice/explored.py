"""Runs for the explorer: made in a child process, one at a time, and kept on disk.

Nobody's code but ours runs here, and nothing is written for a visitor but the run itself, by what
it depends on. A run that somebody else is waiting for is not waited for by more than one.
"""

import gzip
import hashlib
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from quorate.sandbox import CannotStartError, Limits, python_module, run_process
from quorate.simulator import ENGINE_VERSION
from quorate.web.errors import BusyError, PageError
from quorate.web.kept_pages import build_mark
from quorate.web.practice.explorables import Explorable
from quorate.web.practice.simulation_pages import plain

WALL_SECONDS = 15.0
CPU_SECONDS = 12
MEMORY_BYTES = 1024 * 1024 * 1024
ANSWER_BYTES_MAX = 48 * 1024 * 1024
KEPT_RUNS_MAX = 200
KEPT_BYTES_MAX = 256 * 1024 * 1024
IN_MEMORY_MAX = 4
WAITING_MAX = 1
WAIT_SECONDS = 3.0
AGAIN_SECONDS = 4
logger = logging.getLogger("quorate.web.practice")


@dataclass(frozen=True, slots=True)
class Explored:
    """One run: what its page shows, and the scene as it is sent."""

    key: str
    page: dict[str, Any]
    packed: bytes


class Workshop:
    """Makes runs, one at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0
        self._latest: OrderedDict[str, Explored] = OrderedDict()

    def explored(self, found: Explorable, seed: int, parameters: dict[str, Any]) -> Explored:
        """The run from memory or disk, or made now."""
        key = key_of(found, seed, parameters)
        kept = self._kept(key)
        if kept is not None:
            return kept
        with self._alone():
            kept = self._kept(key)  # it may have been made while we waited
            if kept is None:
                kept = make(key, found, seed, parameters)
                keep(kept)
                self._remember(kept)
        return kept

    def _kept(self, key: str) -> Explored | None:
        with self._count:
            found = self._latest.get(key)
        if found is None:
            found = read_kept(key)
            if found is not None:
                self._remember(found)
        return found

    def _remember(self, made: Explored) -> None:
        with self._count:
            self._latest[made.key] = made
            self._latest.move_to_end(made.key)
            while len(self._latest) > IN_MEMORY_MAX:
                self._latest.popitem(last=False)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._count:
            if self._waiting > WAITING_MAX:
                raise busy()
            self._waiting += 1
        try:
            if not self._turn.acquire(timeout=WAIT_SECONDS):
                raise busy()
            try:
                yield
            finally:
                self._turn.release()
        finally:
            with self._count:
                self._waiting -= 1


WORKSHOP = Workshop()
"""The process's own."""


def busy() -> BusyError:
    """What a visitor is told who would have to wait."""
    return BusyError(
        "The server is making another run for the explorer.",
        hint=f"It asks again by itself in {AGAIN_SECONDS} seconds; or run it on your own machine.",
        data={"retry_after": AGAIN_SECONDS},
    )


def key_of(found: Explorable, seed: int, parameters: dict[str, Any]) -> str:
    """A name for the run made of everything that it depends on."""
    depends = [found.name, found.version, seed, sorted(parameters.items())]
    text = json.dumps([*depends, ENGINE_VERSION, build_mark()])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def make(key: str, found: Explorable, seed: int, parameters: dict[str, Any]) -> Explored:
    """Run it in a child; every way in which that can fail is a page with a remedy."""
    labs_root = str(settings.CONTENT_ROOT / "labs")
    job = {
        "explore": found.name,
        "seed": seed,
        "parameters": parameters,
        "labs_root": labs_root,
    }
    lines: list[bytes] = []
    limits = Limits(
        wall_seconds=WALL_SECONDS,
        cpu_seconds=CPU_SECONDS,
        memory_bytes_max=MEMORY_BYTES,
        stdout_bytes_max=ANSWER_BYTES_MAX,
    )
    try:
        outcome = run_process(
            python_module("quorate.labs"), json.dumps(job).encode(), limits, lines.append
        )
    except CannotStartError as error:
        raise NotMadeError(f"The run could not start: {error}", hint="Try again later.") from error
    answer = json.loads(lines[-1]) if lines else {}
    if "refused" in answer:
        raise NotMadeError(answer["refused"]["message"], hint=answer["refused"]["hint"])
    if "explored" not in answer:
        logger.error(
            "%s, seed %s, was not made: %s %s",
            found.name, seed, outcome.kind, outcome.stderr_tail[-400:].decode("utf-8", "replace"),
        )  # fmt: skip
        raise NotMadeError(
            f"This run could not be made here. {_NOT_MADE.get(outcome.kind, outcome.describe())}",
            hint="Choose smaller values, or make it on your own machine with "
            f"`{command_of(found, seed, parameters)}`.",
        )
    page = answer["explored"]
    scene = json.dumps(page.pop("scene"), ensure_ascii=False, separators=(",", ":"))
    packed = gzip.compress(scene.encode("utf-8", "replace"), 6, mtime=0)
    return Explored(key, {**page, "bytes": len(packed)}, packed)


_NOT_MADE = {
    "time": f"It takes longer than the {WALL_SECONDS:g} s that this server spends on one.",
    "memory": f"It takes more than the {MEMORY_BYTES >> 20:,} MB that this server spends on one.",
    "output": f"It has more than the {ANSWER_BYTES_MAX >> 20} MB that this server sends.",
}
"""For a visitor, whose program it was not."""


def command_of(found: Explorable, seed: int, parameters: dict[str, Any]) -> str:
    """The same run on one's own machine."""
    defaults = {each.name: each.default for each in found.scenario.parameters}
    chosen = [
        f"--set {name}={plain(value)}"
        for name, value in parameters.items()
        if value != defaults[name]
    ]
    words = ["quorate simulate", found.name, f"--seed {seed}", *chosen, "--html run.html"]
    return " ".join(words)


class NotMadeError(PageError):
    """The run was not made; the parameters, or a limit, are in the way."""

    status = 422
    code = "not-made"


def folder() -> Path:
    """Where runs are kept."""
    return Path(settings.DATA_DIR) / "cache" / "explorer"


def read_kept(key: str) -> Explored | None:
    """A run from disk, if it is there whole."""
    place = folder()
    try:
        page = json.loads((place / f"{key}.page.json").read_text("utf-8"))
        packed = (place / f"{key}.scene.gz").read_bytes()
    except (OSError, ValueError):
        return None
    return Explored(key, page, packed) if page.get("bytes") == len(packed) else None


def keep(made: Explored) -> None:
    """Write a run, the page last: what has a page is whole. A full disk costs another run only."""
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        put(place / f"{made.key}.scene.gz", made.packed)
        put(place / f"{made.key}.page.json", json.dumps(made.page).encode())
        prune(place)
    except OSError as error:
        logger.warning("The run cannot be kept in %s (%s).", place, error)


def put(path: Path, content: bytes) -> None:
    """Write a file so that nobody reads half of it."""
    making = path.with_name(f"{path.name}.{threading.get_ident()}.making")
    making.write_bytes(content)
    making.replace(path)


def prune(place: Path) -> None:
    """Forget the oldest runs beyond the limits."""
    files = sorted(place.glob("*.scene.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for number, path in enumerate(files):
        total += path.stat().st_size
        if number >= KEPT_RUNS_MAX or total > KEPT_BYTES_MAX:
            with suppress(OSError):
                path.with_name(path.name.replace(".scene.gz", ".page.json")).unlink()
                path.unlink()
