"""Availability seen from below: the share of time something is *down*.

Twelve nines do not fit beside a 1 in a float, so the arithmetic of redundancy is done with the
small number. Every function takes and returns unavailabilities; `quorate.calculators.availability`
has the same functions for availabilities, with the assumptions and sources in their docstrings.
"""

from collections.abc import Sequence
from math import expm1, fsum, inf, log1p, log10, prod

from quorate.calculators import tails
from quorate.calculators.domain import not_negative, positive, share, whole
from quorate.calculators.errors import DomainError

SECONDS_PER_YEAR = 365.25 * 86_400
SECONDS_PER_MONTH = SECONDS_PER_YEAR / 12
MIXED_STATES_MAX = 10_000_000
"""Largest components x needed for which unequal components are worked out exactly."""


def series(unavailability: float, n: int) -> float:
    """Return 1 - (1 - q)^n: down when any of n independent equal components is down."""
    q, n = share("unavailability", unavailability), whole("n", n)
    return 1.0 if q == 1.0 else -expm1(n * log1p(-q))


def series_of(unavailabilities: Sequence[float]) -> float:
    """Return the share of time in which at least one of the independent components is down."""
    shares = _shares(unavailabilities)
    return 1.0 if 1.0 in shares else -expm1(fsum(log1p(-q) for q in shares))


def parallel(unavailability: float, n: int) -> float:
    """Return q^n: down only when all n independent equal components are down."""
    q, n = share("unavailability", unavailability), whole("n", n)
    return float(q**n)


def parallel_of(unavailabilities: Sequence[float]) -> float:
    """Return the product: down only when all independent components are down."""
    return prod(_shares(unavailabilities))


def k_of_n(unavailability: float, n: int, k: int) -> float:
    """Return P(fewer than k of n independent equal components are up)."""
    q, n, k = _group(unavailability, n, k)
    return tails.binomial_at_least(n, n - k + 1, q)


def k_of(unavailabilities: Sequence[float], k: int) -> float:
    """Return P(fewer than k of the independent, unequal components are up), exactly.

    Components are added one by one to the distribution of how many are down (R. Barlow,
    K. Heidtmann, "Computing k-out-of-n system reliability", 1984); the last entry of the table
    collects every state in which too many are down, so the tail is summed, never subtracted.
    """
    shares = _shares(unavailabilities)
    n = len(shares)
    k = whole("k", k, high=n)
    fatal = n - k + 1
    if n * fatal > MIXED_STATES_MAX:
        raise DomainError("unavailabilities", n, "give fewer components, or equal ones to k_of_n")
    down = [1.0] + [0.0] * fatal
    for q in shares:
        down[fatal] += down[fatal - 1] * q
        for count in range(fatal - 1, 0, -1):
            down[count] = down[count] * (1.0 - q) + down[count - 1] * q
        down[0] *= 1.0 - q
    return min(1.0, down[fatal])


def common_cause(unavailability: float, n: int, *, k: int = 1, beta: float) -> float:
    """Return P(fewer than k of n are up) when the share beta of q takes all at once."""
    q, n, k = _group(unavailability, n, k)
    shared, own = split_by_cause(q, beta=beta)
    return shared + (1.0 - shared) * tails.binomial_at_least(n, n - k + 1, own)


def split_by_cause(unavailability: float, *, beta: float) -> tuple[float, float]:
    """Return (shared, own) such that one component is down exactly the share q of the time.

    shared = beta q; own = (1 - beta) q / (1 - beta q), from 1 - (1 - shared)(1 - own) = q.
    """
    q, beta = share("unavailability", unavailability), share("beta", beta)
    shared = beta * q
    return (1.0, 0.0) if shared == 1.0 else (shared, (1.0 - beta) * q / (1.0 - shared))


def correlated(unavailability: float, n: int, *, k: int = 1, rho: float) -> float:
    """Return P(fewer than k of n are up), exchangeable with pairwise correlation rho."""
    q, n, k = _group(unavailability, n, k)
    return tails.beta_binomial_at_least(n, n - k + 1, q, share("rho", rho))


def downtime_per_year_seconds(unavailability: float) -> float:
    """Return seconds down in a year of 365.25 days."""
    return share("unavailability", unavailability) * SECONDS_PER_YEAR


def downtime_per_month_seconds(unavailability: float) -> float:
    """Return seconds down in a twelfth of a year."""
    return share("unavailability", unavailability) * SECONDS_PER_MONTH


def nines(unavailability: float) -> float:
    """Return -log10 q: 3.0 for 0.001; infinite for 0."""
    q = share("unavailability", unavailability)
    return inf if q == 0.0 else abs(log10(q))


def from_mtbf_mttr(mtbf: float, mttr: float) -> float:
    """Return MTTR / (MTBF + MTTR), both in the same unit."""
    up, down = positive("mtbf", mtbf), not_negative("mttr", mttr)
    # Divided by the larger one, so that neither overflows.
    return down / up / (1.0 + down / up) if up >= down else 1.0 / (1.0 + up / down)


def _shares(unavailabilities: Sequence[float]) -> list[float]:
    if not unavailabilities:
        raise DomainError("unavailabilities", [], "give at least one component")
    return [share(f"unavailabilities[{i}]", q) for i, q in enumerate(unavailabilities)]


def _group(unavailability: float, n: int, k: int) -> tuple[float, int, int]:
    n = whole("n", n)
    return share("unavailability", unavailability), n, whole("k", k, high=n)
