"""`quorate paths`: every path with its phases, units and hours."""

import argparse
import json
from typing import Any

from quorate.cli.curriculum import load
from quorate.curriculum import Curriculum, Path, Phase, Unit, path_totals


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("paths", help="list the paths, their units and hours")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print all paths."""
    curriculum = load()
    if arguments.json:
        rows = [path_json(path, curriculum) for path in curriculum.paths.values()]
        print(json.dumps({"paths": rows}, ensure_ascii=False))
        return 0
    for path in curriculum.paths.values():
        totals = path_totals(curriculum, path)
        low, high = path.weeks
        print(f"{path.slug:<18} {path.title}")
        print(
            f"{'':<18} {low}-{high} weeks at {path.hours_per_week[0]:g}-{path.hours_per_week[1]:g} h; "
            f"{totals.hours:.0f} h in all, {totals.hours_available:.1f} h written"
        )
    return 0


def path_json(path: Path, curriculum: Curriculum) -> dict[str, Any]:
    """One path as contract.md §3 gives it; `planned` counts all units, `available` the written."""
    totals = path_totals(curriculum, path)
    return {
        "slug": path.slug,
        "kind": path.kind,
        "title": path.title,
        "weeks": list(path.weeks),
        "hours_per_week": list(path.hours_per_week),
        "hours": {
            "planned": round(totals.hours, 2),
            "available": round(totals.hours_available, 2),
        },
        "outcome": path.outcome,
        "phases": [phase_json(phase, curriculum) for phase in path.phases],
    }


def phase_json(phase: Phase, curriculum: Curriculum) -> dict[str, Any]:
    """One phase with its units."""
    return {
        "id": phase.id,
        "title": phase.title,
        "weeks": phase.weeks,
        "outcome": phase.outcome,
        "units": [unit_json(curriculum.resolve(unit)) for unit in phase.units],
    }


def unit_json(unit: Unit) -> dict[str, Any]:
    """One unit."""
    return {
        "id": unit.id,
        "kind": unit.kind,
        "title": unit.title,
        "status": unit.status,
        "minutes": {
            "core": unit.minutes.core,
            "full": unit.minutes.full,
            "deep": unit.minutes.deep,
        },
    }
