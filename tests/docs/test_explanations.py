"""Every block of docs/explanation is executed, and what it prints is what the page says."""

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "explanation").glob("*.md"))
BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A block that runs, and what the page says it prints."""

    line: int
    code: str
    output: str


def steps_of(text: str) -> list[Step]:
    steps: list[Step] = []
    for found in BLOCK.finditer(text):
        info = found["info"].strip()
        if info == "python":
            steps.append(Step(text[: found.start()].count("\n") + 2, found["text"], ""))
        elif info == "text output":
            steps[-1] = Step(steps[-1].line, steps[-1].code, found["text"])
    return steps


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_prints_what_it_says(page: Path) -> None:
    steps = steps_of(page.read_text(encoding="utf-8"))
    assert steps, f"{page.name} has no block that runs"
    names: dict[str, object] = {"__name__": f"docs.{page.stem}"}
    for step in steps:
        printed = io.StringIO()
        numbered = "\n" * (step.line - 1) + step.code  # so that an error names the page's line
        with contextlib.redirect_stdout(printed):
            exec(compile(numbered, page.name, "exec"), names)
        assert step.output == printed.getvalue(), f"{page.name}, line {step.line}"
