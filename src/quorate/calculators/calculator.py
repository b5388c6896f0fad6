"""What a calculator is: typed inputs, a computation, results and the arithmetic to show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from quorate.calculators.domain import number
from quorate.calculators.errors import DomainError, UnknownInputError


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a calculator; `step` of 1 on whole bounds makes it a whole number."""

    name: str
    label: str
    unit: str
    default: float
    low: float
    high: float
    step: float
    whole: bool = False

    def read(self, value: object) -> float:
        """Return the value in range; text as a form sends it is read, "99.9 %" included."""
        given = number(self.name, _from_text(self.name, value))
        if self.whole and given != int(given):
            raise DomainError(self.name, value, "give a whole number")
        if not self.low <= given <= self.high:
            raise DomainError(self.name, value, f"give {self.low:g} to {self.high:g}")
        return given


@dataclass(frozen=True, slots=True)
class Value:
    """One result."""

    name: str
    label: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Result:
    """The results, and the lines that show how they came about."""

    inputs: Mapping[str, float]
    values: tuple[Value, ...]
    working: tuple[str, ...]

    def value(self, name: str) -> float:
        """Return the number of one result."""
        return next(value.value for value in self.values if value.name == name)

    def to_json(self) -> dict[str, object]:
        """Return the parts that `quorate calc --json` prints."""
        return {
            "inputs": dict(self.inputs),
            "results": {v.name: {"value": v.value, "unit": v.unit} for v in self.values},
            "working": list(self.working),
        }


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator as pages, the command line and items see it."""

    slug: str
    title: str
    summary: str
    inputs: tuple[Input, ...]
    compute: Callable[[Mapping[str, float]], Result]
    formula: str
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]
    source: str

    def run(self, inputs: Mapping[str, object]) -> Result:
        """Compute from the given inputs; what is missing takes its default."""
        names = tuple(each.name for each in self.inputs)
        for name in inputs:
            if name not in names:
                raise UnknownInputError(self.slug, name, names)
        return self.compute({e.name: e.read(inputs.get(e.name, e.default)) for e in self.inputs})


def _from_text(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip().replace("\u00a0", "").replace(" ", "")
    scale = 100 if text.endswith("%") else 1
    try:
        return float(Decimal(text.removesuffix("%")) / scale)
    except InvalidOperation:
        raise DomainError(name, value, "give a number, such as 3 or 0.99 or 99%") from None
