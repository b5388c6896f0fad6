"""Where the command line finds the curriculum and keeps its caches."""

import os
from pathlib import Path

from quorate.cli.errors import CommandError

PACKAGE = Path(__file__).resolve().parents[1]


def content_root(chosen: Path | None = None) -> Path:
    """The folder named, else CONTENT_DIR, else the one shipped with the package or beside it."""
    named = chosen or (Path(os.environ["CONTENT_DIR"]) if os.environ.get("CONTENT_DIR") else None)
    candidates = [named] if named else [PACKAGE / "content", PACKAGE.parents[1] / "content"]
    for candidate in candidates:
        if (candidate / "concepts.yaml").is_file():
            return candidate.resolve()
    raise CommandError(
        f"there is no curriculum in {candidates[-1]} (concepts.yaml is missing).",
        hint="Name the folder with --content or CONTENT_DIR.",
    )


def labs_root(chosen: Path | None = None) -> Path:
    """The folder of labs."""
    return content_root(chosen) / "labs"
