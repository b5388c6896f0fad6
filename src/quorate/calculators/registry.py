"""Every calculator by its slug; an unknown slug gets the nearest name."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from quorate.calculators.calculator import Calculator
from quorate.calculators.errors import CalculatorError
from quorate.calculators.redundancy import COMMON_CAUSE, PARALLEL

CALCULATORS: Mapping[str, Calculator] = MappingProxyType(
    {each.slug: each for each in (COMMON_CAUSE, PARALLEL)}
)


def find_calculator(slug: str) -> Calculator:
    """Return the calculator, or say which name was probably meant."""
    if slug in CALCULATORS:
        return CALCULATORS[slug]
    near = get_close_matches(slug, CALCULATORS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(CALCULATORS))}"
    raise CalculatorError(f"no calculator {slug!r}: {hint}")
