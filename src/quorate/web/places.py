"""Where things are on this machine: the curriculum and the local time zone."""

import contextlib
import os
from pathlib import Path
from zoneinfo import available_timezones

from quorate.curriculum import find_content

HERE = Path(__file__).resolve().parent


def content_root(given: str | None) -> Path:
    """The curriculum's folder: the one given, the wheel's copy, or the repository's."""
    wanted = Path(given) if given else None
    return find_content(HERE.parent, given=wanted) or wanted or HERE.parent / "content"


def local_zone() -> str:
    """The machine's IANA zone, which is the learner's on a local install; UTC when it does not say."""
    candidates = [os.environ.get("TZ", "").lstrip(":")]
    with contextlib.suppress(OSError):
        candidates.append(Path("/etc/timezone").read_text("utf-8").strip())
    with contextlib.suppress(OSError):
        candidates.append(str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2])
    known = available_timezones()
    for zone in candidates:
        if zone in known and "/" in zone and not zone.startswith("Etc/"):
            return zone
    return "UTC"
