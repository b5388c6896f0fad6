"""Evaluates the expressions of keys and pages by walking their syntax tree.

Only what the author's guide lists exists here: numbers, parameters, the functions of the
calculators, arithmetic, comparison, choice. Nothing is compiled or executed, sizes are bounded,
so that a mistake in content costs a message and not the server.
"""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from quorate import calculators
from quorate.assessment.errors import ExpressionError

LENGTH_MAX = 600
NODES_MAX = 200
STRING_MAX = 200
EXPONENT_MAX = 4096
DIGITS_MAX = 3000

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "all": all,
    "any": any,
    "len": len,
    "max": max,
    "min": min,
    "round": round,
    "sorted": sorted,
    "sum": sum,
}
MODULES: Mapping[str, ModuleType] = {
    name: module
    for name in calculators.__all__
    if isinstance(module := getattr(calculators, name), ModuleType) and name != "filters"
}
FILTERS: Mapping[str, Callable[..., str]] = calculators.FILTERS

Names = Mapping[str, Any]


def evaluate(text: str, names: Names) -> Any:  # noqa: ANN401 - the value of any expression
    """Return the value of an expression. Raises ExpressionError, never anything else."""
    tree = _parse(text)
    try:
        return _Walk(names).value(tree)
    except ExpressionError as error:
        raise ExpressionError(text, error.reason) from None
    except RecursionError:
        raise ExpressionError(text, "is nested too deeply") from None
    except Exception as error:
        # A calculator's own message names input, value and remedy: it is what the author needs.
        raise ExpressionError(text, f"{error}" or type(error).__name__) from error


@lru_cache(maxsize=2048)
def _parse(text: str) -> ast.expr:
    if len(text) > LENGTH_MAX:
        raise ExpressionError(text, f"is longer than {LENGTH_MAX} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise ExpressionError(text, f"is not an expression ({reason})") from None
    if sum(1 for _ in ast.walk(tree)) > NODES_MAX:
        raise ExpressionError(text, f"has more than {NODES_MAX} parts")
    return tree


class _Walk:
    """One evaluation: the names in reach, one method a kind of node."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def value(self, node: ast.AST) -> Any:  # noqa: ANN401
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise ExpressionError("", f"{type(node).__name__} is not allowed here")
        return handler(self, node)

    def constant(self, node: ast.Constant) -> Any:  # noqa: ANN401
        if isinstance(node.value, bool | int | float) or node.value is None:
            return _bounded(node.value)
        if isinstance(node.value, str) and len(node.value) <= STRING_MAX:
            return node.value
        raise ExpressionError("", f"this constant is not allowed: {str(node.value)[:40]!r}")

    def name(self, node: ast.Name) -> Any:  # noqa: ANN401
        if node.id in self._names:
            return self._names[node.id]
        known = ", ".join(sorted((*self._names, *MODULES, *FUNCTIONS)))
        raise ExpressionError("", f'there is no "{node.id[:40]}"; known are {known}')

    def unary(self, node: ast.UnaryOp) -> Any:  # noqa: ANN401
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub):
            return -value
        if isinstance(node.op, ast.UAdd):
            return +value
        raise ExpressionError("", "`~` is not allowed")

    def binary(self, node: ast.BinOp) -> Any:  # noqa: ANN401
        operation = _ARITHMETIC.get(type(node.op))
        if operation is None:
            raise ExpressionError("", f"{type(node.op).__name__} is not allowed")
        left, right = self.value(node.left), self.value(node.right)
        if not (_is_number(left) and _is_number(right)):
            raise ExpressionError("", "arithmetic needs numbers on both sides")
        return _bounded(operation(left, right))

    def both(self, node: ast.BoolOp) -> Any:  # noqa: ANN401
        stop = isinstance(node.op, ast.Or)
        value: Any = None
        for part in node.values:
            value = self.value(part)
            if bool(value) is stop:
                break
        return value

    def compare(self, node: ast.Compare) -> bool:
        left = self.value(node.left)
        for operator, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            compared = _COMPARISONS.get(type(operator))
            if compared is None:
                raise ExpressionError("", f"{type(operator).__name__} is not allowed")
            if not compared(left, right):
                return False
            left = right
        return True

    def choice(self, node: ast.IfExp) -> Any:  # noqa: ANN401
        return self.value(node.body if self.value(node.test) else node.orelse)

    def sequence(self, node: ast.List | ast.Tuple) -> list[Any]:
        return [self.value(each) for each in node.elts]

    def index(self, node: ast.Subscript) -> Any:  # noqa: ANN401
        return self.value(node.value)[self.value(node.slice)]

    def call(self, node: ast.Call) -> Any:  # noqa: ANN401
        function = self._function(node.func)
        arguments = [self.value(each) for each in node.args]
        named = {each.arg: self.value(each.value) for each in node.keywords if each.arg}
        if len(named) != len(node.keywords):
            raise ExpressionError("", "`**` in a call is not allowed")
        return function(*arguments, **named)

    def _function(self, node: ast.expr) -> Callable[..., Any]:
        if isinstance(node, ast.Name) and node.id in FUNCTIONS and node.id not in self._names:
            return FUNCTIONS[node.id]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return _calculator(node.value.id, node.attr)
        known = ", ".join((*FUNCTIONS, *(f"{each}.…" for each in MODULES)))
        raise ExpressionError("", f"only these can be called: {known}")


def _calculator(module_name: str, name: str) -> Callable[..., Any]:
    module = MODULES.get(module_name)
    if module is None:
        raise ExpressionError("", f'no calculators "{module_name[:40]}"; there are {list(MODULES)}')
    function = getattr(module, name, None)
    own = getattr(function, "__module__", None) == module.__name__
    if name.startswith("_") or not callable(function) or not own or isinstance(function, type):
        known = ", ".join(
            each
            for each in dir(module)
            if not each.startswith("_")
            and getattr(getattr(module, each), "__module__", None) == module.__name__
        )
        raise ExpressionError("", f'"{module_name}" has no "{name[:40]}"; it has {known}')
    found: Callable[..., Any] = function
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _bounded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, int) and value.bit_length() > DIGITS_MAX:
        raise ExpressionError("", "gives a number of more than 900 digits")
    return value


def _power(base: float, exponent: float) -> float:
    """Whole exponents only: fractions are where platforms differ in the last digit."""
    if exponent != int(exponent) or abs(exponent) > EXPONENT_MAX:
        raise ExpressionError("", f"an exponent is a whole number up to {EXPONENT_MAX}")
    if isinstance(base, int) and base.bit_length() * abs(exponent) > DIGITS_MAX:
        raise ExpressionError("", "gives a number of more than 900 digits")
    return base ** int(exponent)


_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: left // right,
    ast.Mod: lambda left, right: left % right,
    ast.Pow: _power,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_HANDLERS: dict[type[ast.AST], Callable[[_Walk, Any], Any]] = {
    ast.Constant: _Walk.constant,
    ast.Name: _Walk.name,
    ast.UnaryOp: _Walk.unary,
    ast.BinOp: _Walk.binary,
    ast.BoolOp: _Walk.both,
    ast.Compare: _Walk.compare,
    ast.IfExp: _Walk.choice,
    ast.List: _Walk.sequence,
    ast.Tuple: _Walk.sequence,
    ast.Subscript: _Walk.index,
    ast.Call: _Walk.call,
}
