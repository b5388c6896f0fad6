"""Tails of the binomial and the beta-binomial distribution, accurate far out and for large n.

A service with twelve nines is asked about the last 1e-12 of a distribution, so nothing here
subtracts from one unless the result is large. One term is found by Loader's saddle-point form
(C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000), which keeps about
14 digits where differences of log-gamma lose them (n = 1e6 loses 7); its neighbours follow from it
by exact ratios. Values below about 1e-308 come out as 0.
"""

from collections.abc import Iterator
from math import comb, exp, expm1, fsum, lgamma, log, log1p, pi, sqrt, tau

NEGLIGIBLE = 1e-20
"""Terms below this share of the sum so far are left out."""

_DIRECT_COMPONENTS_MAX = 60


def _stirling_error(n: float) -> float:
    """Return log(n!) minus Stirling's approximation of it."""
    if n <= 15:
        return lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(tau)
    square = n * n
    series = 1 / 1680 - 1 / 1188 / square
    series = 1 / 1260 - series / square
    series = 1 / 360 - series / square
    return (1 / 12 - series / square) / n


def _deviance(x: float, mean: float) -> float:
    """Return x log(x / mean) + mean - x without cancellation when x is near the mean."""
    if abs(x - mean) >= 0.1 * (x + mean):
        return x * log(x / mean) + mean - x
    ratio = (x - mean) / (x + mean)
    total = (x - mean) * ratio
    term = 2.0 * x * ratio
    square = ratio * ratio
    for index in range(1, 1000):
        term *= square
        following = total + term / (2 * index + 1)
        if following == total:
            break
        total = following
    return total


def binomial_term(n: int, x: int, p: float) -> float:
    """Return the probability of exactly x events in n independent trials."""
    if p in (0.0, 1.0):
        return 1.0 if x == n * p else 0.0
    if x == 0:
        return exp(n * log1p(-p))
    if x == n:
        return exp(n * log(p))
    if n <= _DIRECT_COMPONENTS_MAX:
        return comb(n, x) * p**x * (1.0 - p) ** (n - x)
    rest = n - x
    exponent = _stirling_error(n) - _stirling_error(x) - _stirling_error(rest)
    exponent -= _deviance(x, n * p) + _deviance(rest, n * (1.0 - p))
    return exp(exponent) * sqrt(n / (2.0 * pi * x * rest))


def binomial_at_least(n: int, x: int, p: float) -> float:
    """Return the probability of at least x events in n independent trials of probability p."""
    if x <= 0:
        return 1.0
    if x > n or p == 0.0:
        return 0.0
    if p == 1.0:
        return 1.0
    if x > n * p:
        return min(1.0, _sum_upwards(n, x, p))
    return max(0.0, 1.0 - _sum_upwards(n, n - x + 1, 1.0 - p))


def _sum_upwards(n: int, x: int, p: float) -> float:
    """Sum the terms from x to n; x lies above the mean, so they fall."""
    term = binomial_term(n, x, p)
    odds = p / (1.0 - p)
    terms = [term]
    for count in range(x, n):
        term *= (n - count) / (count + 1.0) * odds
        if term <= NEGLIGIBLE * terms[0]:
            break
        terms.append(term)
    return fsum(terms)


def all_down(p: float, n: int, rho: float) -> float:
    """Return the beta-binomial probability that all n exchangeable components are down."""
    if p in (0.0, 1.0):
        return p
    if rho == 1.0:
        return p
    if rho == 0.0:
        return exp(n * log(p))
    base = 1.0 - rho
    # The first factor is p itself; written out it could underflow.
    return p * exp(fsum(log((p * base + i * rho) / (base + i * rho)) for i in range(1, n)))


def beta_binomial_at_least(n: int, x: int, p: float, rho: float) -> float:
    """Return the probability of at least x of n, each of probability p, pairwise correlation rho.

    The terms are walked by their exact ratios and divided by their sum, so no gamma function
    and no anchor term is needed.
    """
    if not 0 < x <= n or rho == 0.0 or p in (0.0, 1.0):
        return binomial_at_least(n, x, p)
    if rho == 1.0:
        return p
    if x == n:
        return all_down(p, n, rho)
    if x == 1:
        return -expm1(_log_none(n, p, rho))
    logs = list(_log_terms(n, p, rho))
    highest = max(logs)
    whole = fsum(exp(value - highest) for value in logs)
    return min(1.0, fsum(exp(value - highest) for value in logs[x:]) / whole)


def _log_none(n: int, p: float, rho: float) -> float:
    return fsum(_log_up(i, p, rho) for i in range(n))


def _log_up(i: int, p: float, rho: float) -> float:
    """Return the log of the factor (q' base + i rho) / (base + i rho), with q' = 1 - p."""
    if i == 0:
        return log1p(-p)
    base = 1.0 - rho
    below = p * base / (base + i * rho)
    if below < 0.5:
        return log1p(-below)
    return log(((1.0 - p) * base + i * rho) / (base + i * rho))


def _log_rate(p: float, i: int, rho: float) -> float:
    """Return log(p (1 - rho) + i rho), also where the product alone would underflow."""
    return log(p) + log1p(-rho) if i == 0 else log(p * (1.0 - rho) + i * rho)


def _log_terms(n: int, p: float, rho: float) -> Iterator[float]:
    """Yield log P(exactly x) - log P(exactly 0) for x = 0..n, with compensated running sums."""
    total, lost = 0.0, 0.0
    yield total
    for x in range(n):
        step = log((n - x) / (x + 1)) + _log_rate(p, x, rho) - _log_rate(1.0 - p, n - x - 1, rho)
        following = total + step
        larger, smaller = (total, step) if abs(total) >= abs(step) else (step, total)
        lost += (larger - following) + smaller
        total = following
        yield total + lost
