"""Takes queued runs, one after the other, and has each judged in a child process.

The database is the queue: a run is claimed by one update, its judge holds a lease on it, and a run whose lease
ended (the server was killed) is judged again. So several processes can share the work, and none is lost.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F, Q
from django.utils import timezone

from quorate.web.practice.actions.finish_run import do_finish_run
from quorate.web.practice.judging import Judgement, judge
from quorate.web.practice.models import Run

LEASE = timedelta(seconds=15)
RENEW_SECONDS = 4.0
LOOK_SECONDS = 0.4
IDLE_SECONDS = 5.0
TRIES_MAX = 2
logger = logging.getLogger("quorate.web.practice")


class Dispatcher:
    """One thread that judges; started by the first run that needs it."""

    def __init__(self) -> None:
        self._wake = threading.Event()
        self._idle = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def notify(self) -> None:
        """There may be something to judge; a process whose settings say JUDGING = False leaves it to others."""
        if not getattr(settings, "JUDGING", True):
            return
        self._idle.clear()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._loop, name="judge", daemon=True)
                self._thread.start()
        self._wake.set()

    def wait_until_idle(self, *, seconds: float) -> bool:
        """Wait until nothing is left to judge, as long as that; False if there is."""
        return self._idle.wait(seconds)

    def _loop(self) -> None:
        while True:
            self._wake.clear()
            try:
                close_old_connections()
                while judge_next():
                    pass
                pending = Run.objects.filter(state__in=[Run.QUEUED, Run.RUNNING]).exists()
            except Exception:
                logger.exception("judging failed; it is tried again in %s s", IDLE_SECONDS)
                pending = True
            if not pending:
                connection.close()
                if not self._wake.is_set():
                    self._idle.set()
            self._wake.wait(IDLE_SECONDS if pending else None)


def judge_next() -> bool:
    """Judge the oldest run that waits; False if there is none."""
    run = claim()
    if run is None:
        return False
    if run.cancel_requested:  # asked of a judge that was lost before it saw it
        judgement = Judgement("cancelled", "", "You stopped this run.")
    elif run.tries > TRIES_MAX:
        judgement = Judgement(
            "not-run", "", "The judge was lost twice on this run; it is not tried again."
        )
    else:
        watch = Watch(run)
        judgement = judge(job_of(run), watch.on_progress, watch.cancelled)
    do_finish_run(run, judgement)
    return True


def claim() -> Run | None:
    """Take the oldest run that is queued or whose judge was lost; nobody else gets the same."""
    now = timezone.now()
    free = Q(state=Run.QUEUED) | Q(state=Run.RUNNING, lease_until__lt=now)
    for run_id in Run.objects.filter(free).order_by("id").values_list("id", flat=True)[:5]:
        taken = Run.objects.filter(free, id=run_id).update(
            state=Run.RUNNING, started_at=now, lease_until=now + LEASE, tries=F("tries") + 1
        )
        if taken:
            return Run.objects.get(id=run_id)
    return None


def job_of(run: Run) -> dict[str, Any]:
    """The job in the form the labs package reads."""
    return {
        "labs_root": str(settings.CONTENT_ROOT / "labs"),
        "lab": run.lab,
        "step": run.step,
        "seeds": run.seeds,
        "solution": run.solution,
    }


class Watch:
    """What happens beside a run: the lease is renewed, progress written, a cancel seen."""

    def __init__(self, run: Run, clock: Callable[[], float] = time.monotonic) -> None:
        self._run = run
        self._clock = clock
        self._looked = self._renewed = clock()
        self._cancelled = False
        self._progress: dict[str, Any] = {}

    def on_progress(self, progress: dict[str, Any]) -> None:
        """Keep the latest; it is written at the next look."""
        done, total, phase = progress.get("done"), progress.get("of"), progress.get("phase")
        self._progress = {
            "done": done if type(done) is int else 0,
            "total": total if type(total) is int else 0,
            "phase": "shrink" if phase == "shrink" else "",
        }

    def cancelled(self) -> bool:
        """Whether the learner asked to stop; asked many times a second, looked up a few times."""
        now = self._clock()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            changes: dict[str, Any] = {"progress": self._progress}
            if now - self._renewed >= RENEW_SECONDS:
                self._renewed = now
                changes["lease_until"] = timezone.now() + LEASE
            rows = Run.objects.filter(id=self._run.id)
            rows.update(**changes)
            stored = rows.values_list("cancel_requested", flat=True).first()
            self._cancelled = stored is None or stored  # gone with its learner: stop as well
        return self._cancelled


DISPATCHER = Dispatcher()
"""The process's own."""
