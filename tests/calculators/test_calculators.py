"""The calculators as pages and the command line use them."""

import re

import pytest

from quorate.calculators import (
    CALCULATORS,
    CalculatorError,
    DomainError,
    UnknownInputError,
    find_calculator,
    unavailability,
)

COMMON = CALCULATORS["availability-common-cause"]
PARALLEL = CALCULATORS["availability-parallel"]


def test_every_calculator_runs_on_its_defaults_and_documents_itself() -> None:
    for slug, calculator in CALCULATORS.items():
        result = calculator.run({})
        assert slug == calculator.slug
        assert result.values
        assert result.working
        assert calculator.formula
        assert calculator.assumptions
        assert calculator.limits
        assert re.search(r"\d{4}$", calculator.source)
        for each in calculator.inputs:
            assert each.low <= each.default <= each.high


def test_the_common_cause_example_of_three_replicas() -> None:
    result = COMMON.run({"n": 3, "k": 1, "availability": 0.99, "beta": 0.1})
    assert result.value("independent") == pytest.approx(1e-6)
    assert result.value("common_cause") == unavailability.common_cause(0.01, 3, beta=0.1)
    assert result.value("ratio") == pytest.approx(1000.7304601899)
    assert result.value("downtime_independent") == pytest.approx(31.5576)
    assert result.working == (
        "one replica is down q = 1 − 0.99 = 0.01 of the time",
        "down when all 3 are down: q^3",
        "if independent: 0.01^3 = 1 × 10⁻⁶ (1 in 1,000,000)",
        "shared part: s = β × q = 0.1 × 0.01 = 0.001",
        "own part: o = (1 − β) × q ÷ (1 − s) = 0.9 × 0.01 ÷ 0.999 = 0.009009",
        "enough own outages at once: 0.00900901^3 = 7.312 × 10⁻⁷",
        (
            "with the common cause: s + (1 − s) × that = "
            "0.001 + 0.999 × 7.312 × 10⁻⁷ = 0.001001 (1 in 999)"
        ),
        "ratio: 0.001001 ÷ (1 × 10⁻⁶) = 1,000",
        "in a year: 32 s if independent, 8 h 46 min with the common cause",
    )


def test_a_quorum_shows_its_sum() -> None:
    result = PARALLEL.run({"n": 5, "k": 3, "availability": 0.99})
    assert result.value("unavailability") == pytest.approx(9.8506e-06)
    assert result.working[1] == (
        "down when 3 or more of 5 are down: sum over d = 3…5 of C(5, d) q^d (1 − q)^(5 − d)"
    )


@pytest.mark.parametrize("availability", [0.0, 1.0])
@pytest.mark.parametrize("beta", [0.0, 1.0])
def test_the_corners_of_the_form_give_results_and_no_division_by_zero(
    availability: float, beta: float
) -> None:
    result = COMMON.run({"availability": availability, "beta": beta})
    assert result.value("common_cause") == 1.0 - availability
    assert ("ratio" in {value.name for value in result.values}) is (availability == 0.0)


def test_text_from_a_form_is_read_percent_sign_included() -> None:
    typed = PARALLEL.run({"n": "3", "availability": "99.9 %"})
    assert typed.inputs == {"n": 3.0, "k": 1.0, "availability": 0.999}


def test_json_carries_inputs_results_with_units_and_working() -> None:
    document = PARALLEL.run({}).to_json()
    assert {"inputs", "results", "working"} == set(document)
    assert document["results"]["downtime"]["unit"] == "seconds per year"  # type: ignore[index]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"n": "three"}, "n = 'three': give a number, such as 3 or 0.99 or 99%"),
        ({"n": 2.5}, "n = 2.5: give a whole number"),
        ({"n": 0}, "n = 0: give 1 to 1000"),
        ({"n": 2, "k": 3}, "k = 3: give at most n = 2: no more can be needed than there are"),
        ({"availability": 99}, "availability = 99: give 0 to 1"),
        ({"beta": "nan"}, "beta = nan: give a finite number"),
        ({"beta": None}, "beta = None: give a number"),
    ],
)
def test_a_bad_input_names_field_value_and_remedy(inputs: dict[str, object], message: str) -> None:
    with pytest.raises(DomainError) as refusal:
        COMMON.run(inputs)
    assert str(refusal.value) == message


def test_an_unknown_input_or_calculator_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownInputError, match="has no input 'availabilty': did you mean avail"):
        COMMON.run({"availabilty": 0.9})
    with pytest.raises(CalculatorError, match="did you mean availability-parallel"):
        find_calculator("availability-paralel")
    with pytest.raises(CalculatorError, match="there are availability-common-cause"):
        find_calculator("zzz")
    assert find_calculator("availability-parallel") is PARALLEL
