"""Grades a number with a unit: tolerance, factor, unit slips, known wrong models."""

from collections.abc import Mapping
from typing import Any

from quorate.assessment.computed import fill, plain
from quorate.assessment.expressions import evaluate
from quorate.assessment.items import Grade, NumericKey
from quorate.assessment.quantities import UNITS, Quantity, parse_quantity, units_like

UNIT_SLIP_SCORE = 0.5
_Parameters = Mapping[str, Any]


def grade_numeric(key: NumericKey, parameters: _Parameters, answer: object) -> Grade:
    """Grade an answer. Raises QuantityError if it cannot be read."""
    given = parse_quantity(answer)
    wanted = float(evaluate(key.key, parameters))
    shown = _shown(wanted, key.unit)
    value = given.in_unit(key.unit)
    if value is None:
        return Grade("wrong", 0.0, _wrong_dimension(given, key.unit), shown)
    if is_close(key, value, wanted):
        return Grade("right", 1.0, "", shown)
    slip = _unit_slip(key, given, wanted)
    if slip:
        return Grade("wrong", UNIT_SLIP_SCORE, slip, shown)
    for model in key.slips:
        if is_close(key, value, float(evaluate(model.key, parameters))):
            return Grade("wrong", 0.0, fill(model.feedback, parameters), shown)
    return Grade("wrong", 0.0, "", shown)


def is_close(key: NumericKey, value: float, wanted: float) -> bool:
    """Whether a number counts as the wanted one under the key's tolerance."""
    if key.factor:
        ratio = abs(value / wanted)
        slack = 1 + 1e-12
        return value * wanted > 0 and 1 / key.factor / slack <= ratio <= key.factor * slack
    # The small term forgives the last digit of a decimal that has no exact binary form.
    return abs(value - wanted) <= abs(wanted) * key.tolerance + 1e-12 * max(1e-6, abs(wanted))


def _unit_slip(key: NumericKey, given: Quantity, wanted: float) -> str:
    """Return a message if the digits are right and only the unit is not."""
    written = key.unit if given.unit is None else given.unit
    for unit in units_like(key.unit):
        value = Quantity(given.value, unit).in_unit(key.unit)
        if unit != written and value is not None and is_close(key, value, wanted):
            meant = f"in {unit}" if unit else "as a plain number"
            read = f"in {written}" if written else "as a plain number"
            return f"The number is right {meant}, but it was read {read}: a slip of the unit."
    return ""


def _wrong_dimension(given: Quantity, unit: str) -> str:
    dimension = UNITS[unit][0]
    wanted = f"in {unit}" if unit else "as a plain number or in %"
    return f"{given.unit} does not measure {dimension}; the answer is asked {wanted}."


def _shown(value: float, unit: str) -> str:
    return f"{plain(float(f'{value:.4g}'))}{f' {unit}' if unit else ''}"
