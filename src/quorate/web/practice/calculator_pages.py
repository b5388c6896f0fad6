"""Calculators: a form, the results, and the arithmetic in the open."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quorate.calculators import (
    Calculator,
    CalculatorError,
    Input,
    Result,
    Value,
    filters,
    find_calculator,
)
from quorate.web.errors import NotHereError
from quorate.web.methods import allow


@dataclass(frozen=True, slots=True)
class InputField:
    """One input as the form shows it: what was typed stays, also when it was refused."""

    input: Input
    value: str
    error: str


@allow("GET")
def calculator(request: HttpRequest, slug: str) -> HttpResponse:
    """One calculator, computed for the inputs of the address, so that a result can be linked."""
    try:
        found = find_calculator(slug)
    except CalculatorError as error:
        raise NotHereError(str(error), hint="The library lists all calculators.") from error
    given = {each.name: request.GET[each.name] for each in found.inputs if each.name in request.GET}
    result, refused, message = compute(found, given)
    fields = [
        InputField(
            each,
            given.get(each.name, f"{each.default:g}"),
            message if each.name == refused else "",
        )
        for each in found.inputs
    ]
    return render(
        request,
        "practice/calculator.html",
        {
            "calculator": found,
            "fields": fields,
            "result": result,
            "results": [(v.label, shown(v)) for v in result.values] if result else [],
            "message": message,
        },
        status=200 if result else 400,
    )


def compute(found: Calculator, given: dict[str, str]) -> tuple[Result | None, str, str]:
    """The result, or the input that was refused and why."""
    try:
        return found.run(given), "", ""
    except CalculatorError as error:
        return None, str(getattr(error, "name", "")), str(error)


def shown(value: Value) -> str:
    """A number as a person reads it, its unit with it."""
    if value.unit == "seconds per year":
        return f"{filters.duration(value.value)} a year"
    if value.unit == "share":
        return f"{filters.percent(value.value, 4)} ({filters.significant(value.value, 4)})"
    return f"{filters.significant(value.value, 4)} {value.unit}".strip()
