"""Closed forms against enumeration of all states, simulation, and the laws they must obey."""

from collections.abc import Callable
from itertools import pairwise, product
from math import comb, fsum, inf, isclose, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.calculators import DomainError, availability, unavailability

Model = Callable[[float], float]

shares = st.floats(0.0, 1.0)
inner_shares = st.floats(1e-6, 1.0 - 1e-6)
groups = st.integers(1, 8).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


def enumerate_down(downs: list[float], k: int) -> float:
    """P(fewer than k up), by adding the weight of each of the 2^n states."""
    weights = []
    for state in product((True, False), repeat=len(downs)):
        if sum(state) < k:
            weight = 1.0
            for up, q in zip(state, downs, strict=True):
                weight *= 1.0 - q if up else q
            weights.append(weight)
    return fsum(weights)


def close(expected: float, actual: float) -> bool:
    return isclose(expected, actual, rel_tol=1e-9, abs_tol=1e-300)


@given(groups, shares)
def test_k_of_n_is_the_sum_over_all_states(group: tuple[int, int], q: float) -> None:
    n, k = group
    assert close(enumerate_down([q] * n, k), unavailability.k_of_n(q, n, k))


@given(st.lists(shares, min_size=1, max_size=8), st.data())
def test_unequal_components_are_the_sum_over_all_states(
    downs: list[float], data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(downs)))
    assert close(enumerate_down(downs, k), unavailability.k_of(downs, k))


@given(st.lists(shares, min_size=1, max_size=8))
def test_series_and_parallel_are_the_two_ends_of_k_of_n(downs: list[float]) -> None:
    assert close(enumerate_down(downs, len(downs)), unavailability.series_of(downs))
    assert close(enumerate_down(downs, 1), unavailability.parallel_of(downs))


@given(groups, shares, shares)
def test_common_cause_is_the_sum_over_the_states_of_cause_and_components(
    group: tuple[int, int], q: float, beta: float
) -> None:
    n, k = group
    shared, own = unavailability.split_by_cause(q, beta=beta)
    expected = shared + (1.0 - shared) * enumerate_down([own] * n, k)
    assert close(expected, unavailability.common_cause(q, n, k=k, beta=beta))


@given(inner_shares, shares)
def test_a_component_with_a_common_cause_is_down_as_often_as_before(q: float, beta: float) -> None:
    assert isclose(q, unavailability.common_cause(q, 1, beta=beta), rel_tol=1e-12)


@given(groups, inner_shares, st.floats(0.001, 0.999))
def test_correlated_is_the_textbook_beta_binomial_sum(
    group: tuple[int, int], q: float, rho: float
) -> None:
    n, k = group
    first, second = q * (1 - rho) / rho, (1 - q) * (1 - rho) / rho

    def rising(start: float, steps: int) -> float:
        result = 1.0
        for i in range(steps):
            result *= start + i
        return result

    expected = fsum(
        comb(n, x) * rising(first, x) * rising(second, n - x) / rising(first + second, n)
        for x in range(n - k + 1, n + 1)
    )
    actual = unavailability.correlated(q, n, k=k, rho=rho)
    assert isclose(expected, actual, rel_tol=1e-8)


def simulated_share(rng: Random, runs: int, q: float, rho: float) -> float:
    """Share of runs in which fewer than 2 of 4 are up; each run draws its bad luck first."""
    first, second = q * (1 - rho) / rho, (1 - q) * (1 - rho) / rho
    failures = 0
    for _ in range(runs):
        chance = rng.betavariate(first, second)
        failures += sum(rng.random() >= chance for _ in range(4)) < 2
    return failures / runs


@pytest.mark.parametrize(("q", "rho"), [(0.1, 0.3), (0.3, 0.05), (0.5, 0.8)])
def test_correlated_agrees_with_simulation(q: float, rho: float) -> None:
    runs = 40_000
    expected = unavailability.correlated(q, 4, k=2, rho=rho)
    # Four standard errors: with a fixed seed the test is exact, and the band is honest.
    band = 4.0 * sqrt(expected * (1.0 - expected) / runs)
    assert abs(simulated_share(Random(7), runs, q, rho) - expected) <= band


@pytest.mark.parametrize(("q", "beta", "n", "k"), [(0.1, 0.2, 3, 1), (0.2, 0.5, 5, 3)])
def test_common_cause_agrees_with_simulation(q: float, beta: float, n: int, k: int) -> None:
    rng, runs, failures = Random(11), 40_000, 0
    shared, own = unavailability.split_by_cause(q, beta=beta)
    for _ in range(runs):
        hit = rng.random() < shared
        failures += hit or sum(rng.random() >= own for _ in range(n)) < k
    expected = unavailability.common_cause(q, n, k=k, beta=beta)
    band = 4.0 * sqrt(expected * (1.0 - expected) / runs)
    assert abs(failures / runs - expected) <= band


@pytest.mark.parametrize("rho", [0.0, 0.1, 0.6, 1.0])
def test_given_one_down_agrees_with_the_pair(rho: float) -> None:
    pair = unavailability.correlated(0.02, 2, rho=rho)
    assert isclose(pair / 0.02, availability.given_one_down(0.98, rho=rho), rel_tol=1e-12)


@pytest.mark.parametrize("beta", [0.0, 0.1, 0.6, 1.0])
def test_given_one_down_by_common_cause_agrees_with_the_pair(beta: float) -> None:
    pair = unavailability.common_cause(0.02, 2, beta=beta)
    actual = availability.given_one_down_common_cause(0.98, beta=beta)
    assert isclose(pair / 0.02, actual, rel_tol=1e-12)


@given(inner_shares, shares)
def test_both_models_agree_on_pairs_when_the_correlation_is_converted(
    a: float, beta: float
) -> None:
    rho = availability.correlation_from_common_cause(a, beta=beta)
    by_cause = availability.given_one_down_common_cause(a, beta=beta)
    by_rho = availability.given_one_down(a, rho=min(1.0, max(0.0, rho)))
    assert isclose(by_cause, by_rho, rel_tol=1e-9, abs_tol=1e-12)


@given(groups, inner_shares)
def test_no_common_cause_and_no_correlation_are_independence(
    group: tuple[int, int], q: float
) -> None:
    n, k = group
    independent = unavailability.k_of_n(q, n, k)
    assert close(independent, unavailability.common_cause(q, n, k=k, beta=0.0))
    assert close(independent, unavailability.correlated(q, n, k=k, rho=0.0))


@given(groups, inner_shares)
def test_a_full_common_cause_or_correlation_leaves_one_machine(
    group: tuple[int, int], q: float
) -> None:
    n, k = group
    assert isclose(q, unavailability.common_cause(q, n, k=k, beta=1.0), rel_tol=1e-12)
    assert isclose(q, unavailability.correlated(q, n, k=k, rho=1.0), rel_tol=1e-12)


@given(groups, inner_shares)
def test_a_tiny_correlation_is_nearly_independence(group: tuple[int, int], q: float) -> None:
    n, k = group
    actual = unavailability.correlated(q, n, k=k, rho=1e-12)
    assert isclose(unavailability.k_of_n(q, n, k), actual, rel_tol=1e-3)


@given(groups, shares, shares, shares, shares)
def test_every_model_grows_with_the_unavailability_of_one_and_stays_a_share(
    group: tuple[int, int], one: float, other: float, beta: float, rho: float
) -> None:
    n, k = group
    low, high = sorted((one, other))
    models: tuple[Model, ...] = (
        lambda q: unavailability.k_of_n(q, n, k),
        lambda q: unavailability.common_cause(q, n, k=k, beta=beta),
        lambda q: unavailability.correlated(q, n, k=k, rho=rho),
    )
    for model in models:
        smaller, larger = model(low), model(high)
        assert 0.0 <= smaller <= larger * (1.0 + 1e-9) <= 1.0 + 1e-9


@given(st.integers(2, 30), st.floats(1e-6, 0.9), shares, shares)
def test_parallel_gets_worse_with_more_common_cause_and_more_correlation(
    n: int, q: float, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    slack = 1.0 + 1e-9
    assert (
        unavailability.common_cause(q, n, beta=low)
        <= unavailability.common_cause(q, n, beta=high) * slack
    )
    assert (
        unavailability.correlated(q, n, rho=low)
        <= unavailability.correlated(q, n, rho=high) * slack
    )


@given(st.integers(1, 60), inner_shares, shares)
def test_one_more_replica_never_hurts_and_common_cause_is_the_floor(
    n: int, q: float, beta: float
) -> None:
    fewer = unavailability.common_cause(q, n, beta=beta)
    more = unavailability.common_cause(q, n + 1, beta=beta)
    assert beta * q <= more <= fewer * (1.0 + 1e-12)


def test_series_of_all_needed_gains_from_a_common_cause() -> None:
    assert unavailability.common_cause(0.01, 3, k=3, beta=0.5) < unavailability.k_of_n(0.01, 3, 3)


@pytest.mark.parametrize("n", [100, 10_000, 1_000_000])
@pytest.mark.parametrize("q", [1e-6, 0.001, 0.3])
def test_the_tail_and_its_complement_add_up_for_large_groups(n: int, q: float) -> None:
    for needed_down in {1, max(1, int(n * q)), int(n * q) + 30, n // 2}:
        k = n - needed_down + 1
        tail = unavailability.k_of_n(q, n, k)
        # "At least d down" and "at least n - d + 1 up" are each other's complement.
        complement = unavailability.k_of_n(1.0 - q, n, needed_down)
        assert isclose(1.0, tail + complement, rel_tol=1e-9)


def test_far_tails_of_large_groups_agree_with_exact_integers() -> None:
    # q = 1/1000 and n = 20,000 as a fraction of whole numbers: no rounding before the last step.
    n, fatal = 20_000, 60
    total = sum(comb(n, d) * 999 ** (n - d) for d in range(fatal, fatal + 400))
    expected = total * 10**20 // 1000**n / 1e20
    assert isclose(expected, unavailability.k_of_n(0.001, n, n - fatal + 1), rel_tol=1e-6)
    digits = total * 10**60 // 1000**n
    assert isclose(digits / 1e60, unavailability.k_of_n(0.001, n, n - fatal + 1), rel_tol=1e-11)


def test_large_correlated_groups_add_up_to_one() -> None:
    n, q, rho = 50_000, 0.01, 0.002
    for fatal in (1, 400, 500, 900):
        tail = unavailability.correlated(q, n, k=n - fatal + 1, rho=rho)
        mirrored = unavailability.correlated(1.0 - q, n, k=fatal, rho=rho)
        assert isclose(1.0, tail + mirrored, rel_tol=1e-9)


def test_twelve_nines_keep_their_digits() -> None:
    assert availability.parallel(0.999999, 2) == 0.999999999999
    assert unavailability.parallel(1e-6, 2) == 1e-12
    assert isclose(12.0, availability.nines(0.999999999999), rel_tol=1e-12)
    assert isclose(31.5576e-6, availability.downtime_per_year_seconds(0.999999999999), rel_tol=1e-9)


@pytest.mark.parametrize("n", [1, 1_000, 1_000_000])
def test_the_extremes_hold_at_every_size(n: int) -> None:
    assert unavailability.parallel(0.0, n) == 0.0
    assert unavailability.parallel(1.0, n) == 1.0
    assert unavailability.series(0.0, n) == 0.0
    assert unavailability.series(1.0, n) == 1.0
    assert unavailability.correlated(0.0, n, rho=0.5) == 0.0
    assert unavailability.correlated(1.0, n, rho=0.5) == 1.0
    assert unavailability.k_of_n(1e-300, n, n) == pytest.approx(n * 1e-300, rel=1e-9)


TINY = 2.2250738585072014e-308
NEARLY_ONE = 1.0 - 2**-53


@pytest.mark.parametrize("n", [1, 2, 5, 100])
@pytest.mark.parametrize("q", [5e-324, TINY, 1e-16, 0.5, NEARLY_ONE])
@pytest.mark.parametrize("rho", [5e-324, TINY, 1e-16, 0.5, NEARLY_ONE])
def test_correlation_survives_the_ends_of_the_number_line(n: int, q: float, rho: float) -> None:
    tails = [unavailability.correlated(q, n, k=k, rho=rho) for k in range(1, n + 1)]
    assert all(0.0 <= tail <= 1.0 for tail in tails)
    # The more are needed, the more often too few are up.
    assert all(low <= high * (1 + 1e-9) for low, high in pairwise(tails))
    # One of one is the component itself; the mean number down is n q whatever the correlation.
    assert isclose(sum(tails), n * q, rel_tol=1e-9, abs_tol=1e-300)


def test_series_of_a_million_keeps_small_numbers() -> None:
    assert isclose(1e-6, unavailability.series(1e-12, 1_000_000), rel_tol=1e-6)
    assert isclose(0.99**3, availability.series(0.99, 3), rel_tol=1e-12)


def test_mean_times_give_availability() -> None:
    assert isclose(0.99, availability.from_mtbf_mttr(99.0, 1.0), rel_tol=1e-12)
    assert unavailability.from_mtbf_mttr(1e308, 1e-308) == 0.0
    assert unavailability.from_mtbf_mttr(1e-308, 1e308) == 1.0
    assert availability.from_mtbf_mttr(5.0, 0.0) == 1.0


def test_downtime_and_budgets_in_familiar_numbers() -> None:
    assert availability.downtime_per_year_seconds(0.99) == pytest.approx(3.6525 * 86_400)
    assert availability.downtime_per_month_seconds(0.99) == pytest.approx(3.6525 * 7_200)
    assert availability.error_budget_minutes(0.999) == pytest.approx(43.2)
    assert availability.error_budget_minutes(0.99, days=7) == pytest.approx(100.8)
    assert availability.nines(0.999) == pytest.approx(3.0)
    assert availability.nines(1.0) == inf
    assert availability.nines(0.0) == 0.0


@pytest.mark.parametrize(
    ("call", "name", "value"),
    [
        (lambda: availability.parallel(1.2, 2), "availability", "1.2"),
        (lambda: availability.parallel(99, 2), "availability", "99"),
        (lambda: availability.parallel(float("nan"), 2), "availability", "nan"),
        (lambda: availability.parallel("0.99", 2), "availability", "'0.99'"),  # type: ignore[arg-type]
        (lambda: availability.parallel(0.9, 0), "n", "0"),
        (lambda: availability.parallel(0.9, n=True), "n", "True"),
        (lambda: availability.parallel(0.9, 1.5), "n", "1.5"),  # type: ignore[arg-type]
        (lambda: availability.k_of_n(0.9, 3, 4), "k", "4"),
        (lambda: availability.k_of_n(0.9, 10**7, 1), "n", "10000000"),
        (lambda: availability.common_cause(0.9, 3, beta=-0.1), "beta", "-0.1"),
        (lambda: availability.correlated(0.9, 3, rho=1.1), "rho", "1.1"),
        (lambda: availability.series_of([]), "availabilities", "[]"),
        (lambda: availability.series_of([0.9, 2.0]), "availabilities[1]", "2.0"),
        (lambda: unavailability.k_of([0.1] * 4_000, 1), "unavailabilities", "4000"),
        (lambda: availability.from_mtbf_mttr(0, 1), "mtbf", "0"),
        (lambda: availability.from_mtbf_mttr(1, -1), "mttr", "-1"),
        (lambda: availability.error_budget_minutes(0.9, days=0), "days", "0"),
        (lambda: availability.given_one_down_common_cause(1.0, beta=0.1), "availability", "1.0"),
        (lambda: availability.correlation_from_common_cause(0.0, beta=0.1), "availability", "0.0"),
    ],
)
def test_a_value_outside_the_model_is_refused_with_its_name_and_a_remedy(
    call: object, name: str, value: str
) -> None:
    assert callable(call)
    with pytest.raises(DomainError) as refusal:
        call()
    assert refusal.value.name == name
    assert str(refusal.value).startswith(f"{name} = {value}: give ")
