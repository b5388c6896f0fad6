"""Ctrl-C as a question asked between two results, so that it never hits in the middle of one."""

import signal
from types import FrameType
from typing import Any, Self


class Interrupts:
    """Notes the first Ctrl-C; a second one is an ordinary KeyboardInterrupt.

    Use it in a with statement, in the main thread.
    """

    def __init__(self) -> None:
        self.asked = False
        self._former: Any = None

    def __enter__(self) -> Self:
        self._former = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._former)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
