"""The histories that clients have seen, each judged once when it is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from quorate.simulator.errors import NotExplorableError
from quorate.simulator.exhaustive.steps import named_history
from quorate.simulator.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quorate.history import History
    from quorate.simulator.exhaustive.locals import Locals
    from quorate.simulator.exhaustive.system import Judge, System


Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Histories:
    """Histories by number, each one longer than an earlier one; 0 is the empty one."""

    def __init__(self, system: System, found: Locals) -> None:
        self.wrong: dict[int, str] = {}
        self.content: dict[str, None] = {}  # the judges that found a history to be right
        self.answered = False
        self._system = system
        self._locals = found
        self._made: list[tuple[int, tuple[int, ...]]] = [(-1, ())]
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._wrong_at_end: dict[int, str] = {}

    def longer(self, number: int, items: tuple[int, ...]) -> int:
        """The number of the history with these items at its end."""
        key = (number, items)
        after = self._numbers.get(key)
        if after is None:
            after = self._numbers[key] = len(self._made)
            self._made.append(key)
            recorded = [self._locals.items[item][1] for item in items]
            self.answered = self.answered or any(
                output[0] == "return" and output[3] == "ok" for output in recorded
            )
            wrong = self._judged(self._system.judges, after)
            if wrong:
                self.wrong[after] = wrong
        return after

    def read(self, number: int) -> History:
        """The history with this number; its times are positions."""
        items: list[int] = []
        while number > 0:
            number, last = self._made[number]
            items[:0] = last
        recorder = Recorder(trace=False)
        for t_us, item in enumerate(items):
            recorder.take(t_us, *self._locals.items[item])
        return named_history(self._system, recorder)

    def wrong_at_end(self, number: int) -> str:
        """What the last judges say of the history where nothing can happen any more."""
        wrong = self._wrong_at_end.get(number)
        if wrong is None:
            wrong = self._judged(self._system.last_judges, number)
            self._wrong_at_end[number] = wrong
        return wrong

    def _judged(self, judges: Mapping[str, Judge], number: int) -> str:
        """What is wrong with the history, or nothing; unknown is no violation."""
        history = self.read(number)
        for name, judge in judges.items():
            verdict = asked(f"the judge {name!r}", judge, history)
            if verdict.kind == "violated":
                return verdict.reason
            if verdict.kind == "ok":
                self.content[name] = None
        return ""


def asked(who: str, predicate: Callable[[Asked], Answer], about: Asked) -> Answer:
    """What somebody's own function says; what it raises is no finding about the system."""
    try:
        return predicate(about)
    except Exception as error:
        raise NotExplorableError(
            f"{who} failed: {type(error).__name__}: {error}; it has to answer in every state"
        ) from error
