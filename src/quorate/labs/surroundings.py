"""What a learner's file finds around it: the usual names, some of them watched.

What is given in place of a builtin is an object with slots, not a function: a function would carry
its module's globals along.
"""

import builtins
import importlib
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from quorate.labs.capture import Capture
from quorate.labs.names import remedy_for_attribute
from quorate.labs.screening import ALLOWED_MODULES

_REMOVED = (
    "__loader__",
    "__spec__",
    "breakpoint",
    "compile",
    "eval",
    "exec",
    "exit",
    "globals",
    "hash",
    "help",
    "id",
    "input",
    "locals",
    "open",
    "quit",
    "vars",
)


class Given:
    """Stands for a builtin; calling it is all that can be done with it."""

    __slots__ = ("_does",)

    def __init__(self, does: Callable[..., Any]) -> None:
        self._does = does

    def __call__(self, *arguments: object, **named: object) -> Any:  # noqa: ANN401  as the builtin
        """Do what it stands for."""
        return self._does(*arguments, **named)


def surroundings(capture: Capture) -> dict[str, Any]:
    """Give the names: a print that is shown, an import and attributes that are checked."""
    names = {name: thing for name, thing in vars(builtins).items() if name not in _REMOVED}
    names["print"] = Given(capture.printer())
    names["__import__"] = Given(_checked_import)
    for builtin in (getattr, setattr, delattr, hasattr):
        names[builtin.__name__] = Given(_checked(builtin))
    return names


def _checked(builtin: Callable[..., Any]) -> Callable[..., Any]:
    def checked(thing: object, *arguments: Any) -> Any:  # noqa: ANN401  as the builtin
        # A subclass of str may show one name to the check and another one to the builtin.
        name = arguments[0] if arguments else None
        remedy = remedy_for_attribute(name) if type(name) is str else None
        if remedy is not None or (isinstance(name, str) and type(name) is not str):
            raise AttributeError(
                f"{name} is not available in a lab: {remedy or 'write plain text'}"
            )
        return builtin(thing, *arguments)

    return checked


def _checked_import(
    name: str,
    globals_: Mapping[str, Any] | None = None,  # noqa: ARG001  the interpreter passes it
    locals_: Mapping[str, Any] | None = None,  # noqa: ARG001
    fromlist: tuple[str, ...] | None = (),
    level: int = 0,
) -> ModuleType:
    """Import what a lab may import; the file was screened, so this only meets tricks."""
    if level or name not in ALLOWED_MODULES:
        raise ImportError(f"the module {name} is not available in a lab")
    module = importlib.import_module(name)
    if fromlist:
        return module
    return importlib.import_module(name.partition(".")[0])
