"""How far a sweep is: a bar that is written over on a terminal, plain lines anywhere else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from quorate.labs import Tally

BAR_WIDTH = 24
BAR_SECONDS = 0.1
LINE_SECONDS = 5.0


@dataclass(slots=True)
class Progress:
    """Counts seeds as they come and says so now and then; `clock` gives seconds."""

    asked: int
    stream: TextIO
    clock: Callable[[], float]
    began_s: float = field(init=False)
    done: int = 0
    violated: int = 0
    unknown: int = 0
    _said_s: float | None = None

    def __post_init__(self) -> None:
        self.began_s = self.clock()

    def add(self, part: Tally) -> None:
        """Take in what came back."""
        self.done += part.run + sum(len(lost.seeds) for lost in part.lost)
        self.violated += part.verdicts["violated"]
        self.unknown += part.verdicts["unknown"]
        bar = self.stream.isatty()
        now_s = self.clock()
        if self._said_s is None or now_s - self._said_s >= (BAR_SECONDS if bar else LINE_SECONDS):
            self._said_s = now_s
            self.stream.write(f"\r\x1b[K{self.line()}" if bar else f"{self.line()}\n")
            self.stream.flush()

    def end(self) -> None:
        """Leave an empty line where the bar was."""
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def line(self) -> str:
        """Seeds done, verdicts so far, rate, and the time that the rest will take."""
        share = self.done / self.asked
        bar = "█" * int(share * BAR_WIDTH) + "░" * (BAR_WIDTH - int(share * BAR_WIDTH))
        found = f"{self.violated} violated" + (f", {self.unknown} unknown" if self.unknown else "")
        rate = self.done / max(self.clock() - self.began_s, 1e-9)
        left = describe_seconds((self.asked - self.done) / rate) if self.done else "?"
        return f"{bar} {self.done}/{self.asked} seeds, {found}, {rate:.0f}/s, {left} left"


def describe_seconds(seconds: float) -> str:
    """Whole seconds, minutes or hours: "0:42", "3:05", "1:02:11"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
