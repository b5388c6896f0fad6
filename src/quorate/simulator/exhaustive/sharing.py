"""What nodes share behind the network's back, as text: what changes there, no search accounts for.

Class attributes, what the factories hand over, defaults of parameters, and the variables outside
that methods name. Two texts, before the search and after it, tell what a handler has changed.
"""

from __future__ import annotations

from collections import deque
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from quorate.node import Node
from quorate.simulator.errors import NotExplorableError
from quorate.simulator.exhaustive.values import StateWriter, UnwritableError, attributes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quorate.simulator.exhaustive.system import System

DATA = (list, dict, set, deque, str, int, float, type(None))
"""Of the variables outside, those that are data; what else is there, methods only call."""

MADE_BY_PYTHON = "__"
HANDLERS = "_handlers"


def shared_by_nodes(system: System) -> dict[str, str]:
    """The text of all that nodes share, by what a reader would call it."""
    found: dict[str, str] = {}
    for name, factory in system.nodes.items():
        node = _made(name, factory)
        found[f"what {name} is made with"] = _text_of(attributes_of(node))
        for owner in type(node).__mro__:
            if not owner.__module__.startswith("quorate.node") and owner is not object:
                found.update(_of_class(owner))
    return found


def _made(name: str, factory: Any) -> Node:  # noqa: ANN401 - a file of one's own may hold anything
    try:
        node = factory()
    except Exception as error:
        raise NotExplorableError(
            f"{name} cannot be made: {type(error).__name__}: {error}; give a class of nodes, or a "
            "function without parameters that makes one"
        ) from error
    if not isinstance(node, Node):
        raise NotExplorableError(
            f"{name} is made as {type(node).__name__}, which is no node; give a subclass of Node"
        )
    return node


def _of_class(owner: type) -> Iterator[tuple[str, str]]:
    for name, value in vars(owner).items():
        if name == HANDLERS:
            continue
        if not name.startswith(MADE_BY_PYTHON):
            yield f"{owner.__qualname__}.{name}", _text_of(value)
        function = getattr(value, "__func__", value)  # of a static or a class method
        if isinstance(function, FunctionType):
            defaults = [function.__defaults__, function.__kwdefaults__]
            yield f"a default of {owner.__qualname__}.{name}", _text_of(defaults)
            for outside, data in _outside(function):
                yield outside, _text_of(data)


def _outside(function: FunctionType) -> Iterator[tuple[str, object]]:
    """The variables outside that a function names and that are data."""
    variables = function.__globals__
    for name in _names(function.__code__):
        if name in variables and isinstance(variables[name], DATA):
            yield name, variables[name]
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    for name, cell in cells:
        try:
            value = cell.cell_contents
        except ValueError:  # not set yet
            continue
        if isinstance(value, DATA):
            yield name, value


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _text_of(value: object) -> str:
    try:
        return StateWriter(None, str).write(value)
    except UnwritableError as problem:
        return str(problem)
