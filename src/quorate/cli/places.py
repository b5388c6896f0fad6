"""Where the command line finds the curriculum and keeps its caches."""

import json
import os
from pathlib import Path

from quorate.cli.errors import CommandError
from quorate.curriculum import find_content

PACKAGE = Path(__file__).resolve().parents[1]


def content_root(chosen: Path | None = None) -> Path:
    """The folder named, else CONTENT_DIR, else the one shipped with the package or beside it."""
    named = os.environ.get("CONTENT_DIR")
    given = chosen or (Path(named) if named else None)
    found = find_content(PACKAGE, given=given)
    if found is None:
        raise CommandError(
            f"there is no curriculum in {given or PACKAGE / 'content'} (concepts.yaml is missing).",
            hint="Name the folder with --content or CONTENT_DIR.",
        )
    return found


def data_dir_default() -> Path:
    """Where a site keeps its data when no flag says so: DATA_DIR, else ./data."""
    return Path(os.environ.get("DATA_DIR") or "data")


def labs_root(chosen: Path | None = None) -> Path:
    """The folder of labs."""
    return content_root(chosen) / "labs"


def recordings() -> Path:
    """Where figures are kept that were recorded before: of `make setup`, else in the user's cache."""
    built = PACKAGE / "web" / "built" / "content"
    if built.is_dir() and os.access(built, os.W_OK):
        return built
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quorate"


def explorer_bundle() -> str | None:
    """The explorer's script, if the front end was built; a page without it is a picture with words."""
    built = PACKAGE / "web" / "static" / "dist"
    try:
        names: dict[str, str] = json.loads((built / "manifest.json").read_text("utf-8"))
        return (built / names["explorer.js"]).read_text("utf-8")
    except (OSError, ValueError, KeyError):
        return None
