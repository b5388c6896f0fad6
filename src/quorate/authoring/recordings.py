"""Keeps recorded figures between builds: recording one may take seconds."""

import json
import os
from hashlib import sha256
from pathlib import Path

from quorate.authoring.figures import Figure, FigureSource, load_scenario, record_figure
from quorate.authoring.page import Control

_CODE = (
    "calculators", "checkers", "diagram", "faults", "history", "labs", "node", "simulator",
    "workloads",
)  # fmt: skip


def hash_code(packages: tuple[str, ...] = _CODE) -> str:
    """Return a hash of our own source, of the packages that recordings are computed by."""
    root = Path(__file__).resolve().parent.parent
    total = sha256()
    for name in packages:
        for path in sorted((root / name).rglob("*.py")):
            total.update(path.relative_to(root).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def record_scenario(path: Path, unit_id: str, cache_dir: Path | None) -> tuple[Figure, ...]:
    """Return the recorded figures of a scenario file, from the cache if nothing has changed.

    Raises FigureError.
    """
    kept = None
    if cache_dir is not None:
        parts = (unit_id.encode(), hash_code().encode(), _own_code(), path.read_bytes())
        key = sha256(b"\0".join(parts)).hexdigest()[:24]
        kept = cache_dir / f"figures-{unit_id}-{key}.json"
        found = _read(kept)
        if found is not None:
            return found
    sources: tuple[FigureSource, ...] = load_scenario(path, unit_id)
    figures = tuple(record_figure(each, unit_id) for each in sources)
    if kept is not None:
        _write(kept, figures, f"figures-{unit_id}-*.json")
    return figures


def _own_code() -> bytes:
    return Path(__file__).with_name("figures.py").read_bytes()


def _read(path: Path) -> tuple[Figure, ...] | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            Figure(
                slug=each["slug"],
                unit_id=each["unit_id"],
                name=each["name"],
                title=each["title"],
                controls=tuple(
                    Control(c["name"], c["label"], c["unit"], tuple(c["values"]))
                    for c in each["controls"]
                ),
                default=each["default"],
                recording=each["recording"],
            )
            for each in data
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, figures: tuple[Figure, ...], pattern: str) -> None:
    data = [
        {
            "slug": each.slug,
            "unit_id": each.unit_id,
            "name": each.name,
            "title": each.title,
            "controls": [
                {"name": c.name, "label": c.label, "unit": c.unit, "values": list(c.values)}
                for c in each.controls
            ],
            "default": dict(each.default),
            "recording": each.recording,
        }
        for each in figures
    ]
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob(pattern):
            old.unlink(missing_ok=True)
        partial.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
    except OSError:
        return
