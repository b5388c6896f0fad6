"""`python -m quorate.labs`: a job on standard input, JSON lines on standard output.

The protocol gets a descriptor of its own before any learner's code is loaded, and descriptor 1
then leads to standard error: whatever a learner's file prints cannot stand between our lines.
"""

import fcntl
import io
import json
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

from quorate.labs.exploring import explore
from quorate.labs.job import failed, run_job

_STDOUT, _STDERR, _FREE_FROM = 1, 2, 3
_JOB_CHARACTERS_MAX = 1_000_000


def main() -> int:
    """Do one job; the verdict is in the result, the exit code only says whether there is one."""
    protocol = take_stdout()

    def emit(message: dict[str, Any]) -> None:
        protocol.write(json.dumps(message, separators=(",", ":"), allow_nan=False) + "\n")
        protocol.flush()

    job: Any = None
    try:
        job = json.loads(sys.stdin.read(_JOB_CHARACTERS_MAX))
        root = Path(job["labs_root"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        hint = 'write {"labs_root", "lab", "step", "seeds", "solution"} as one JSON object'
        emit({"result": failed(job, "job", f"unreadable job: {error}", hint).to_json()})
        return 2
    try:
        (explore if "explore" in job else run_job)(job, root, emit)
    except MemoryError:
        hint = "look for a collection that only grows"
        emit({"result": failed(job, "memory", "memory ran out", hint).to_json()})
    except Exception:
        # Ours, so the operator gets the traceback and the learner an apology.
        traceback.print_exc(file=sys.stderr)
        message, hint = "the judge failed, not your solution", "please report it with this file"
        emit({"result": failed(job, "internal", message, hint).to_json()})
        return 2
    return 0


def take_stdout() -> TextIO:
    """Move the protocol away from descriptor 1, which then leads to standard error."""
    sys.stdout.flush()
    kept = fcntl.fcntl(_STDOUT, fcntl.F_DUPFD_CLOEXEC, _FREE_FROM)
    io.FileIO(_STDOUT, "w").close()
    # Duplicating gives the lowest number from the asked one on, which is now free.
    fcntl.fcntl(_STDERR, fcntl.F_DUPFD, _STDOUT)
    sys.stdout = sys.stderr
    return io.TextIOWrapper(io.FileIO(kept, "w"), encoding="utf-8", write_through=True)


if __name__ == "__main__":
    sys.exit(main())
