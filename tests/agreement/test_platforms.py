"""One seed, one trace: under every hash seed, on every CPython found here, and in Pyodide."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from agreement.platforms import trace_hashes

REPOSITORY = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("platforms.py")
LABS = REPOSITORY / "content" / "labs"
PYODIDE = REPOSITORY / "frontend" / "node_modules" / "pyodide"
OTHER_VERSIONS = ("3.12", "3.13", "3.14")


@cache
def here() -> dict[str, str]:
    return trace_hashes(str(LABS))


def hashes_of(python: str, *, hash_seed: str = "random") -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    environment["PYTHONPATH"] = str(REPOSITORY / "src")
    done = subprocess.run(
        [python, str(PROGRAM), str(LABS)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    hashes: dict[str, str] = json.loads(done.stdout)
    return hashes


def find_python(version: str) -> str | None:
    """A CPython of this version: on the path, or where pyenv and uv keep theirs."""
    homes = [Path.home() / ".pyenv" / "versions", Path.home() / ".local/share/uv/python"]
    kept = [
        home / "bin" / f"python{version}"
        for place in homes
        if place.is_dir()
        for home in sorted(place.iterdir())
    ]
    candidates = [shutil.which(f"python{version}"), *(str(path) for path in kept if path.exists())]
    for candidate in filter(None, candidates):
        asked = subprocess.run(
            [candidate, "--version"], capture_output=True, text=True, check=False
        )
        if re.match(rf"Python {re.escape(version)}\.", asked.stdout):
            return candidate
    return None


def test_there_are_enough_workloads_to_compare() -> None:
    assert len({name.split()[0] for name in here()}) >= 8
    assert len(set(here().values())) == len(here())


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_the_salt_of_hashes_changes_nothing(hash_seed: str) -> None:
    assert here() == hashes_of(sys.executable, hash_seed=hash_seed)


@pytest.mark.parametrize("version", OTHER_VERSIONS)
def test_another_cpython_agrees(version: str) -> None:
    python = find_python(version)
    if python is None:
        pytest.skip(
            f"not yet run: CPython {version} is not on this machine; no gap between versions, since the oldest "
            "runs here and Pyodide, which is 3.14, is compared in Node and in chromium on every machine"
        )
    assert here() == hashes_of(python)


def test_pyodide_in_node_agrees(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "Node 20 or newer is missing; `make setup` needs it for the front end"
    core = tmp_path / "core.zip"
    write = (
        "import { writeFileSync } from 'node:fs';"
        "import { coreEntries } from './build/core.mjs';"
        "import { zip } from './build/zip.mjs';"
        "writeFileSync(process.argv[1], zip(coreEntries('..')));"
    )
    subprocess.run(
        [node, "--input-type=module", "-e", write, str(core)],
        cwd=REPOSITORY / "frontend",
        check=True,
    )
    done = subprocess.run(
        [
            node,
            str(PROGRAM.with_name("pyodide_in_node.mjs")),
            str(PYODIDE),
            str(core),
            str(PROGRAM),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert here() == json.loads(done.stdout)
