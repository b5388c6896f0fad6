"""Models in closed form, each with its assumptions, limits and source. Pure."""

from quorate.calculators import availability, filters, unavailability
from quorate.calculators.calculator import Calculator, Input, Result, Value
from quorate.calculators.errors import CalculatorError, DomainError, UnknownInputError
from quorate.calculators.filters import FILTERS
from quorate.calculators.registry import CALCULATORS, find_calculator

__all__ = [
    "CALCULATORS",
    "FILTERS",
    "Calculator",
    "CalculatorError",
    "DomainError",
    "Input",
    "Result",
    "UnknownInputError",
    "Value",
    "availability",
    "filters",
    "find_calculator",
    "unavailability",
]
