"""Law 1's figures: what was simulated agrees with the closed form, within its own uncertainty."""

import math
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SCENARIO = Path(__file__).parents[2] / "content/laws/correlated-failure/scenario.py"
HALF_WIDTHS = 4.0
"""How many standard deviations are allowed: one honest figure in 16,000 would lie outside."""


@cache
def scenario() -> dict[str, Any]:
    return runpy.run_path(str(SCENARIO))


def tolerance(outages: int) -> float:
    # The share of time down is a sum of about `outages` exponential lengths at random moments, so its
    # relative standard deviation is that of a compound Poisson sum: sqrt(2 / outages).
    return HALF_WIDTHS * math.sqrt(2 / max(outages, 1))


@pytest.mark.parametrize("percent", [0, 2, 10, 100])
def test_shared_rack_agrees_with_the_beta_factor_model(percent: int) -> None:
    record = scenario()["record_shared_rack"]({"beta": percent})
    measured, exact = record["measured"], record["exact"]
    relative = abs(measured["unavailability"] / exact["unavailability"] - 1)
    assert relative <= tolerance(measured["outages"])
    assert [abs(replica["down_share"] - 0.01) < 0.0006 for replica in record["replicas"]] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("placement", "dominant"),
    [
        ("one rack", "rack"),
        ("three racks", "zone"),
        ("three zones", "configuration"),
        ("three zones, own configuration", "coincidence"),
    ],
)
def test_placement_agrees_with_its_closed_form(placement: str, dominant: str) -> None:
    record = scenario()["record_placement"]({"placement": placement})
    measured, exact = record["measured"], record["exact"]
    relative = abs(measured["unavailability"] / exact["unavailability"] - 1)
    assert relative <= tolerance(measured["outages"])
    assert record["dominant"] == dominant


def test_a_figure_that_forgot_the_rack_would_be_caught() -> None:
    record = scenario()["record_shared_rack"]({"beta": 10})
    forgetful = record["exact"]["unavailability"] - 0.001  # the shared part left out
    relative = abs(record["measured"]["unavailability"] / forgetful - 1)
    assert relative > tolerance(record["measured"]["outages"])
