"""Run every benchmark and write one flat map of names to numbers.

`make bench` prints them and writes benchmarks/out/latest.json. Every benchmark asserts its answers first: a cache
once looked fast because it answered 500.
"""

import json
import platform
import sys
from pathlib import Path

from benchmarks import exhaustive, explorer, first_start, pages, simulator, sweep, verdicts

OUT = Path(__file__).parent / "out" / "latest.json"
ROOMS = (exhaustive, explorer, first_start, pages, simulator, sweep, verdicts)


def main() -> int:
    """Measure, print, write."""
    figures: dict[str, float] = {}
    for room in ROOMS:
        for name, value in room.measure().items():
            figures[name] = round(value, 4)
            print(f"{name:<38} {value:>14,.4f}", flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(
        f"\n{platform.python_implementation()} {platform.python_version()}; written to {OUT.name}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
