"""What can go wrong in a calculator.

CalculatorError
├── DomainError         a value the formula is not defined for: input, value, remedy
└── UnknownInputError   an input the calculator does not have, with the nearest name
"""

from difflib import get_close_matches


class CalculatorError(ValueError):
    """Something given to a calculator cannot be used; the message says what to give instead."""


class DomainError(CalculatorError):
    """A value outside the range in which the formula means anything."""

    def __init__(self, name: str, value: object, remedy: str) -> None:
        """Keep the three parts, so that a form can show the message beside its field."""
        super().__init__(f"{name} = {value!r}: {remedy}")
        self.name = name
        self.value = value
        self.remedy = remedy


class UnknownInputError(CalculatorError):
    """A name that is not an input of this calculator."""

    def __init__(self, calculator: str, name: str, known: tuple[str, ...]) -> None:
        """Name the calculator and its inputs, nearest first."""
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"inputs are {', '.join(known)}"
        super().__init__(f"{calculator} has no input {name!r}: {hint}")
        self.name = name
