"""Reads lab folders; what is wrong with one is a report with its place and remedy.

    content/labs/<slug>/lab.toml instructions.md primer.md starter.py scenario.py hints.md

`scenario.py` belongs to the course and is trusted: it defines SCENARIOS, a dict from the id of a
scenario to the Scenario, and for a decision lab MEMO. A lab may take the scenarios of another one
with `scenarios_of = "<slug>"`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from quorate.curriculum import Problem
from quorate.labs.errors import LabError, UnknownLabError
from quorate.labs.lab import FormField, FormOption, Lab, Step
from quorate.workloads import Scenario

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADING = re.compile(r"^## +(?P<title>.*?) *\{#(?P<id>[a-z0-9-]+)\} *$", re.MULTILINE)
_HINT = re.compile(r"^### .*$", re.MULTILINE)
_REQUIRED = {"title": str, "summary": str, "minutes": (int, dict), "teaches": list, "kind": str}
_KNOWN = (*_REQUIRED, "version", "steps", "form", "scenarios_of", "level", "track", "aliases")
_STEP_REQUIRED = {"id": str, "title": str, "faults": str, "scenario": str}
_STEP_KNOWN = (*_STEP_REQUIRED, "teaches", "seeds_public")
_SEEDS_PUBLIC = 10


class _Stop(Exception):  # noqa: N818  ends the reading of one lab; the problem is noted already
    """The rest of this lab cannot be read."""


@dataclass(slots=True)
class _Reading:
    """One lab folder while it is read."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def note(self, number: int, name: str, message: str, hint: str, *, line: int = 1) -> None:
        path = f"labs/{self.folder.name}/{name}"
        self.problems.append(Problem(path, line, f"labs.E{number:03}", message, hint))

    def stop(self, number: int, name: str, message: str, hint: str, *, line: int = 1) -> _Stop:
        self.note(number, name, message, hint, line=line)
        return _Stop(message)

    def text(self, name: str) -> str:
        """Read a file; a missing one is a problem and reads as empty."""
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.note(2, name, f"cannot be read ({type(error).__name__})", "add it, as UTF-8 text")
            return ""


def load_labs(root: Path) -> tuple[dict[str, Lab], tuple[Problem, ...]]:
    """Read all labs below `root`; a lab with a problem that matters is left out."""
    labs: dict[str, Lab] = {}
    problems: list[Problem] = []
    folders = sorted(path.parent for path in root.glob("*/lab.toml"))
    for folder in folders:
        reading = _Reading(folder)
        try:
            lab = _read_lab(reading, root)
            if not reading.problems:
                labs[lab.slug] = lab
        except _Stop:
            pass
        problems += reading.problems
    return labs, tuple(sorted(problems))


def load_lab(root: Path, slug: str) -> Lab:
    """Read one lab; its problems are an error here, since somebody wants to run it."""
    from_here = _Reading(root / slug) if _SLUG.fullmatch(slug) else None
    if from_here is None or not (root / slug / "lab.toml").is_file():
        known = tuple(sorted(path.parent.name for path in root.glob("*/lab.toml")))
        raise UnknownLabError("lab", slug, known)
    try:
        lab = _read_lab(from_here, root)
    except _Stop:
        lab = None
    if lab is None or from_here.problems:
        raise LabError("; ".join(map(str, from_here.problems)))
    return lab


def _read_lab(reading: _Reading, root: Path) -> Lab:
    slug = reading.folder.name
    if not _SLUG.fullmatch(slug):
        hint = "use lower-case words joined by hyphens"
        raise reading.stop(3, "lab.toml", f"folder name {slug!r} is not a slug", hint)
    data = _read_toml(reading)
    _validate_keys(reading, data, (_REQUIRED, _KNOWN), "the lab")
    if data["kind"] not in ("code", "decision"):
        raise reading.stop(4, "lab.toml", f"kind = {data['kind']!r}", "write code or decision")
    module = _scenario_module(reading, root, data.get("scenarios_of", slug))
    sections = _sections(reading, "instructions.md")
    hints = _sections(reading, "hints.md")
    steps = tuple(
        _read_step(reading, row, module, (sections, hints)) for row in data.get("steps", ())
    )
    if not steps:
        raise reading.stop(5, "lab.toml", "the lab has no steps", "add a [[steps]] table")
    minutes = data["minutes"]
    return Lab(
        slug=slug,
        title=data["title"],
        summary=data["summary"],
        minutes=minutes if isinstance(minutes, int) else int(minutes.get("full", 0)),
        teaches=tuple(data["teaches"]),
        kind=data["kind"],
        steps=steps,
        starter=reading.text("starter.py") if data["kind"] == "code" else "",
        primer_md=reading.text("primer.md"),
        instructions_md=sections.get("", ""),
        version=data.get("version", 1),
        form=_read_form(reading, data, steps),
        memo=getattr(module, "MEMO", None) if data["kind"] == "decision" else None,
    )


def _read_toml(reading: _Reading) -> dict[str, Any]:
    try:
        return tomllib.loads(reading.text("lab.toml"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 1
        hint = "repair this line; strings stand in double quotes"
        raise reading.stop(1, "lab.toml", str(error), hint, line=line) from error


def _validate_keys(
    reading: _Reading,
    data: Mapping[str, Any],
    keys: tuple[Mapping[str, Any], tuple[str, ...]],
    what: str,
) -> None:
    required, known = keys
    bad = False
    for name, kind in required.items():
        if not isinstance(data.get(name), kind):
            bad = True
            found = "is missing" if name not in data else f"= {data[name]!r} has the wrong form"
            reading.note(4, "lab.toml", f"{name} of {what} {found}", f"write {name} = …")
    for name in data:
        if name not in known:
            reading.note(
                6,
                "lab.toml",
                f"{what} has the unknown key {name!r}",
                f"keys are {', '.join(known)}",
            )
    if bad:
        raise _Stop(what)


def _scenario_module(reading: _Reading, root: Path, slug: object) -> ModuleType:
    path = root / str(slug) / "scenario.py"
    module = ModuleType(f"quorate_lab_{str(slug).replace('-', '_')}")
    try:
        source = path.read_text(encoding="utf-8")
        code = compile(source, f"labs/{slug}/scenario.py", "exec")
        exec(code, module.__dict__)  # noqa: S102  the course's own code, as trusted as this file
    except Exception as error:
        hint = "run it: it must define SCENARIOS"
        message = f"scenario.py of {slug!r} failed: {type(error).__name__}: {error}"
        raise reading.stop(7, "scenario.py", message, hint) from error
    scenarios = getattr(module, "SCENARIOS", None)
    if not isinstance(scenarios, dict) or not all(
        isinstance(each, Scenario) for each in scenarios.values()
    ):
        message, hint = "SCENARIOS is not a dict of Scenario values", "write SCENARIOS = {id: …}"
        raise reading.stop(7, "scenario.py", message, hint)
    return module


def _sections(reading: _Reading, name: str) -> dict[str, str]:
    """Cut a file at its `## Title {#step}` headings; what stands before the first is under ""."""
    text = reading.text(name)
    found = list(_HEADING.finditer(text))
    sections = {"": text[: found[0].start()].strip() if found else text.strip()}
    for heading, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else len(text)
        sections[heading["id"]] = text[heading.end() : end].strip()
    return sections


def _read_step(
    reading: _Reading,
    row: Mapping[str, Any],
    module: ModuleType,
    texts: tuple[Mapping[str, str], Mapping[str, str]],
) -> Step:
    _validate_keys(reading, row, (_STEP_REQUIRED, _STEP_KNOWN), f"step {row.get('id')!r}")
    step_id = row["id"]
    scenario = module.SCENARIOS.get(row["scenario"])
    if scenario is None:
        known = ", ".join(module.SCENARIOS)
        message = f"step {step_id!r} names the scenario {row['scenario']!r}"
        raise reading.stop(8, "lab.toml", message, f"scenario.py defines {known}")
    instructions, hints = texts
    if step_id not in instructions:
        hint = f"write a section ## … {{#{step_id}}}"
        reading.note(9, "instructions.md", f"step {step_id!r} has no instructions", hint)
    seeds = row.get("seeds_public", list(range(_SEEDS_PUBLIC)))
    return Step(
        id=step_id,
        title=row["title"],
        teaches=tuple(row.get("teaches", ())),
        faults_note=row["faults"],
        scenario=scenario,
        seeds_public=tuple(seeds),
        instructions_md=instructions.get(step_id, ""),
        hints=tuple(part.strip() for part in _HINT.split(hints.get(step_id, ""))[1:]),
    )


def _read_form(
    reading: _Reading, data: Mapping[str, Any], steps: tuple[Step, ...]
) -> tuple[FormField, ...]:
    rows = data.get("form", [])
    if (data["kind"] == "decision") != bool(rows):
        message = f"a {data['kind']} lab with {len(rows)} form fields"
        hint = "a decision lab has at least one [[form]] table, a code lab none"
        raise reading.stop(10, "lab.toml", message, hint)
    fields = []
    for row in rows:
        try:
            options = tuple(FormOption(o["value"], o["label"]) for o in row.get("options", ()))
            kind = row["kind"]
            if kind == "machines":
                options = tuple(
                    FormOption(machine.id, machine.id, dict(machine.labels))
                    for machine in steps[0].scenario.topology
                )
            fields.append(
                FormField(
                    row["name"],
                    row["label"],
                    kind,
                    row.get("count", 1),
                    options,
                    row.get("help", ""),
                )
            )
        except KeyError as error:
            message = f"form field {row.get('name')!r} has no {error}"
            raise reading.stop(4, "lab.toml", message, "add it") from error
    return tuple(fields)
