"""Which method handles which message type, and how a body's fields bind to its parameters.

Worked out once a class, since looking at a signature costs more than running most handlers.
"""

from __future__ import annotations

from inspect import Parameter, signature
from keyword import iskeyword
from typing import Any, NamedTuple

from quorate.node.bodies import COPY_FREE, copy_checked
from quorate.node.errors import HandlerError

PREFIX = "on_"
WHOLE_MESSAGE = "msg"
ENVELOPE = ("type", "msg_id", "in_reply_to")


class FieldsDoNotBindError(Exception):
    """A body lacks a field of the handler, or has one that the handler does not take."""


class Binding(NamedTuple):
    """A handler and what it takes; `exact` handlers have neither defaults nor **fields."""

    function: Any
    fields: tuple[str, ...]
    exact: bool
    whole: bool
    required: frozenset[str]
    parameters: dict[str, str]  # field name -> parameter name
    takes_any: bool


def bind_handlers(cls: type) -> dict[str, Binding]:
    """The bindings of all handlers of a class, by message type."""
    return {
        name.removeprefix(PREFIX): _bind(cls, name)
        for name in dir(cls)
        if name.startswith(PREFIX) and callable(getattr(cls, name))
    }


def bound_fields(binding: Binding, body: dict[str, Any]) -> list[Any]:
    """The positional arguments of an exact handler: copies, so that it may change them."""
    try:
        arguments = [
            part if (part := body[name]).__class__ in COPY_FREE else copy_checked(part)
            for name in binding.fields
        ]
    except KeyError:
        raise FieldsDoNotBindError(_mismatch(binding, body)) from None
    if len(body) - (2 if "msg_id" in body else 1) != len(arguments):
        raise FieldsDoNotBindError(_mismatch(binding, body))
    return arguments


def bound_parameters(binding: Binding, body: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments of a handler with defaults or **fields."""
    arguments = {
        binding.parameters.get(name, name): copy_checked(part)
        for name, part in body.items()
        if name not in ENVELOPE
    }
    unknown = [name for name in body if name not in ENVELOPE and name not in binding.parameters]
    if any(name not in body for name in binding.parameters if name in binding.required) or (
        unknown and not binding.takes_any
    ):
        raise FieldsDoNotBindError(_mismatch(binding, body))
    return arguments


def _bind(cls: type, name: str) -> Binding:
    function = getattr(cls, name)
    code = getattr(function, "__code__", None)
    where = "" if code is None else f" (line {code.co_firstlineno})"
    parameters = list(signature(function).parameters.values())[1:]
    if [parameter.name for parameter in parameters] == [WHOLE_MESSAGE]:
        return Binding(
            function,
            (),
            exact=False,
            whole=True,
            required=frozenset(),
            parameters={},
            takes_any=True,
        )
    if not parameters or parameters[0].name != "src":
        raise HandlerError(
            f"{cls.__name__}.{name}{where} must take src first: write def {name}(self, src, …)"
        )
    fields = parameters[1:]
    if any(p.kind in (Parameter.VAR_POSITIONAL, Parameter.POSITIONAL_ONLY) for p in fields):
        raise HandlerError(
            f"{cls.__name__}.{name}{where} takes positional fields; a message has named ones only"
        )
    named = [p for p in fields if p.kind is not Parameter.VAR_KEYWORD]
    required = [p for p in named if p.default is Parameter.empty]
    takes_any = len(named) != len(fields)
    return Binding(
        function,
        tuple(_field(p.name) for p in named),
        exact=len(required) == len(fields)
        and all(p.kind is Parameter.POSITIONAL_OR_KEYWORD for p in named),
        whole=False,
        required=frozenset(_field(p.name) for p in required),
        parameters={_field(p.name): p.name for p in named},
        takes_any=takes_any,
    )


def _field(parameter: str) -> str:
    bare = parameter.removesuffix("_")
    return bare if iskeyword(bare) else parameter


def _mismatch(binding: Binding, body: dict[str, Any]) -> str:
    given = [name for name in body if name not in ENVELOPE]
    missing = [name for name in binding.fields if name in binding.required and name not in body]
    unknown = [name for name in given if name not in binding.parameters]
    takes = ", ".join(binding.fields) or "no fields"
    text = f"{binding.function.__name__} takes {takes}"
    if missing:
        text += f"; the message lacks {', '.join(missing)}"
    if unknown and not binding.takes_any:
        text += f"; it does not know {', '.join(unknown)}"
    return text
