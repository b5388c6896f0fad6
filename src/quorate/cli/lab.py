"""`quorate lab`: list labs, start one, run a solution against its steps, watch a file."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from quorate.cli import lab_jobs
from quorate.cli.errors import CommandError, unknown_name
from quorate.cli.places import labs_root
from quorate.labs import Lab, load_labs

SANDBOXES = ("auto", "none", "require:kernel", "require:hardened")
WATCH_SECONDS = 0.5
EXIT_CODES = {"ok": 0, "violated": 1, "unknown": 2}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its own sub-commands."""
    parser = subparsers.add_parser("lab", help="list, start and run labs")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="what there is")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    start = verbs.add_parser("start", help="put the starter into a folder")
    start.add_argument("slug")
    start.add_argument("folder", nargs="?", type=Path, default=Path())
    start.set_defaults(run=run_start)
    for verb, text in (("run", "run a solution once"), ("watch", "run it at every change")):
        command = verbs.add_parser(verb, help=text)
        command.add_argument("slug")
        command.add_argument("file", type=Path)
        command.add_argument("--step", metavar="ID", help="only this step (default: all, in order)")
        seeds = command.add_mutually_exclusive_group()
        seeds.add_argument("--seed", type=whole, metavar="N", help="only this seed")
        seeds.add_argument("--seeds", type=whole, metavar="K", help="the K seeds from 0")
        command.add_argument("--sandbox", choices=SANDBOXES, default="auto")
        command.add_argument("--json", action="store_true")
        command.set_defaults(run=run_run if verb == "run" else run_watch)


def whole(text: str) -> int:
    """A whole number of 0 or more."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number of 0 or more, with at most 15 digits"
        )
    return int(text)


def find(slug: str) -> Lab:
    """One lab, or the nearest name."""
    labs, _ = load_labs(labs_root())
    if slug not in labs:
        raise unknown_name("lab", slug, labs)
    return labs[slug]


def run_list(arguments: argparse.Namespace) -> int:
    """All labs."""
    labs, problems = load_labs(labs_root())
    if arguments.json:
        rows = [
            {"slug": s, "title": lab.title, "minutes": lab.minutes, "teaches": list(lab.teaches)}
            for s, lab in labs.items()
        ]
        print(json.dumps({"labs": rows}, ensure_ascii=False))
        return 0
    for slug, lab in labs.items():
        print(f"{slug:<24} {lab.minutes:>3} min  {lab.title}: {lab.summary}")
    for problem in problems:
        print(f"left out: {problem}", file=sys.stderr)
    return 0


def run_start(arguments: argparse.Namespace) -> int:
    """Write the starter and the text of the steps; nothing is overwritten."""
    lab = find(arguments.slug)
    if lab.kind != "code":
        raise CommandError(
            f"{lab.slug} is a decision; it has no file to start from.",
            hint="Take it on the site, or hand a JSON file to `quorate lab run`.",
        )
    target: Path = arguments.folder / f"{lab.slug.replace('-', '_')}.py"
    text = arguments.folder / f"{lab.slug}.md"
    for path in (target, text):
        if path.exists():
            raise CommandError(f"{path} is there already.", hint="Choose another folder.")
    try:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        target.write_text(lab.starter, encoding="utf-8")
        text.write_text(instructions(lab), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{arguments.folder} cannot be written ({error.strerror}).") from error
    print(f"Wrote {target} and {text}. Next: quorate lab run {lab.slug} {target}")
    return 0


def instructions(lab: Lab) -> str:
    """The lab's text as one Markdown file."""
    parts = [f"# {lab.title}", lab.summary, lab.primer_md, lab.instructions_md]
    for step in lab.steps:
        parts += [f"## {step.title}", step.instructions_md, f"Faults: {step.faults_note}"]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def run_run(arguments: argparse.Namespace) -> int:
    """Run every step in order until one does not hold."""
    lab = find(arguments.slug)
    solution = lab_jobs.read_solution(arguments.file, lab)
    results = lab_jobs.run_steps(lab, solution, arguments, show_progress)
    clear_progress()
    last = results[-1]
    if arguments.json:
        summary = {**last, "steps": results}
        print(json.dumps(summary, ensure_ascii=False))
    else:
        for result in results:
            show(result)
    return EXIT_CODES[last["verdict"]]


def run_watch(arguments: argparse.Namespace) -> int:
    """Run at every change of the file, until Ctrl-C."""
    seen = -1
    while True:
        try:
            changed = arguments.file.stat().st_mtime_ns
        except OSError as error:
            raise CommandError(f"{arguments.file} cannot be read ({error.strerror}).") from error
        if changed != seen:
            seen = changed
            run_run(arguments)
            print(f"Watching {arguments.file}; Ctrl-C ends.", flush=True)
        time.sleep(WATCH_SECONDS)


def show_progress(step: str, progress: dict[str, Any]) -> None:
    """One line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        done, total = progress.get("done", ""), progress.get("total", "")
        sys.stderr.write(f"\r\x1b[K{step}: {progress.get('phase', 'running')} {done}/{total}")
        sys.stderr.flush()


def clear_progress() -> None:
    """Leave the line empty."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def show(result: dict[str, Any]) -> None:
    """A result for reading."""
    word = {"ok": "held", "violated": "VIOLATED", "unknown": "unknown"}[result["verdict"]]
    seeds = result["seeds"]
    print(
        f"{result['step']}: {word}, {seeds['ok']} of {seeds['run']} seeds held. {result['reason']}"
    )
    error, failure = result.get("error"), result.get("failure")
    if error:
        place = f"line {error['line']}: " if error.get("line") else ""
        print(f"  {place}{error['message']}\n  {error['hint']}")
    if failure:
        print(f"  {failure['sentence']}")
        print(f"  The fault that exposed it: {failure['fault']}")
        for event in failure["events"]:
            line = f"  (line {event['line']})" if event.get("line") else ""
            print(
                f"    {event['t_us'] / 1_000_000:>8.3f} s  {event['node']:<10} {event['text']}{line}"
            )
        print(f"  Again: --step {result['step']} --seed {failure['seed']}")
    if result.get("output"):
        print("  Your code printed:")
        for line in result["output"].splitlines()[:20]:
            print(f"    {line}")
