"""What this machine can hold a program to; only what is built is claimed."""

import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from typing import Literal

Level = Literal["none", "hygiene", "kernel", "hardened"]

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


@dataclass(frozen=True, slots=True)
class Report:
    """The level a run on this machine gets, and why not a higher one."""

    level: Level
    reasons: tuple[str, ...]


def probe() -> Report:
    """Say which level `run_process` gives here."""
    if not hasattr(os, "killpg"):
        return Report("none", ("this system has no process groups and no rlimits: use Linux",))
    return Report("hygiene", ("no kernel jail is built yet: runs count as practice only",))


def forbid_dumps() -> bool:
    """Keep children of the same account out of this process's memory; True when it took effect.

    For long-lived processes that start learners' programs. Exec resets it, so it is called in the
    process that stays.
    """
    if not sys.platform.startswith("linux"):
        return False
    answer: int = ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return answer == 0


def end_with_parent() -> bool:
    """Have this process end when its parent does, however that ends; True when it took effect.

    For a worker: one whose server was killed would go on answering on the server's port.
    """
    if not sys.platform.startswith("linux"):
        return False
    answer: int = ctypes.CDLL(None, use_errno=True).prctl(
        _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0
    )
    return answer == 0
