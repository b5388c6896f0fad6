"""Every block of docs/explanation is executed, and what it prints is what the page says."""

import contextlib
import doctest
import io
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from quorate.cli import main

PAGES = sorted((Path(__file__).parents[2] / "docs" / "explanation").glob("*.md"))
BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ quorate (?P<arguments>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(slots=True)
class Step:
    """Python or the arguments of a command, and what the page says they print.

    In the output of a command an ellipsis stands for any text, such as a time that it took.
    """

    line: int
    kind: str
    code: str
    output: str = ""


def steps_of(text: str) -> list[Step]:
    steps: list[Step] = []
    for found in BLOCK.finditer(text):
        info, line = found["info"].strip(), text[: found.start()].count("\n") + 2
        if info == "python":
            steps.append(Step(line, info, found["text"]))
        elif info == "text output":
            steps[-1].output = found["text"]
        elif info == "console":
            commands = COMMAND.finditer(found["text"])
            steps += [Step(line, info, each["arguments"], each["output"]) for each in commands]
    return steps


def does(step: Step, names: dict[str, object], page: Path) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        if step.kind == "console":
            main(shlex.split(step.code))
        else:
            numbered = "\n" * (step.line - 1) + step.code  # so that an error names the page's line
            exec(compile(numbered, page.name, "exec"), names)
    return printed.getvalue()


def is_as_said(step: Step, printed: str) -> bool:
    if step.kind == "python":
        return step.output == printed
    said = step.output.replace("…", "...")
    return doctest.OutputChecker().check_output(said, printed, doctest.ELLIPSIS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_prints_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    steps = steps_of(page.read_text(encoding="utf-8"))
    assert {"python"} <= {step.kind for step in steps}, f"{page.name} has no block that runs"
    names: dict[str, object] = {"__name__": f"docs.{page.stem}"}
    for step in steps:
        printed = does(step, names, page)
        assert is_as_said(step, printed), f"{page.name}, line {step.line}: {printed}"
