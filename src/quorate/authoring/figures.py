"""Records the figures of a scenario file over their grid, so that playing needs no computation.

A recording holds the drawing of every grid point. Drawings of neighbouring points share most of
their elements, so each is stored as places in one table of pieces: about a tenth of the size
before compression, and joining them is all that a player does.
"""

import gzip
import importlib.util
import itertools
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from quorate.authoring.embeds import shown
from quorate.authoring.errors import FigureError
from quorate.authoring.page import Control, FigureShown
from quorate.curriculum import did_you_mean
from quorate.diagram import Drawing

POINTS_MAX = 400
GZIP_BYTES_MAX = 40 * 1024
_PIECE = re.compile(r"(?<=>)(?=<)|(?<=>)(?=[^<])|(?<=[^>])(?=<)")


@dataclass(frozen=True, slots=True)
class FigureSource:
    """One figure as its scenario file defines it."""

    name: str
    title: str
    controls: tuple[Control, ...]
    default: Mapping[str, object]
    record: Callable[[dict[str, Any]], dict[str, Any]]
    draw: Callable[[dict[str, Any]], Drawing]


@dataclass(frozen=True, slots=True)
class Point:
    """One grid point: its drawing, text twin and the public part of its record."""

    svg: str
    text: str
    record: Mapping[str, Any]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value of what is shown beneath the figure."""
        return tuple((str(label), str(value)) for label, value in self.record.get("facts", ()))


@dataclass(frozen=True, slots=True)
class Figure:
    """A recorded figure. `recording` is the JSON that the player reads."""

    slug: str
    unit_id: str
    name: str
    title: str
    controls: tuple[Control, ...]
    default: Mapping[str, object]
    recording: str

    @property
    def version(self) -> str:
        """A short hash of the recording, for addresses that never change their content."""
        return _version(self.recording)

    def choose(self, query: Mapping[str, str]) -> dict[str, object]:
        """Return the grid parameters that a query names; what is not on the grid is default."""
        chosen = dict(self.default)
        for control in self.controls:
            for value in control.values:
                if query.get(control.name) == shown(value):
                    chosen[control.name] = value
        return chosen

    def point(self, parameters: Mapping[str, object]) -> Point:
        """Return the recorded point; what is not given takes its default. Raises FigureError."""
        return _read_recording(self.recording).point(self, parameters)

    def shown_at(self, parameters: Mapping[str, object]) -> FigureShown:
        """Return what an embed needs at some parameters. Raises FigureError."""
        point = self.point(parameters)
        return FigureShown(
            slug=self.slug,
            title=self.title,
            controls=self.controls,
            svg=point.svg,
            text=point.text,
            facts=point.facts,
            parameters={**self.default, **parameters},
            version=self.version,
        )


class _Recording:
    """A recording taken from its JSON."""

    def __init__(self, text: str) -> None:
        data = json.loads(text)
        self._pieces: list[str] = data["pieces"]
        self._points: dict[str, Any] = data["points"]

    def point(self, figure: Figure, parameters: Mapping[str, object]) -> Point:
        names = [control.name for control in figure.controls]
        for name in parameters:
            if name not in names:
                near = did_you_mean(name, names) or tuple(names)
                raise FigureError(f'no parameter "{name}"; did you mean {" or ".join(near)}?')
        wanted = {**figure.default, **parameters}
        for control in figure.controls:
            if not any(_same(wanted[control.name], value) for value in control.values):
                values = ", ".join(shown(each) for each in control.values)
                given = shown(wanted[control.name])
                raise FigureError(f'"{control.name}" is {given}; recorded are {values}')
        found = self._points[_key([wanted[name] for name in names])]
        svg = "".join(self._pieces[piece] for piece in found["svg"])
        return Point(svg, found["text"], found["record"])


@lru_cache(maxsize=64)
def _read_recording(text: str) -> _Recording:
    return _Recording(text)


@lru_cache(maxsize=256)
def _version(recording: str) -> str:
    return sha256(recording.encode()).hexdigest()[:12]


def _same(given: object, value: object) -> bool:
    return isinstance(given, bool) == isinstance(value, bool) and given == value


def _key(values: list[object]) -> str:
    return "|".join(shown(each) for each in values)


def figure_slug(unit_id: str, name: str) -> str:
    """Return the slug of a figure: the unit's id, and the name unless it is the main one."""
    return unit_id if name == "main" else f"{unit_id}.{name}"


def load_scenario(path: Path, unit_id: str) -> tuple[FigureSource, ...]:
    """Run a scenario file and return its figures. Raises FigureError with what is wrong."""
    module = _run_file(path, unit_id)
    found = []
    if hasattr(module, "GRID"):
        parts = {
            "title": getattr(module, "TITLE", ""),
            "grid": module.GRID,
            "default": getattr(module, "DEFAULT", {}),
            "labels": getattr(module, "LABELS", {}),
            "units": getattr(module, "UNITS", {}),
            "record": getattr(module, "record", None),
            "draw": getattr(module, "draw", None),
        }
        found.append(_figure_source("main", parts))
    more = getattr(module, "FIGURES", {})
    if not isinstance(more, dict):
        raise FigureError("FIGURES is not a dict of name to figure")
    found += [_figure_source(str(name), parts) for name, parts in more.items()]
    if not found:
        raise FigureError("the file has neither GRID nor FIGURES")
    return tuple(found)


def _run_file(path: Path, unit_id: str) -> ModuleType:
    name = f"quorate_content_{unit_id.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FigureError("the file cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    # A dataclass inside the file looks its module up; nothing else imports it by this name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise FigureError(f"the file fails: {type(error).__name__}: {error}") from error
    finally:
        sys.modules.pop(name, None)
        if sys.dont_write_bytecode is False:
            _forget_bytecode(path)
    return module


def _forget_bytecode(path: Path) -> None:
    """Leave no compiled files in the content folder, which may be read-only or in a wheel."""
    compiled = Path(importlib.util.cache_from_source(str(path)))
    compiled.unlink(missing_ok=True)
    try:
        compiled.parent.rmdir()
    except OSError:
        return


def _figure_source(name: str, parts: Mapping[str, Any]) -> FigureSource:
    grid = parts.get("grid")
    if not isinstance(grid, dict) or not grid:
        raise FigureError(f'figure "{name}": the grid is not a dict of parameter to values')
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise FigureError(f'figure "{name}": the name is not lower-case words joined by hyphens')
    labels, units = parts.get("labels") or {}, parts.get("units") or {}
    controls = []
    points = 1
    for parameter, values in grid.items():
        listed = tuple(values) if isinstance(values, list | tuple) else ()
        plain = all(isinstance(each, bool | int | float | str) for each in listed)
        if not listed or not plain or len({shown(each) for each in listed}) < len(listed):
            raise FigureError(f'figure "{name}": the values of "{parameter}" are not a plain list')
        label, unit = str(labels.get(parameter, parameter)), str(units.get(parameter, ""))
        controls.append(Control(str(parameter), label, unit, listed))
        points *= len(listed)
    if points > POINTS_MAX:
        raise FigureError(f'figure "{name}" has {points} grid points; at most {POINTS_MAX}')
    default = {each.name: each.values[0] for each in controls} | dict(parts.get("default") or {})
    for control in controls:
        if default[control.name] not in control.values:
            raise FigureError(
                f'figure "{name}": the default of "{control.name}" is not on the grid'
            )
    record, draw = parts.get("record"), parts.get("draw")
    if not callable(record) or not callable(draw):
        raise FigureError(f'figure "{name}": record and draw must be functions')
    title = str(parts.get("title") or name)
    return FigureSource(name, title, tuple(controls), default, record, draw)


def record_figure(source: FigureSource, unit_id: str) -> Figure:
    """Run and draw every grid point. Raises FigureError."""
    pieces: dict[str, int] = {}
    points: dict[str, Any] = {}
    names = [control.name for control in source.controls]
    for values in itertools.product(*(control.values for control in source.controls)):
        parameters = dict(zip(names, values, strict=True))
        record, drawing = _run_point(source, parameters)
        parts = [pieces.setdefault(each, len(pieces)) for each in _PIECE.split(drawing.svg)]
        public = {name: value for name, value in record.items() if not name.startswith("_")}
        points[_key(list(values))] = {"svg": parts, "text": drawing.text, "record": public}
    controls = [
        {"name": c.name, "label": c.label, "unit": c.unit, "values": [shown(v) for v in c.values]}
        for c in source.controls
    ]
    recording = {
        "version": 1,
        "title": source.title,
        "parameters": controls,
        "default": {name: shown(value) for name, value in source.default.items()},
        "pieces": list(pieces),
        "points": points,
    }
    return Figure(
        slug=figure_slug(unit_id, source.name),
        unit_id=unit_id,
        name=source.name,
        title=source.title,
        controls=source.controls,
        default=dict(source.default),
        recording=json.dumps(recording, separators=(",", ":"), ensure_ascii=False),
    )


def _run_point(source: FigureSource, parameters: dict[str, Any]) -> tuple[dict[str, Any], Drawing]:
    where = f'figure "{source.name}" at {parameters}'
    try:
        record = source.record(dict(parameters))
        plain = json.loads(json.dumps(record, allow_nan=False))
        drawing = source.draw(record)
    except (Exception, SystemExit) as error:
        raise FigureError(f"{where}: {type(error).__name__}: {error}") from error
    if not isinstance(plain, dict):
        raise FigureError(f"{where}: record() gives no dict")
    if not isinstance(getattr(drawing, "svg", None), str) or not getattr(drawing, "text", ""):
        raise FigureError(f"{where}: draw() gives no Drawing with svg and text")
    return plain, drawing


def gzip_size(figures: tuple[Figure, ...]) -> int:
    """Return the bytes that the recordings of a lesson take on the wire."""
    return sum(len(gzip.compress(each.recording.encode(), mtime=0)) for each in figures)
