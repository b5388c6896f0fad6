"""Loads a site, from the cache on disk if content and code are the same as then."""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from quorate.authoring.addresses import Addresses
from quorate.authoring.building import BuildSettings, build_site
from quorate.authoring.codec import from_plain, to_plain
from quorate.authoring.errors import ContentMissing
from quorate.authoring.recordings import hash_code
from quorate.authoring.site import Site
from quorate.curriculum import Curriculum, Parts

_KEPT = 3
# What a rendered page or a recorded figure is computed by. Change there, and the cache is stale.
_CODE = (
    "assessment", "authoring", "calculators", "checkers", "curriculum", "diagram", "faults",
    "history", "labs", "node", "simulator", "workloads",
)  # fmt: skip
_SKIPPED = ("__pycache__", ".git")


def load_site(
    content_root: Path, *, cache_dir: Path | None, addresses: Addresses | None = None
) -> Site:
    """Return the site of a content folder. Raises ContentMissing; all else is in `problems`.

    A cache directory that cannot be written, or a file in it that cannot be read, costs time
    and nothing else.
    """
    root = Path(content_root).resolve()
    if not root.is_dir():
        raise ContentMissing(content_root)
    places = addresses or Addresses()
    content_hash = hash_content(root)
    if cache_dir is None:
        return build_site(root, BuildSettings(content_hash, places)).site
    key = sha256(f"{content_hash} {hash_code(_CODE)} {dict(places.places)}".encode()).hexdigest()[
        :24
    ]
    cached = cache_dir / f"site-{key}.json"
    site = _read_cache(cached, root, places)
    if site is None:
        site = build_site(root, BuildSettings(content_hash, places, cache_dir)).site
        _write_cache(cached, site)
    return site


def hash_content(root: Path) -> str:
    """Return a hash of every file below the content folder, by name and bytes."""
    total = sha256()
    for path in _files(root):
        total.update(path.relative_to(root).as_posix().encode())
        total.update(b"\0")
        total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each not in _SKIPPED)
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not name.endswith((".pyc", "~")):
                yield path


def _read_cache(path: Path, root: Path, addresses: Addresses) -> Site | None:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        parts = Parts(
            *(from_plain(data[each]) for each in ("concepts", "units", "paths", "outlines"))
        )
        return Site(
            curriculum=Curriculum.from_parts(parts, content_hash=data["content_hash"]),
            lessons=MappingProxyType(from_plain(data["lessons"])),
            exams=MappingProxyType(from_plain(data["exams"])),
            figures=MappingProxyType(from_plain(data["figures"])),
            search_rows=from_plain(data["search_rows"]),
            problems=from_plain(data["problems"]),
            content_hash=data["content_hash"],
            pages=MappingProxyType(from_plain(data["pages"])),
            addresses=addresses,
            root=root,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write_cache(path: Path, site: Site) -> None:
    """Write under another name and rename, so that a reader never sees half a file."""
    held = site.curriculum
    data = {
        "content_hash": site.content_hash,
        "concepts": to_plain(tuple(held.concepts.values())),
        "units": to_plain(tuple(held.units.values())),
        "paths": to_plain(tuple(held.paths.values())),
        "outlines": to_plain(tuple(held.lessons.values())),
        "lessons": to_plain(site.lessons),
        "exams": to_plain(site.exams),
        "figures": to_plain(site.figures),
        "search_rows": to_plain(site.search_rows),
        "problems": to_plain(site.problems),
        "pages": to_plain(site.pages),
    }
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
        _forget_old(path.parent)
    except OSError:
        return


def _forget_old(folder: Path) -> None:
    cached = sorted(folder.glob("site-*.json"), key=lambda each: each.stat().st_mtime)
    for each in cached[:-_KEPT]:
        each.unlink(missing_ok=True)
