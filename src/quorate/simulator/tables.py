"""Makes the committed quantile tables, with decimal arithmetic only.

`python -m quorate.simulator.tables exponential > exponential_table.py`, and `normal` likewise.
A table has the starts of 1,024 cells of equal probability, then the starts of the cells 2 to 1,024
into which the last of them is split, then one end: 2,048 numbers in units of 1e-9. The true end is
infinite; the committed one makes the mean of the last cell right.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from decimal import Decimal, localcontext

CELLS = 1_024
DIGITS = 40
NANO = Decimal(1_000_000_000)
PI = Decimal("3.14159265358979323846264338327950288419716939937510")

Edge = Callable[[Decimal], Decimal]


def exponential_edges() -> list[int]:
    """Quantiles -ln(1 - p) of the exponential with mean 1."""
    with localcontext() as context:
        context.prec = DIGITS
        edges = [-(1 - p).ln() for p in _probabilities()]
        # Memoryless: beyond the last edge the mean is one more, the middle of a cell two wide.
        return _in_nano([*edges, edges[-1] + 2])


def half_normal_edges() -> list[int]:
    """Quantiles of |z| for a standard normal z."""
    with localcontext() as context:
        context.prec = DIGITS
        edges: list[Decimal] = []
        z = Decimal(0)
        for p in _probabilities():
            z = _half_normal_quantile(p, z)
            edges.append(z)
        beyond = 1 - _probabilities()[-1]
        mean_beyond = _half_normal_density(z) / beyond
        return _in_nano([*edges, 2 * mean_beyond - z])


def render(name: str, title: str, edges: list[int]) -> str:
    """A module that holds the numbers as text, which loads faster than a list of literals."""
    numbers = textwrap.fill(" ".join(map(str, edges)), width=98, break_long_words=False)
    return (
        f'"""{title}.\n\nIn units of 1e-9; made by `quorate.simulator.tables`."""\n\n'
        f'from __future__ import annotations\n\n_TEXT = """\n{numbers}\n"""\n\n'
        f"{name} = tuple(int(edge) for edge in _TEXT.split())\n"
    )


def _probabilities() -> list[Decimal]:
    body = [Decimal(i) / CELLS for i in range(CELLS)]
    start = Decimal(CELLS - 1) / CELLS
    tail = [start + Decimal(i) / CELLS / CELLS for i in range(1, CELLS)]
    return [*body, *tail]


def _half_normal_quantile(p: Decimal, guess: Decimal) -> Decimal:
    """Newton's method from below; the distribution function is concave there, so it converges."""
    while True:
        step = (p - _half_normal_probability(guess)) / _half_normal_density(guess)
        guess += step
        if abs(step) < Decimal("1e-20"):
            return guess


def _half_normal_density(z: Decimal) -> Decimal:
    return (2 / PI).sqrt() * (-z * z / 2).exp()


def _half_normal_probability(z: Decimal) -> Decimal:
    """P(|Z| <= z) by the series with positive terms only (Abramowitz and Stegun, 1964, 26.2.11)."""
    total = term = z
    n = 1
    while term > Decimal("1e-35"):
        n += 2
        term = term * z * z / n
        total += term
    return _half_normal_density(z) * total


def _in_nano(edges: list[Decimal]) -> list[int]:
    return [int((edge * NANO).to_integral_value()) for edge in edges]


_TABLES: dict[str, tuple[str, str, Callable[[], list[int]]]] = {
    "exponential": (
        "EXPONENTIAL_NANO",
        "Quantiles of the exponential with mean 1",
        exponential_edges,
    ),
    "normal": (
        "HALF_NORMAL_NANO",
        "Quantiles of the absolute value of a standard normal",
        half_normal_edges,
    ),
}


def table_text(which: str) -> str:
    """The text of one table's module."""
    name, title, edges = _TABLES[which]
    return render(name, title, edges())


if __name__ == "__main__":
    sys.stdout.write(table_text(sys.argv[1]))
