"""`quorate content`: every problem of the curriculum at once, and what there is."""

import argparse
import json
from pathlib import Path

from quorate.cli.places import content_root, recordings


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `check` and `stats`."""
    parser = subparsers.add_parser("content", help="check the curriculum, or count it")
    parser.add_argument("what", choices=["check", "stats"])
    parser.add_argument("--content", type=Path, default=None, help="another content folder")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print, and exit 1 if there is a problem."""
    root = content_root(arguments.content)
    return check(root, arguments) if arguments.what == "check" else stats(root, arguments)


def check(root: Path, arguments: argparse.Namespace) -> int:
    """Every problem with id, file:line, message and hint."""
    from quorate.authoring import CheckSettings, check_content

    problems = check_content(root, settings=CheckSettings(cache_dir=recordings()))
    if arguments.json:
        rows = [
            {"id": p.id, "file": p.path, "line": p.line, "message": p.message, "hint": p.hint}
            for p in problems
        ]
        print(json.dumps({"problems": rows}, ensure_ascii=False))
    else:
        for problem in problems:
            print(f"{problem.id} {problem.path}:{problem.line} {problem.message}")
            if problem.hint:
                print(f"    {problem.hint}")
        count = len(problems)
        print("No problems." if not count else f"{count} problem{'s' if count > 1 else ''}.")
    return 1 if problems else 0


def stats(root: Path, arguments: argparse.Namespace) -> int:
    """Counts by kind: what is written and what is planned."""
    from quorate.authoring import content_stats

    counts = content_stats(root, cache_dir=recordings())
    if arguments.json:
        print(json.dumps(counts, ensure_ascii=False))
    else:
        for name, count in counts.items():
            print(f"{name:<32} {count:>7}")
    return 0
