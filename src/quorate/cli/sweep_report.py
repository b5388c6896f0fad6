"""A sweep for reading: verdicts first, then what failed, then what was never tried."""

from quorate.cli.progress import describe_seconds
from quorate.cli.sweep_shrink import ShrunkFiles
from quorate.labs import Finding, Sweep

SHOWN_FINDINGS = 5
_WORDS = {"ok": "held", "violated": "VIOLATED", "unknown": "unknown"}


def report(done: Sweep, shrunk: ShrunkFiles | None, *, interrupted: bool, seconds: float) -> None:
    """Print the summary."""
    tally, counts = done.tally, done.tally.verdicts
    where = " ".join(f"{name}={value}" for name, value in done.parameters.items())
    if interrupted:
        print(f"Interrupted: {tally.run} of {done.asked} seeds were run.")
    rate = tally.run / seconds if seconds else 0.0
    print(
        f"{done.scenario}{' ' if where else ''}{where}: {_WORDS[done.verdict.kind]}. "
        f"{counts['ok']} of {tally.run} seeds held, {counts['violated']} violated, "
        f"{counts['unknown']} unknown, in {describe_seconds(seconds)} ({rate:.0f} seeds/s)."
    )
    _show_findings("violated", tally.findings, counts["violated"])
    _show_findings("unknown", tally.unknowns, counts["unknown"])
    for lost in tally.lost:
        print(f"  lost: {_seeds(lost.seeds)}: {lost.reason}")
    if tally.first_crash is not None:
        seed, how = tally.first_crash
        print(
            f"  a node crashed by its own error in {tally.crashed} runs, first in seed {seed}: {how}"
        )
    if not interrupted and tally.run + sum(len(lost.seeds) for lost in tally.lost) < done.asked:
        print(f"  ended early: only {tally.run} of {done.asked} seeds were run")
    _show_assertions(done)
    faults = ", ".join(
        f"{name} {count.strikes} times in {count.runs} runs"
        for name, count in sorted(tally.faults.items())
    )
    print(f"  faults: {faults or 'none struck'}")
    print(
        f"  {tally.events:,} events, {tally.operations:,} operations, "
        f"{tally.answered:,} of them answered"
    )
    if shrunk is not None:
        print(shrunk.text)


def _show_findings(kind: str, findings: list[Finding], count: int) -> None:
    for finding in findings[:SHOWN_FINDINGS]:
        print(f"  seed {finding.seed} {kind} ({finding.checker}): {finding.reason}")
    if count > SHOWN_FINDINGS:
        print(f"  and {count - SHOWN_FINDINGS} more {kind}")


def _show_assertions(done: Sweep) -> None:
    for name in done.not_always:
        claim = done.tally.claims["always", name]
        failed = claim.reached - claim.held
        print(
            f"  always {name!r} failed {failed} of {claim.reached} times, "
            f"first in seed {claim.first_failed}"
        )
    for name in done.never_held:
        reached = done.tally.claims["sometimes", name].reached
        print(f"  sometimes {name!r} never held, reached {reached} times: no run got that far")


def _seeds(seeds: tuple[int, ...]) -> str:
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    return f"{len(seeds)} seeds from {seeds[0]} to {seeds[-1]}"
