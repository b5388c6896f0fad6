"""No file that fixes what is installed names the place it is fetched from."""

import json
import subprocess
import tomllib

from repository.source_tree import ROOT


def test_requirements_name_no_index() -> None:
    files = sorted((ROOT / "requirements").iterdir())
    forbidden = ("://", "--index", "--extra-index", "--find-links", "--trusted-host")
    found = [
        f"{path.name}: {word}"
        for path in files
        for word in forbidden
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
    assert {"run.txt", "test.txt", "dev.txt", "build.txt"} <= {path.name for path in files}


def test_every_requirement_is_pinned_with_hashes() -> None:
    for name in ("run", "test", "dev", "build"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        requirements = [line for line in text.splitlines() if line and line[0].isalpha()]
        assert requirements, name
        assert [line for line in requirements if "==" not in line] == []
        assert text.count("--hash=sha256:") >= len(requirements)


def test_pyproject_has_no_index() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {"uv", "poetry", "pdm"}.isdisjoint(settings["tool"])


def test_every_direct_requirement_says_what_needs_it() -> None:
    bare = [
        f"{path.name}: {line}"
        for path in sorted((ROOT / "requirements").glob("*.in"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
        and not line.startswith(("#", "-r"))
        and "  # " not in f"{line} ".replace(" #", "  #")
    ]
    assert bare == []


def test_the_lock_file_of_the_front_end_names_no_address() -> None:
    text = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert len(packages) > 5


def test_front_end_versions_are_exact() -> None:
    manifest = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    versions = {**manifest.get("dependencies", {}), **manifest.get("devDependencies", {})}
    assert [name for name, version in versions.items() if not version[0].isdigit()] == []
    assert versions


def test_no_lock_file_of_another_tool_is_tracked() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "uv.lock", "poetry.lock", "yarn.lock"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert tracked == ""
