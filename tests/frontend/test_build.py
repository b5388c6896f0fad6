"""The front end's build: complete, repeatable, small, and quick when there is nothing to do."""

import gzip
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
FRONTEND = REPOSITORY / "frontend"
PAGE_AND_FIGURE_BYTES_MAX = 25 * 1024
EDITOR_BYTES_MAX = 160 * 1024
EXPLORER_BYTES_MAX = 24 * 1024
BUNDLES = ["editor.js", "explorer.js", "figure.js", "lab-frame.js", "lab.js", "page.js"]


def build(dist: Path) -> str:
    """Runs the build into a folder and returns what it said."""
    command = ["node", str(FRONTEND / "build.mjs")]
    environment = {**os.environ, "QUORATE_DIST": str(dist)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One finished build."""
    if shutil.which("node") is None:
        pytest.fail("Node 20 or newer is missing; `make setup` needs it for the front end")
    folder = tmp_path_factory.mktemp("front-end") / "dist"
    build(folder)
    return folder


@pytest.fixture(scope="module")
def manifest(dist: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads((dist / "manifest.json").read_text())
    return names


def packed(dist: Path, name: str) -> int:
    """Bytes of a file as they cross the network."""
    return len(gzip.compress((dist / name).read_bytes(), mtime=0))


def test_every_name_of_the_manifest_is_there(dist: Path, manifest: dict[str, str]) -> None:
    assert [name for name in manifest if name.endswith(".js")] == BUNDLES
    assert [name for name in manifest.values() if not (dist / name).exists()] == []
    runtime = json.loads((dist / "runtime.json").read_text())
    assert [name for _, name in runtime["files"] if not (dist / name).is_file()] == []


def test_pyodide_is_taken_whole(dist: Path, manifest: dict[str, str]) -> None:
    source = FRONTEND / "node_modules" / "pyodide"
    for name in ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]:
        assert (dist / manifest["pyodide"] / name).read_bytes() == (source / name).read_bytes()


def test_page_and_figure_stay_small(dist: Path, manifest: dict[str, str]) -> None:
    total = packed(dist, manifest["page.js"]) + packed(dist, manifest["figure.js"])
    assert total <= PAGE_AND_FIGURE_BYTES_MAX


def test_the_editor_stays_within_its_budget(dist: Path, manifest: dict[str, str]) -> None:
    assert packed(dist, manifest["editor.js"]) <= EDITOR_BYTES_MAX


def test_the_explorer_stays_within_its_budget(dist: Path, manifest: dict[str, str]) -> None:
    assert packed(dist, manifest["explorer.js"]) <= EXPLORER_BYTES_MAX


def test_a_second_build_has_nothing_to_do(dist: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in dist.rglob("*")}
    assert build(dist) == "front end: nothing to do\n"
    assert {path: path.stat().st_mtime_ns for path in dist.rglob("*")} == before


def test_a_missing_output_is_built_again(
    dist: Path, manifest: dict[str, str], tmp_path: Path
) -> None:
    copy = tmp_path / "dist"
    shutil.copytree(dist, copy)
    (copy / manifest["page.js"]).unlink()
    assert build(copy).startswith("front end: built")
    assert (copy / manifest["page.js"]).is_file()


def test_two_builds_of_the_same_tree_are_equal_byte_for_byte(dist: Path, tmp_path: Path) -> None:
    again = tmp_path / "dist"
    build(again)
    files = {path.relative_to(dist) for path in dist.rglob("*") if path.is_file()}
    assert {path.relative_to(again) for path in again.rglob("*") if path.is_file()} == files
    assert [
        name for name in files if (dist / name).read_bytes() != (again / name).read_bytes()
    ] == []


def test_the_core_holds_pure_packages_and_labs_and_no_solutions(
    dist: Path, manifest: dict[str, str]
) -> None:
    with zipfile.ZipFile(dist / manifest["quorate-core.zip"]) as core:
        assert core.testzip() is None
        names = core.namelist()
    tops = {"/".join(name.split("/")[:2]) for name in names}
    impure = {f"quorate/{name}" for name in ("web", "cli", "sandbox", "authoring")}
    assert tops & impure == set()
    assert "quorate/labs" in tops
    assert names == sorted(names)
    assert [name for name in names if "solutions" in name or name.endswith(".pyc")] == []


def test_the_core_imports_by_itself(dist: Path, manifest: dict[str, str]) -> None:
    core = dist / manifest["quorate-core.zip"]
    program = "import quorate.labs; print(quorate.labs.__file__)"
    environment = {"PYTHONPATH": str(core), "PYTHONDONTWRITEBYTECODE": "1"}
    python = shutil.which("python3")
    assert python is not None
    done = subprocess.run(
        [python, "-S", "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(core))


def test_an_impure_import_of_the_labs_stops_the_build(tmp_path: Path) -> None:
    labs = tmp_path / "src" / "quorate" / "labs"
    labs.mkdir(parents=True)
    (labs / "__init__.py").write_text("from quorate.web import settings\n")
    (tmp_path / "src" / "quorate" / "web").mkdir()
    script = (
        f"import {{ coreEntries }} from {json.dumps(str(FRONTEND / 'build' / 'core.mjs'))};"
        f"coreEntries({json.dumps(str(tmp_path))});"
    )
    command = ["node", "--input-type=module", "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "quorate.web is reached from quorate.labs but does not run in the browser" in done.stderr


def test_dependencies_are_pinned_exactly_and_name_no_host() -> None:
    package = json.loads((FRONTEND / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not version[0].isdigit()] == []
    lock = (FRONTEND / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in lock
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text()
    assert "codemirror" not in versions
