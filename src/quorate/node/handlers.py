"""Which method handles which message type, and how a body's fields bind to its parameters.

Worked out once a class, since looking at a signature costs more than running most handlers.
"""

# ruff: noqa: ANN401 - bodies hold any JSON data, and a handler may return anything
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from inspect import Parameter, signature
from keyword import iskeyword
from operator import itemgetter
from typing import Any

from quorate.node.bodies import COPY_FREE, copy_checked
from quorate.node.errors import HandlerError

PREFIX = "on_"
WHOLE_MESSAGE = "msg"
CODE_NOT_SUPPORTED = 10
CODE_MALFORMED = 12
ENVELOPE = ("type", "msg_id", "in_reply_to")

Body = dict[str, Any]
Call = Callable[[Any, str, Body], Any]
"""Runs a handler: takes the node, the sender and the body, gives what the handler returns."""


class MessageError(Exception):
    """No handler takes this message; the code and the text are the answer to it."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Binding:
    """A handler and what it takes; `exact` handlers have neither defaults nor **fields."""

    function: Any
    fields: tuple[str, ...] = ()
    _: KW_ONLY
    exact: bool = False
    whole: bool = False
    required: frozenset[str] = frozenset()
    parameters: dict[str, str] = field(default_factory=dict)  # field name -> parameter name
    takes_any: bool = False


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of a class by message type, run with copies of the fields or without."""

    copying: Mapping[str, Call]
    sharing: Mapping[str, Call]


def bind_handlers(cls: type) -> Handlers:
    """Work out all handlers of a class."""
    bindings = {
        name.removeprefix(PREFIX): _bind(cls, name)
        for name in dir(cls)
        if name.startswith(PREFIX) and callable(getattr(cls, name))
    }
    return Handlers(
        {name: _copying(binding) for name, binding in bindings.items()},
        {name: _sharing(binding) for name, binding in bindings.items()},
    )


def find_handler(handlers: Mapping[str, Call], node: object, message_type: str) -> Call:
    """The handler of a type with a dash in it, or one that refuses the message."""
    run = handlers.get(message_type.replace("-", "_"))
    return run or _refusing(f"{type(node).__name__} has no handler on_{message_type}")


def _refusing(text: str) -> Call:
    def call(_node: Any, _source: str, _body: Body) -> Any:
        raise MessageError(CODE_NOT_SUPPORTED, text)

    return call


def _copying(binding: Binding) -> Call:
    if binding.whole:
        return _taking_all(binding, copy_checked)
    if not binding.exact:
        return _taking_some(binding, copy_checked)
    written_out = (_taking_none, _taking_copy, _taking_two_copies)
    few = len(binding.fields) < len(written_out)
    return written_out[len(binding.fields)](binding) if few else _taking_copies(binding)


def _sharing(binding: Binding) -> Call:
    if binding.whole:
        return _taking_all(binding, _same)
    if not binding.exact:
        return _taking_some(binding, _same)
    written_out = (_taking_none, _taking_one, _taking_two, _taking_three)
    few = len(binding.fields) < len(written_out)
    return written_out[len(binding.fields)](binding) if few else _taking_exactly(binding)


def _named(call: Call, binding: Binding) -> Call:
    """Let whoever holds the call know the method behind it, for reports."""
    call.__wrapped__ = binding.function  # type: ignore[attr-defined]
    return call


def _same(part: Any) -> Any:
    return part


def _taking_all(binding: Binding, copied: Callable[[Any], Any]) -> Call:
    function = binding.function

    def call(node: Any, source: str, body: Body) -> Any:
        return function(
            node, {"src": source, "dest": node._incarnation.identity.id, "body": copied(body)}
        )

    return _named(call, binding)


def _taking_some(binding: Binding, copied: Callable[[Any], Any]) -> Call:
    """A handler with defaults or **fields: bind by name."""
    function, parameters = binding.function, binding.parameters

    def call(node: Any, source: str, body: Body) -> Any:
        arguments = {
            parameters.get(name, name): copied(part)
            for name, part in body.items()
            if name not in ENVELOPE
        }
        unknown = [name for name in body if name not in ENVELOPE and name not in parameters]
        if any(name not in body for name in parameters if name in binding.required) or (
            unknown and not binding.takes_any
        ):
            raise _mismatch(binding, body)
        return function(node, source, **arguments)

    return _named(call, binding)


def _validate_size(binding: Binding, body: Body) -> None:
    """All fields are there, and more: the id of a request is the only entry that may be."""
    if len(body) - len(binding.fields) - 1 != ("msg_id" in body):
        raise _mismatch(binding, body)


def _taking_copies(binding: Binding) -> Call:
    function, size = binding.function, len(binding.fields) + 1
    pick = itemgetter(*binding.fields)

    def call(node: Any, source: str, body: Body) -> Any:
        try:
            arguments = [
                part if part.__class__ in COPY_FREE else copy_checked(part) for part in pick(body)
            ]
        except KeyError:
            raise _mismatch(binding, body) from None
        if len(body) - size != ("msg_id" in body):
            raise _mismatch(binding, body)
        return function(node, source, *arguments)

    return _named(call, binding)


# A call with its arguments written out takes half the time of one with a list of them (86 against
# 177 ns in CPython 3.11), and most messages have few fields: so these are written out up to three,
# with copies and without. Heartbeats take 1.06 times as long if they are copied by one for all.


def _taking_exactly(binding: Binding) -> Call:
    function, size = binding.function, len(binding.fields) + 1
    pick = itemgetter(*binding.fields)

    def call(node: Any, source: str, body: Body) -> Any:
        try:
            arguments = pick(body)
        except KeyError:
            raise _mismatch(binding, body) from None
        if len(body) - size != ("msg_id" in body):
            raise _mismatch(binding, body)
        return function(node, source, *arguments)

    return _named(call, binding)


def _taking_none(binding: Binding) -> Call:
    function = binding.function

    def call(node: Any, source: str, body: Body) -> Any:
        if len(body) != 1:
            _validate_size(binding, body)
        return function(node, source)

    return _named(call, binding)


def _taking_one(binding: Binding) -> Call:
    function, (name,) = binding.function, binding.fields

    def call(node: Any, source: str, body: Body) -> Any:
        try:
            value = body[name]
        except KeyError:
            raise _mismatch(binding, body) from None
        if len(body) != 2:
            _validate_size(binding, body)
        return function(node, source, value)

    return _named(call, binding)


def _taking_two(binding: Binding) -> Call:
    function, (one, two) = binding.function, binding.fields

    def call(node: Any, source: str, body: Body) -> Any:
        try:
            first, second = body[one], body[two]
        except KeyError:
            raise _mismatch(binding, body) from None
        if len(body) != 3:
            _validate_size(binding, body)
        return function(node, source, first, second)

    return _named(call, binding)


def _taking_three(binding: Binding) -> Call:
    function, (one, two, three) = binding.function, binding.fields

    def call(node: Any, source: str, body: Body) -> Any:
        try:
            first, second, third = body[one], body[two], body[three]
        except KeyError:
            raise _mismatch(binding, body) from None
        if len(body) != 4:
            _validate_size(binding, body)
        return function(node, source, first, second, third)

    return _named(call, binding)


def _taking_copy(binding: Binding) -> Call:
    function, (name,) = binding.function, binding.fields

    def call(node: Any, source: str, body: Body) -> Any:
        try:
            value = body[name]
        except KeyError:
            raise _mismatch(binding, body) from None
        if len(body) != 2:
            _validate_size(binding, body)
        if value.__class__ not in COPY_FREE:
            value = copy_checked(value)
        return function(node, source, value)

    return _named(call, binding)


def _taking_two_copies(binding: Binding) -> Call:
    function, (one, two) = binding.function, binding.fields

    def call(node: Any, source: str, body: Body) -> Any:
        try:
            first, second = body[one], body[two]
        except KeyError:
            raise _mismatch(binding, body) from None
        if len(body) != 3:
            _validate_size(binding, body)
        if first.__class__ not in COPY_FREE:
            first = copy_checked(first)
        if second.__class__ not in COPY_FREE:
            second = copy_checked(second)
        return function(node, source, first, second)

    return _named(call, binding)


def _bind(cls: type, name: str) -> Binding:
    function = getattr(cls, name)
    code = getattr(function, "__code__", None)
    where = "" if code is None else f" (line {code.co_firstlineno})"
    parameters = list(signature(function).parameters.values())[1:]
    if [parameter.name for parameter in parameters] == [WHOLE_MESSAGE]:
        return Binding(function, whole=True)
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


def _mismatch(binding: Binding, body: Body) -> MessageError:
    given = [name for name in body if name not in ENVELOPE]
    missing = [name for name in binding.fields if name in binding.required and name not in body]
    unknown = [name for name in given if name not in binding.parameters]
    takes = ", ".join(binding.fields) or "no fields"
    text = f"{binding.function.__name__} takes {takes}"
    if missing:
        text += f"; the message lacks {', '.join(missing)}"
    if unknown and not binding.takes_any:
        text += f"; it does not know {', '.join(unknown)}"
    return MessageError(CODE_MALFORMED, text)
