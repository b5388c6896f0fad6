"""Each distribution has the mean, the variance and the quantiles of its closed form."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import NormalDist

import pytest

from quorate.simulator import (
    Distribution,
    DistributionError,
    const,
    distributions,
    empirical,
    exponential,
    lognormal,
    pareto,
    tables,
    uniform,
)

MEAN_US = 1_000_000
DRAWS = 200_000


def moments(distribution: Distribution) -> tuple[float, float]:
    """Mean and standard deviation of one draw from each of many equally likely strata."""
    quantile, jitter = distribution.quantile(), Random(str(distribution))
    times = [quantile((i + jitter.random()) / DRAWS) for i in range(DRAWS)]
    mean = math.fsum(times) / DRAWS
    return mean, math.sqrt(math.fsum((t - mean) ** 2 for t in times) / DRAWS)


def lognormal_at(p: float) -> float:
    return MEAN_US * math.exp(0.5 * NormalDist().inv_cdf(p))


CLOSED_FORMS = {
    "exponential": (
        exponential(MEAN_US),
        MEAN_US,
        MEAN_US,
        lambda p: -MEAN_US * math.log1p(-p),
    ),
    "lognormal": (
        lognormal(MEAN_US, 0.5),
        MEAN_US * math.exp(0.125),
        MEAN_US * math.exp(0.125) * math.sqrt(math.expm1(0.25)),
        lognormal_at,
    ),
    "pareto": (
        pareto(MEAN_US, 6),
        MEAN_US * 6 / 5,
        MEAN_US * math.sqrt(6 / 4) / 5,
        lambda p: MEAN_US * (1 - p) ** (-1 / 6),
    ),
    "uniform": (
        uniform(0, 2 * MEAN_US),
        MEAN_US,
        2 * MEAN_US / math.sqrt(12),
        lambda p: 2 * MEAN_US * p,
    ),
}


@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_mean_and_spread_agree_with_the_closed_form(name: str) -> None:
    distribution, mean, deviation, _ = CLOSED_FORMS[name]
    seen_mean, seen_deviation = moments(distribution)
    assert seen_mean == pytest.approx(mean, rel=0.002)
    assert seen_deviation == pytest.approx(deviation, rel=0.01)


@pytest.mark.parametrize("p", [0.001, 0.01, 0.5, 0.9, 0.99, 0.999, 0.9999])
@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_quantiles_agree_with_the_closed_form(name: str, p: float) -> None:
    distribution, _, _, exact = CLOSED_FORMS[name]
    assert distribution.quantile()(p) == pytest.approx(exact(p), rel=0.002, abs=2)


@pytest.mark.parametrize(
    "distribution",
    [exponential(500), lognormal(500, 2), pareto(5, 0.7), uniform(3, 9), empirical([1, 5, 5, 80])],
)
def test_a_larger_number_never_gives_a_smaller_time(distribution: Distribution) -> None:
    quantile = distribution.quantile()
    numbers = [i / 5_000 for i in range(5_000)] + [1 - 1 / (1 << 53)]
    times = [quantile(u) for u in numbers]
    assert sorted(times) == times
    assert times[0] >= 0
    assert all(isinstance(time, int) for time in times)


def test_const_and_uniform_reach_their_bounds() -> None:
    assert {7} == {const(7).quantile()(u) for u in (0.0, 0.5, 0.999)}
    assert (3, 9) == (uniform(3, 9).quantile()(0.0), uniform(3, 9).quantile()(0.9999999))


def test_empirical_is_linear_between_its_quantiles() -> None:
    assert [0, 5, 10, 55] == [empirical([0, 10, 100]).quantile()(u) for u in (0, 0.25, 0.5, 0.75)]


def test_our_exponential_function_agrees_with_the_c_library() -> None:
    for i in range(-400, 401):
        assert distributions.exp(i / 20) == pytest.approx(math.exp(i / 20), rel=1e-12)


@pytest.mark.parametrize("which", ["exponential", "normal"])
def test_the_committed_table_is_what_its_maker_makes(which: str) -> None:
    committed = Path(distributions.__file__).with_name(f"{which}_table.py")
    assert tables.table_text(which) == committed.read_text(encoding="utf-8")


def test_table_edges_agree_with_independent_functions() -> None:
    exponential_edges, normal_edges = tables.exponential_edges(), tables.half_normal_edges()
    assert 2_048 == len(exponential_edges) == len(normal_edges)
    for cell in (0, 1, 17, 512, 1_023):
        p = Decimal(cell) / 1_024
        assert exponential_edges[cell] == pytest.approx(-math.log1p(-p) * 1e9, abs=1)
        assert normal_edges[cell] == pytest.approx(
            NormalDist().inv_cdf((1 + float(p)) / 2) * 1e9, abs=1
        )


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: const(-1), "time_us -1 is not between 0"),
        (lambda: uniform(5, 4), "high_us 4 is not between 5"),
        (lambda: exponential(0), "mean_us 0 is not between 1"),
        (lambda: lognormal(5, 9), "sigma 9 is not between 0 and 5"),
        (lambda: pareto(5, 0.1), "alpha 0.1 is not between 0.5"),
        (lambda: empirical([5]), "at least two times"),
        (lambda: empirical([5, 4]), "ascending order"),
    ],
)
def test_impossible_parameters_are_refused(make, text: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    with pytest.raises(DistributionError, match=text):
        make()
