"""Each rule of the register checker is broken in turn; the oracle must notice every time."""

import sys
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from checkers.brute_force import is_linearizable
from checkers.histories import draw_history
from quorate.checkers import register

SOURCE = Path(register.__file__).read_text(encoding="utf-8")

MUTANTS = {
    "overlapping forward zones are let through": (
        "if later.low < earlier.high:",
        "if False and later.low < earlier.high:",
    ),
    "only nested forward zones count": ("later.low < earlier.high", "later.high < earlier.high"),
    "backward zones are let through": (
        "if zone.high < forward[before].high:",
        "if False and zone.high < forward[before].high:",
    ),
    "a backward zone need only touch": (
        "if zone.high < forward[before].high:",
        "if zone.low < forward[before].high:",
    ),
    "reads may precede their write": (
        "if op.returned < write.invoked:",
        "if False and op.returned < write.invoked:",
    ),
    "failed writes may be read": ('if write.status == "fail":', 'if write.status == "never":'),
    "open writes must have happened": (
        'self.write.status == "ok")',
        'self.write.status in ("ok", "info"))',
    ),
    "failed writes have happened": (
        'self.write.status == "ok")',
        'self.write.status in ("ok", "fail"))',
    ),
    "the initial value is written late": ("_BEFORE_ALL = -1", "_BEFORE_ALL = 10_000"),
    "a zone ends at the first invocation": (
        "last = max(members, key=lambda op: op.invoked)",
        "last = min(members, key=lambda op: op.invoked)",
    ),
    "a zone begins at the last return": (
        "first_return, first = min(returned, key=lambda pair: pair[0])",
        "first_return, first = max(returned, key=lambda pair: pair[0])",
    ),
    "keys are judged together": (
        "by_key.setdefault(canonical(op.key), [])",
        "by_key.setdefault('all', [])",
    ),
}


def load_mutant(before: str, after: str) -> ModuleType:
    assert 1 == SOURCE.count(before), (
        f"{before!r} stands {SOURCE.count(before)} times in the source"
    )
    module = ModuleType("quorate.checkers.mutant")
    module.__dict__["__file__"] = register.__file__
    sys.modules[module.__name__] = module
    try:
        exec(compile(SOURCE.replace(before, after), "mutant", "exec"), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    return module


def disagreements(check: ModuleType) -> int:
    wrong = 0
    for seed in range(1_500):
        history = draw_history(Random(seed), legal=seed % 2 == 0)
        try:
            verdict = check.check_register(history)
        except (AssertionError, ValueError, KeyError):
            wrong += 1
            continue
        if verdict.kind != "unknown":
            wrong += is_linearizable(history) != (verdict.kind == "ok")
    return wrong


def test_the_checker_itself_never_disagrees() -> None:
    assert 0 == disagreements(register)


@pytest.mark.parametrize("name", MUTANTS)
def test_the_oracle_notices_that(name: str) -> None:
    assert disagreements(load_mutant(*MUTANTS[name])) > 0
