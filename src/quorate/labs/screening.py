"""Reads a learner's file before it runs, for clear words about what a simulated world lacks.

This is a teaching aid and no boundary: what isolates code is the process around it.
"""

import ast
from collections.abc import Iterator

from quorate.labs.errors import RejectedSolution
from quorate.labs.names import is_dunder, remedy_for_attribute, remedy_for_name

SOURCE_CHARACTERS_MAX = 100_000

ALLOWED_MODULES = (
    "__future__",
    "bisect",
    "collections",
    "collections.abc",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "quorate.node",
    "re",
    "string",
    "typing",
)

_REMEDIES = {
    "asyncio": "await self.call(…) and self.sleep(…): the simulator schedules them",
    "datetime": "self.now() gives the node's clock",
    "os": "a node knows its messages and self.disk, nothing else",
    "random": "self.random gives numbers that can be replayed",
    "secrets": "self.random gives numbers that can be replayed",
    "socket": "self.send(…) and self.call(…) are the network",
    "subprocess": "a node knows its messages and self.disk, nothing else",
    "sys": "a node knows its messages and self.disk, nothing else",
    "threading": "self.spawn(…) starts a task beside the handler",
    "time": "self.now() gives the clock, await self.sleep(…) waits",
    "uuid": "self.random gives numbers that can be replayed",
}


def parse_source(source: str, filename: str) -> ast.Module:
    """Parse a learner's file and refuse what cannot work in a lab, with line and remedy."""
    if len(source) > SOURCE_CHARACTERS_MAX:
        message = f"the file has {len(source)} characters"
        hint = f"at most {SOURCE_CHARACTERS_MAX} are read: remove what is not needed"
        raise RejectedSolution("load", message, hint)
    try:
        tree = ast.parse(source.removeprefix("\ufeff"), filename)  # a mark some editors put first
    except SyntaxError as error:
        hint = "Python cannot read this line; look at it and at the end of the line before"
        raise RejectedSolution("syntax", error.msg, hint, line=error.lineno) from error
    except ValueError as error:  # null characters
        raise RejectedSolution("syntax", str(error), "save the file as plain text") from error
    except (RecursionError, MemoryError) as error:
        message = "the file is nested too deeply"
        raise RejectedSolution("syntax", message, "use fewer brackets in brackets") from error
    for node in ast.walk(tree):
        for line, message, hint in _refusals(node):
            raise RejectedSolution("load", message, hint, line=line)
    return tree


def _refusals(node: ast.AST) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _refuse_import(node)
    elif isinstance(node, ast.Name):
        # A class body may set reserved names, such as __slots__; reading them leads elsewhere.
        if isinstance(node.ctx, ast.Load) or not is_dunder(node.id):
            yield from _refuse(node.lineno, node.id, remedy_for_name(node.id))
    elif isinstance(node, ast.Attribute):
        yield from _refuse(node.lineno, node.attr, remedy_for_attribute(node.attr))
    elif isinstance(node, ast.MatchClass):
        for name in node.kwd_attrs:
            yield from _refuse(node.lineno, name, remedy_for_attribute(name))
    elif isinstance(node, ast.Call):
        yield from _refuse_named(node)


def _refuse_import(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, ast.ImportFrom):
        yield from _refuse_module(node.lineno, "." * node.level + (node.module or ""))
    for alias in node.names:
        if isinstance(node, ast.Import):
            yield from _refuse_module(node.lineno, alias.name)
        else:
            yield from _refuse(node.lineno, alias.name, remedy_for_attribute(alias.name))


def _refuse_named(call: ast.Call) -> Iterator[tuple[int, str, str]]:
    """Refuse what getattr and its like name by a text; other names are checked when they run."""
    by_name = ("getattr", "setattr", "delattr", "hasattr")
    if not isinstance(call.func, ast.Name) or call.func.id not in by_name or len(call.args) < 2:
        return
    named = call.args[1]
    if isinstance(named, ast.Constant) and isinstance(named.value, str):
        yield from _refuse(call.lineno, named.value, remedy_for_attribute(named.value))


def _refuse(line: int, name: str, remedy: str | None) -> Iterator[tuple[int, str, str]]:
    if remedy is not None:
        yield line, f"{name} is not available in a lab", remedy


def _refuse_module(line: int, name: str) -> Iterator[tuple[int, str, str]]:
    if name in ALLOWED_MODULES:
        return
    remedy = _REMEDIES.get(name.partition(".")[0])
    hint = remedy or f"allowed modules are {', '.join(ALLOWED_MODULES)}"
    yield line, f"the module {name} is not available in a lab", hint
