"""Names for scenarios that hold in any process: what a sweep sends to its workers.

A scenario has functions in it, which cannot be sent; its name can. A worker finds the same
scenario by it, and a file of one's own travels as its text.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from quorate.labs.errors import LabError, UnknownLabError
from quorate.labs.loader import load_lab
from quorate.labs.solution import Solution
from quorate.workloads import Scenario, describe_error
from quorate.workloads.reference import REFERENCE


@dataclass(frozen=True, slots=True)
class ScenarioReference:
    """A scenario by its name, and the solution that it is run with.

    The name is that of a reference scenario ("raft"), of a step of a lab below `labs_root`
    ("place-replicas/racks"), or of a value in the file whose text is `source`
    ("mine.py:SCENARIO").
    """

    name: str
    labs_root: str | None = None
    source: str | None = None
    solution: Solution = field(default_factory=Solution)

    def find(self) -> Scenario:
        """Give the scenario; it is looked up once a process."""
        return _find(self.name, self.labs_root, self.source)

    def code_hash(self) -> str:
        """Give a hash of the code that came with the name; empty when all of it is ours."""
        texts = [text for text in (self.source, self.solution.source) if text is not None]
        if self.solution.decision is not None:
            texts.append(repr(sorted(self.solution.decision.items())))
        return sha256("\0".join(texts).encode()).hexdigest() if texts else ""


@lru_cache(maxsize=64)
def _find(name: str, labs_root: str | None, source: str | None) -> Scenario:
    if source is not None:
        return _of_file(name, source)
    if labs_root is not None:
        slug, _, step = name.partition("/")
        return load_lab(Path(labs_root), slug).step(step).scenario
    return _listed(name, REFERENCE)


def _listed(name: str, known: Mapping[str, Scenario]) -> Scenario:
    if name not in known:
        raise UnknownLabError("scenario", name, tuple(known))
    return known[name]


def _of_file(name: str, source: str) -> Scenario:
    path, _, attribute = name.rpartition(":")
    module = ModuleType(f"quorate_scenario_{sha256(name.encode()).hexdigest()[:12]}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # dataclasses look their module up
    try:
        code = compile(source, path, "exec")
        exec(code, module.__dict__)  # noqa: S102  a scenario of one's own is code
    except (Exception, SystemExit) as error:
        line = _line_of(error, path)
        place = path if line is None else f"{path}, line {line}"
        raise LabError(f"{place}: the file failed ({describe_error(error)})") from error
    scenarios = {key: each for key, each in vars(module).items() if isinstance(each, Scenario)}
    if attribute not in scenarios:
        named = ", ".join(f"{path}:{key}" for key in scenarios) or "none; write NAME = Scenario(…)"
        raise LabError(f"{path} has no scenario called {attribute!r}; it has {named}")
    return scenarios[attribute]


def _line_of(error: BaseException, path: str) -> int | None:
    line = error.lineno if isinstance(error, SyntaxError) else None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == path:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
