"""Mermaid diagrams: which there are, their pictures by source hash, their text twins."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from quorate.authoring.documents import Fence, find_fences

_TITLE = re.compile(r"^\s*accTitle\s*:\s*(?P<text>.+?)\s*$", re.MULTILINE)
_DESCRIPTION = re.compile(
    r"^\s*accDescr\s*(?::\s*(?P<line>.+?)\s*$|\{\s*(?P<block>[^}]+?)\s*\})", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class DiagramText:
    """The text twin of a diagram, empty where the author wrote none."""

    title: str
    description: str


def diagram_hash(source: str) -> str:
    """Return the name of a diagram's picture: its source decides, spaces at line ends do not."""
    cleaned = "\n".join(line.rstrip() for line in source.strip().split("\n"))
    return sha256(cleaned.encode()).hexdigest()[:16]


def diagram_text(source: str) -> DiagramText:
    """Return title and description from mermaid's accessibility lines."""
    title = _TITLE.search(source)
    description = _DESCRIPTION.search(source)
    text = (description["line"] or description["block"]) if description else ""
    return DiagramText(title["text"] if title else "", " ".join(text.split()))


def picture_path(folder: Path, source: str) -> Path:
    """Return where the picture of a diagram of that folder is kept."""
    return folder / "diagrams" / f"{diagram_hash(source)}.svg"


def find_diagrams(text: str, first_line: int = 1) -> list[Fence]:
    """Return the mermaid blocks of a Markdown text, those inside admonitions and tabs too."""
    return [
        each
        for each in find_fences(text, first_line)
        if each.words and each.words[0].strip("{.}") == "mermaid"
    ]


@dataclass(frozen=True, slots=True)
class DiagramJob:
    """One picture to draw: for the tool behind `make diagrams`."""

    source: str
    picture: Path


def diagram_jobs(content_root: Path, *, missing_only: bool = True) -> list[DiagramJob]:
    """Return the pictures that the content needs, in the order of the files."""
    jobs: dict[Path, DiagramJob] = {}
    for path in sorted(content_root.rglob("*.md")):
        for fence in find_diagrams(path.read_text(encoding="utf-8", errors="replace")):
            picture = picture_path(path.parent, fence.text)
            if not (missing_only and picture.exists()):
                jobs.setdefault(picture, DiagramJob(fence.text, picture))
    return list(jobs.values())


def orphan_pictures(content_root: Path) -> list[Path]:
    """Return pictures that no diagram of their folder has any more."""
    wanted = {job.picture for job in diagram_jobs(content_root, missing_only=False)}
    return [each for each in sorted(content_root.rglob("diagrams/*.svg")) if each not in wanted]
