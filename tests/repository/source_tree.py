"""What the repository's own tests read: our sources as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "quorate"

# Deterministic everywhere: the same result in the browser and on the server.
DETERMINISTIC = (
    "assessment",
    "checkers",
    "curriculum",
    "diagram",
    "faults",
    "history",
    "labs",
    "node",
    "patterns",
    "simulator",
    "workloads",
)
PURE = (*DETERMINISTIC, "calculators", "learner")


def modules(*packages: str) -> list[Path]:
    """The modules of these packages, or of all, without Django's migrations."""
    roots = [SOURCES / name for name in packages] if packages else [SOURCES]
    return [
        path
        for root in roots
        for path in sorted(root.rglob("*.py"))
        if "migrations" not in path.parts
    ]


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for found in ast.walk(tree):
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
            yield found
