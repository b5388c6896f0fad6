"""Where the content folder lies: named, shipped inside the package, or beside the source tree."""

from pathlib import Path


def find_content(package_dir: Path, *, given: Path | None = None) -> Path | None:
    """Return the folder given, else the wheel's copy, else the repository's; None if there is none.

    A folder counts when it has the concept graph, which no content can do without.
    """
    shipped, repository = package_dir / "content", package_dir.parents[1] / "content"
    candidates = (given,) if given is not None else (shipped, repository)
    found = (each.resolve() for each in candidates if (each / "concepts.yaml").is_file())
    return next(found, None)
