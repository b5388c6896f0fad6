"""Checks of lab folders: what their own loader says, and their texts as pages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from quorate.authoring.dialect import Dialect
from quorate.authoring.outline import outline_of
from quorate.authoring.page import Page
from quorate.authoring.site import Site, surroundings_of
from quorate.curriculum import Problem
from quorate.labs import load_labs

_TEXTS = ("instructions.md", "primer.md", "hints.md")


def check_labs(root: Path, site: Site) -> Iterator[Problem]:
    """Yield the labs' own problems (labs.E…) and those of their texts (content.E…)."""
    folder = root / "labs"
    if not folder.is_dir():
        return
    _, problems = load_labs(folder)
    for each in problems:
        yield replace(each, path=f"{root.name}/{each.path}")
    for path in sorted(each for name in _TEXTS for each in folder.glob(f"*/{name}")):
        yield from _check_text(path, root, site)


def _check_text(path: Path, root: Path, site: Site) -> Iterator[Problem]:
    shown = f"{root.name}/{path.relative_to(root).as_posix()}"
    inner = path.parent.relative_to(root)
    page = Page(shown, inner, surroundings_of(site), unit_id=path.parent.name)
    text = path.read_text(encoding="utf-8", errors="replace")
    html = Dialect(page, root).render(text)
    yield from page.problems
    for line, each in page.refused:
        message = f"`{each}` in raw HTML is refused"
        yield Problem(shown, line, "content.E035", message, "remove it")
    for name, leaked in outline_of(html).leaks:
        message = f"`{leaked}` would show as raw text ({name})"
        hint = "check indentation by four spaces, and closing marks"
        yield Problem(shown, page.line_of(leaked[:12]), "content.E037", message, hint)
