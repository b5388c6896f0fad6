"""What would differ between server and browser has no place in a deterministic package.

libm functions, hashes and set order differ between CPython and Pyodide; see the decision records.
"""

import ast
from pathlib import Path

import pytest

from repository.source_tree import DETERMINISTIC, ROOT, modules, tree_of

BUILTINS = frozenset({"eval", "hash", "id", "open"})
LIBM = frozenset(
    "acos asin atan atan2 cbrt cos cosh erf erfc exp exp2 expm1 gamma lgamma log log10 log1p log2 "
    "pow sin sinh tan tanh".split()
)
RANDOM = frozenset(
    "betavariate binomialvariate expovariate gammavariate gauss lognormvariate normalvariate "
    "paretovariate triangular vonmisesvariate weibullvariate".split()
)


def findings(tree: ast.AST) -> list[tuple[int, str]]:
    """Each forbidden use with its line."""
    found: list[tuple[int, str]] = []
    for part in ast.walk(tree):
        match part:
            case ast.Call(func=ast.Name(id=name)) if name in BUILTINS:
                found.append((part.lineno, f"{name}()"))
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name in LIBM:
                found.append((part.lineno, f"math.{name}"))
            case ast.ImportFrom(module="math", names=names):
                found += [(part.lineno, f"math.{n.name}") for n in names if n.name in LIBM]
            case ast.Attribute(attr=name) if name in RANDOM:
                found.append((part.lineno, f".{name}"))
            case (
                ast.For(iter=ast.Set() | ast.SetComp())
                | ast.comprehension(iter=ast.Set() | ast.SetComp())
            ):
                found.append((getattr(part, "lineno", part.iter.lineno), "loop over a set"))
            case ast.For(iter=ast.Call(func=ast.Name(id="set" | "frozenset"))):
                found.append((part.lineno, "loop over a set"))
            case ast.comprehension(iter=ast.Call(func=ast.Name(id="set" | "frozenset"))):
                found.append((part.iter.lineno, "loop over a set"))
    return found


@pytest.mark.parametrize(
    "bad",
    [
        "hash(x)",
        "id(x)",
        "open('f')",
        "eval('1')",
        "import math\nmath.log(2)",
        "from math import exp",
        "rng.expovariate(1)",
        "for x in {1, 2}: pass",
        "[x for x in set(y)]",
        "for x in frozenset(y): pass",
        "[x for x in {a for a in b}]",
    ],
)
def test_bad_lines_are_found(bad: str) -> None:
    assert findings(ast.parse(bad)) != []


@pytest.mark.parametrize(
    "good",
    ["import math\nmath.sqrt(2)", "for x in sorted({1, 2}): pass", "x in {1, 2}", "path.open()"],
)
def test_good_lines_pass(good: str) -> None:
    assert findings(ast.parse(good)) == []


@pytest.mark.parametrize("package", DETERMINISTIC)
def test_package_is_deterministic(package: str) -> None:
    paths = modules(package)
    found = {
        f"{Path(path).relative_to(ROOT)}:{line}": what
        for path in paths
        for line, what in findings(tree_of(path))
    }
    assert found == {}
    assert paths, f"no modules in {package}"
