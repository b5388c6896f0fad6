"""Availability of systems made of components that fail and are repaired.

Every function takes and returns availabilities (shares of time up, 0 to 1). Results closer to 1
than about twelve nines lose digits as they become a float: use the same function of
`quorate.calculators.unavailability` then. All of them are steady-state: they say nothing about
the first hours after a start, and nothing about how long one outage lasts.
"""

from collections.abc import Sequence

from quorate.calculators import unavailability as down
from quorate.calculators.domain import complement, positive, share
from quorate.calculators.errors import DomainError


def series(availability: float, n: int) -> float:
    """Return the availability of n equal components that are all needed.

    Formula: a^n.
    Assumes: components fail and are repaired independently; the system is up iff all are.
    Stops being true: shared causes make components fail together, so the true value is then
    higher than a^n; retries and caches that ride out a short outage raise it too.
    Source: R. E. Barlow, F. Proschan, "Statistical Theory of Reliability and Life Testing", 1975.
    """
    return 1.0 - down.series(_q(availability), n)


def series_of(availabilities: Sequence[float]) -> float:
    """Return the availability of unequal components that are all needed: their product.

    Assumptions, limits and source as for `series`.
    """
    return 1.0 - down.series_of(_all_q(availabilities))


def parallel(availability: float, n: int) -> float:
    """Return the availability of n equal components of which any one is enough.

    Formula: 1 - (1 - a)^n.
    Assumes: components fail and are repaired independently; failover is perfect and instant.
    Stops being true: whenever components share a rack, a power feed, a configuration, a release
    or an overload. Then it is far too high: see `common_cause` and `correlated`.
    Source: R. E. Barlow, F. Proschan, "Statistical Theory of Reliability and Life Testing", 1975.
    """
    return 1.0 - down.parallel(_q(availability), n)


def parallel_of(availabilities: Sequence[float]) -> float:
    """Return the availability of unequal components of which any one is enough.

    Formula: 1 - (1 - a1)(1 - a2)…; assumptions, limits and source as for `parallel`.
    """
    return 1.0 - down.parallel_of(_all_q(availabilities))


def k_of_n(availability: float, n: int, k: int) -> float:
    """Return the availability of n equal components of which k are needed.

    Formula: the binomial sum over i = k..n of C(n, i) a^i (1 - a)^(n - i).
    Assumes: independence, as `parallel`; any k are as good as any other k.
    Stops being true: with shared causes; and when the survivors of a failure get its load and
    fail in turn.
    Source: R. E. Barlow, F. Proschan, "Statistical Theory of Reliability and Life Testing", 1975.
    """
    return 1.0 - down.k_of_n(_q(availability), n, k)


def k_of(availabilities: Sequence[float], k: int) -> float:
    """Return the availability of unequal components of which k are needed.

    Formula: the sum over all states with at least k up, found by adding one component at a time.
    Assumes and stops being true: as `k_of_n`.
    Source: R. E. Barlow, K. D. Heidtmann, "Computing k-out-of-n System Reliability", 1984.
    """
    return 1.0 - down.k_of(_all_q(availabilities), k)


def common_cause(availability: float, n: int, *, k: int = 1, beta: float) -> float:
    """Return the availability of k of n when a share of the trouble is shared (beta factor).

    Formula: with q = 1 - a, shared = beta q and own = (1 - beta) q / (1 - beta q):
    1 - [shared + (1 - shared) P(at least n - k + 1 of n are down on their own)].
    Assumes: one shared cause that takes all n at once, and otherwise independent failures; each
    component by itself keeps the availability a. beta = 0 is independence, beta = 1 one machine.
    Stops being true: causes that take some but not all (a rack of three out of nine) need a model
    with several groups; with all n needed, sharing *raises* availability, because outages overlap.
    Source: K. N. Fleming, "A Reliability Model for Common Mode Failures in Redundant Safety
    Systems", 1975.
    """
    return 1.0 - down.common_cause(_q(availability), n, k=k, beta=beta)


def correlated(availability: float, n: int, *, k: int = 1, rho: float) -> float:
    """Return the availability of k of n whose outages have pairwise correlation rho.

    Formula: the beta-binomial tail with mean q = 1 - a and parameters a' = q (1 - rho) / rho,
    b' = (1 - q)(1 - rho) / rho; all n down: product over i < n of
    (q (1 - rho) + i rho) / (1 - rho + i rho).
    Assumes: components are exchangeable, and the chance of being down is itself drawn from a beta
    distribution (some hours are worse for everybody). Correlation alone fixes only pairs: the
    beta shape is what decides about three and more, and is a choice, not a measurement.
    Stops being true: negative correlation; groups of different size; see `common_cause` for the
    opposite extreme, in which one cause takes everything.
    Source: J. G. Skellam, "A Probability Distribution Derived from the Binomial Distribution by
    Regarding the Probability of Success as Variable between the Sets of Trials", 1948.
    """
    return 1.0 - down.correlated(_q(availability), n, k=k, rho=rho)


def given_one_down(availability: float, *, rho: float = 0.0) -> float:
    """Return the probability that a second component is down while a first one is.

    Formula: q + rho (1 - q), with q = 1 - a; the definition of correlation, solved.
    Assumes: equal components. rho = 0 leaves q: the first outage then tells nothing.
    Stops being true: never for pairs; it says nothing about a third component.
    Source: W. Feller, "An Introduction to Probability Theory and Its Applications", vol. 1, 1968.
    """
    q = _q(availability)
    return q + share("rho", rho) * (1.0 - q)


def given_one_down_common_cause(availability: float, *, beta: float) -> float:
    """Return the probability that a second component is down while a first one is (beta factor).

    Formula: P(both) / q = beta + (1 - beta q) own^2 / q, with own as in `common_cause`.
    Assumes, stops being true, source: as `common_cause`.
    """
    q = _q(availability)
    if q == 0.0:
        raise DomainError("availability", availability, "give less than 1: it is never down")
    shared, own = down.split_by_cause(q, beta=beta)
    return beta + (1.0 - shared) * own * (own / q)


def correlation_from_common_cause(availability: float, *, beta: float) -> float:
    """Return the pairwise correlation rho that a beta factor implies.

    Formula: (P(second down | first down) - q) / (1 - q). Close to beta when q is small.
    Assumes, stops being true, source: as `common_cause`.
    """
    a, beta = share("availability", availability), share("beta", beta)
    if a in (0.0, 1.0):
        raise DomainError("availability", availability, "give a value strictly between 0 and 1")
    return (given_one_down_common_cause(a, beta=beta) - _q(a)) / a


def from_mtbf_mttr(mtbf: float, mttr: float) -> float:
    """Return the steady-state availability from mean time between failures and to repair.

    Formula: MTBF / (MTBF + MTTR), both in the same unit. MTBF here is the mean *up* time from a
    repair to the next failure (many call it MTTF).
    Assumes: a long run; only the means matter, not the distributions.
    Stops being true: repair crews that are busy elsewhere when many fail at once.
    Source: K. S. Trivedi, "Probability and Statistics with Reliability, Queuing, and Computer
    Science Applications", 2002.
    """
    return 1.0 - down.from_mtbf_mttr(mtbf, mttr)


def downtime_per_year_seconds(availability: float) -> float:
    """Return expected seconds down in a year of 365.25 days: (1 - a) x 31,557,600.

    Assumes: a long-run share; one bad year can hold all of it.
    """
    return down.downtime_per_year_seconds(_q(availability))


def downtime_per_month_seconds(availability: float) -> float:
    """Return expected seconds down in a twelfth of a year: (1 - a) x 2,629,800."""
    return down.downtime_per_month_seconds(_q(availability))


def nines(availability: float) -> float:
    """Return how many nines: -log10(1 - a); 3.0 for 0.999, infinite for 1."""
    return down.nines(_q(availability))


def error_budget_minutes(target: float, *, days: float = 30.0) -> float:
    """Return the minutes a service may be down in a period and still meet its target.

    Formula: (1 - target) x days x 1,440.
    Assumes: a time-based target. For a request-based one the budget is a count of requests, and
    an outage at the busiest hour costs more of it.
    Source: B. Beyer, C. Jones, J. Petoff, N. R. Murphy, "Site Reliability Engineering", 2016.
    """
    return complement(share("target", target)) * positive("days", days) * 1_440.0


def _q(availability: float) -> float:
    return complement(share("availability", availability))


def _all_q(availabilities: Sequence[float]) -> list[float]:
    if not availabilities:
        raise DomainError("availabilities", [], "give at least one component")
    return [complement(share(f"availabilities[{i}]", a)) for i, a in enumerate(availabilities)]
