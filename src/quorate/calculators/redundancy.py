"""The calculators about replicas: independent ones, and ones that share a cause."""

from collections.abc import Mapping

from quorate.calculators import unavailability as down
from quorate.calculators.calculator import Calculator, Input, Result, Value
from quorate.calculators.domain import complement
from quorate.calculators.errors import DomainError
from quorate.calculators.filters import duration, one_in, significant

REPLICAS_MAX = 1_000
"""A limit for the form; the functions beneath go to a million."""

_REPLICAS = Input("n", "Replicas", "", 3, 1, REPLICAS_MAX, 1, whole=True)
_NEEDED = Input("k", "Needed at least", "replicas", 1, 1, REPLICAS_MAX, 1, whole=True)
_AVAILABILITY = Input("availability", "Availability of one", "share", 0.99, 0.0, 1.0, 0.001)
_BETA = Input("beta", "Share of outages that hit all (β)", "share", 0.1, 0.0, 1.0, 0.01)


def _group(inputs: Mapping[str, float]) -> tuple[float, int, int]:
    n, k = int(inputs["n"]), int(inputs["k"])
    if k > n:
        raise DomainError("k", k, f"give at most n = {n}: no more can be needed than there are")
    return complement(inputs["availability"]), n, k


def _alone_lines(q: float, n: int, k: int, symbol: str) -> tuple[str, str]:
    """Return how "too many are down by themselves" is worked out: formula and arithmetic."""
    fatal = n - k + 1
    result = significant(down.k_of_n(q, n, k), 4)
    shown = significant(q, 6)
    if fatal == n:
        return f"down when all {n} are down: {symbol}^{n}", f"{shown}^{n} = {result}"
    terms = f"sum over d = {fatal}…{n} of C({n}, d) {symbol}^d (1 − {symbol})^({n} − d)"
    return (
        f"down when {fatal} or more of {n} are down: {terms}",
        f"with {symbol} = {shown}: {result}",
    )


def _times(name: str, label: str, unavailability: float) -> Value:
    return Value(name, label, down.downtime_per_year_seconds(unavailability), "seconds per year")


def _run_parallel(inputs: Mapping[str, float]) -> Result:
    q, n, k = _group(inputs)
    group = down.k_of_n(q, n, k)
    formula, arithmetic = _alone_lines(q, n, k, "q")
    time_down = duration(down.downtime_per_year_seconds(group))
    return Result(
        inputs,
        (
            Value("availability", "Availability", 1.0 - group, "share"),
            Value("unavailability", "Unavailability", group, "share"),
            Value("nines", "Nines", down.nines(group), "nines"),
            _times("downtime", "Downtime", group),
        ),
        (
            f"one replica is down q = 1 − {inputs['availability']:.15g} = {q:.15g} of the time",
            formula,
            arithmetic,
            f"in a year: {significant(group, 4)} × 31,557,600 s = {time_down}",
        ),
    )


def _run_common_cause(inputs: Mapping[str, float]) -> Result:
    q, n, k = _group(inputs)
    beta = inputs["beta"]
    independent = down.k_of_n(q, n, k)
    together = down.common_cause(q, n, k=k, beta=beta)
    values = [
        Value("independent", "Down, if independent", independent, "share"),
        Value("common_cause", "Down, with the common cause", together, "share"),
        _times("downtime_independent", "Downtime, if independent", independent),
        _times("downtime_common_cause", "Downtime, with the common cause", together),
    ]
    if independent > 0.0:
        values.insert(2, Value("ratio", "Times more downtime", together / independent, "times"))
    return Result(inputs, tuple(values), _common_cause_lines(inputs, independent, together))


def _common_cause_lines(
    inputs: Mapping[str, float], independent: float, together: float
) -> tuple[str, ...]:
    q, n, k = _group(inputs)
    beta = inputs["beta"]
    shared, own = down.split_by_cause(q, beta=beta)
    alone = down.k_of_n(own, n, k)
    formula, arithmetic = _alone_lines(q, n, k, "q")
    _, own_arithmetic = _alone_lines(own, n, k, "o")
    rest = significant(1.0 - shared, 6)
    s, u = significant(shared, 4), significant(together, 4)
    own_sum = f"{complement(beta):.6g} × {q:.6g} ÷ {rest} = {significant(own, 4)}"
    total = f"{s} + {rest} × {significant(alone, 4)} = {u}"
    lines = [
        f"one replica is down q = 1 − {inputs['availability']:.15g} = {q:.15g} of the time",
        formula,
        f"if independent: {arithmetic} ({one_in(independent)})",
        f"shared part: s = β × q = {beta:.6g} × {q:.6g} = {s}",
        f"own part: o = (1 − β) × q ÷ (1 − s) = {own_sum}" if shared < 1.0 else "own part: o = 0",
        f"enough own outages at once: {own_arithmetic}",
        f"with the common cause: s + (1 − s) × that = {total} ({one_in(together)})",
    ]
    if independent > 0.0:
        ratio = significant(together / independent, 3)
        lines.append(f"ratio: {u} ÷ ({significant(independent, 4)}) = {ratio}")
    apart, joint = (down.downtime_per_year_seconds(each) for each in (independent, together))
    lines.append(
        f"in a year: {duration(apart)} if independent, {duration(joint)} with the common cause"
    )
    return tuple(lines)


PARALLEL = Calculator(
    slug="availability-parallel",
    title="Availability of replicas",
    summary="How often too few of n replicas are up, if they fail independently.",
    inputs=(_REPLICAS, _NEEDED, _AVAILABILITY),
    compute=_run_parallel,
    formula="U = Σ_{d=n−k+1}^{n} C(n, d) q^d (1 − q)^{n−d}, with q = 1 − A; for k = 1: U = q^n",
    assumptions=(
        "Replicas fail and are repaired independently of each other.",
        "Failover is instant and never fails itself.",
    ),
    limits=(
        "Replicas that share a rack, a power feed, a release or a configuration fail together.",
        "The true downtime is then longer by orders of magnitude.",
    ),
    source="R. E. Barlow, F. Proschan, Statistical Theory of Reliability and Life Testing, 1975",
)

COMMON_CAUSE = Calculator(
    slug="availability-common-cause",
    title="Availability with a common cause",
    summary="What remains of redundancy when a share β of each replica's outages takes all.",
    inputs=(_REPLICAS, _NEEDED, _AVAILABILITY, _BETA),
    compute=_run_common_cause,
    formula="U = s + (1 − s) · P(n − k + 1 or more of n down | o), "
    "with s = β q, o = (1 − β) q ÷ (1 − s), q = 1 − A",
    assumptions=(
        "One shared cause takes all replicas at once; all other outages are independent.",
        "Each replica by itself keeps the availability A, whatever β is.",
    ),
    limits=(
        "A cause that takes some but not all replicas needs more than one group.",
        "When all n are needed, sharing shortens downtime: outages then overlap.",
        "β is estimated from past incidents, which are few: treat it as a range.",
    ),
    source="K. N. Fleming, A Reliability Model for Common Mode Failures in Redundant "
    "Safety Systems, 1975",
)
