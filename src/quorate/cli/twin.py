"""The same seed in two processes with different hash seeds: do the traces agree?

Python's hash seed is fixed when a process starts, so the twins are processes of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quorate.cli.errors import CommandError
from quorate.history import load_trace
from quorate.labs import Divergence, first_divergence

HASH_SEEDS = ("0", "1")


@dataclass(frozen=True, slots=True)
class Twins:
    """Under which hash seeds the run was repeated, and where the traces part, if they do."""

    hash_seeds: Sequence[str]
    divergence: Divergence | None


def run_twins(words: Sequence[str], *, hash_seeds: Sequence[str] = HASH_SEEDS) -> Twins:
    """Run `quorate simulate` with these words once under each hash seed; compare the traces."""
    with tempfile.TemporaryDirectory(prefix="quorate-twin-") as folder:
        paths = [Path(folder, f"{number}.jsonl") for number in range(len(hash_seeds))]
        hashes = [
            _run_one(words, path, hash_seed)
            for path, hash_seed in zip(paths, hash_seeds, strict=True)
        ]
        for path, trace_hash in zip(paths[1:], hashes[1:], strict=True):
            if trace_hash != hashes[0]:
                one, other = (
                    load_trace(each.read_text(encoding="utf-8").splitlines())
                    for each in (paths[0], path)
                )
                return Twins(hash_seeds, first_divergence(one, other))
    return Twins(hash_seeds, None)


def twin_words(arguments: argparse.Namespace) -> list[str]:
    """The words that ask for the same run again."""
    words = [] if arguments.replay else [arguments.scenario, "--seed", str(arguments.seed)]
    for flag in ("solution", "plan", "replay"):
        path = getattr(arguments, flag)
        words += [] if path is None else [f"--{flag}", str(path)]
    for pair in arguments.set:
        words += ["--set", pair]
    return [*words, "--patience", str(arguments.patience)]


def _run_one(words: Sequence[str], trace: Path, hash_seed: str) -> str:
    command = [sys.executable, "-m", "quorate", "simulate", *words, "--trace", str(trace), "--json"]
    done = subprocess.run(  # noqa: S603  our own command, in this Python
        command,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return str(json.loads(done.stdout)["trace_hash"])
    except (ValueError, KeyError) as error:
        said = done.stderr.strip().splitlines()
        raise CommandError(
            f"the twin under hash seed {hash_seed} ended without a trace ({said[0] if said else ''})."
        ) from error
