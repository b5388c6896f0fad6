"""What the page of a decision says of the best choice before one has held."""

from quorate.labs import Solution, load_lab, run_lab
from quorate.web.practice.memos import NOT_TOLD, ShownMemo, memo_of
from web.practice.conftest import ROOT


def memo_after(*machines: str) -> tuple[str, ShownMemo]:
    decided = Solution(decision={"machines": list(machines)})
    result = run_lab(
        load_lab(ROOT / "content" / "labs", "choose-placement"), decided, "placement", (0,)
    )
    memo = memo_of(result.memo or {})
    assert memo is not None
    return result.verdict.kind, memo


def test_a_failed_choice_is_told_what_can_be_reached_but_not_with_which_machines() -> None:
    verdict, memo = memo_after("m01", "m05", "m09")
    best = memo.rejected[-1]
    assert ("violated", "the least risk of all 220") == (verdict, best.title)
    assert ((NOT_TOLD,), (), ()) == (best.machines, best.placed, best.shared)
    assert ("430 USD a month", True) == (best.cost, bool(best.risk and best.minutes and best.why))


def test_a_choice_that_held_is_told_the_machines_of_every_option() -> None:
    verdict, memo = memo_after("m01", "m06", "m11")
    assert "ok" == verdict
    assert [3] * 4 == [len(option.machines) for option in memo.rejected]
    assert ("m01", "m07", "m10") == memo.rejected[-1].machines
