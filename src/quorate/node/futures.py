"""What a coroutine may await: futures that only this node's runtime can resolve.

No asyncio: a virtual clock under it is several times slower, counts time in floats, and leaves
its wall-clock functions within reach.
"""

from __future__ import annotations

from types import coroutine as from_generator
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Generator
    from types import CoroutineType

SAME_AS_METHOD = "same name as the method"
"""The default key of a timer, compared by identity: it stands for the method's own name."""


class Owner(Protocol):
    """The life of a node that futures belong to."""

    ready: deque[Task]

    def cancel(self, handle: object) -> None:
        """Cancel a timer or a task."""


class Future:
    """A result that is not there yet; `await` it."""

    __slots__ = ("done", "error", "owner", "value", "waiters")

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.done = False
        self.value: object = None
        self.error: BaseException | None = None
        self.waiters: list[Task] = []

    def __await__(self) -> Generator[Future, None, Any]:
        if not self.done:
            yield self
        if self.error is not None:
            raise self.error
        return self.value

    def settle(self, value: object, *, error: BaseException | None = None) -> None:
        """Give the result and wake who waits for it; the first result stays."""
        if self.done:
            return
        self.done = True
        self.value = value
        self.error = error
        self.owner.ready.extend(self.waiters)
        self.waiters = []


class Task(Future):
    """A coroutine in progress; awaiting it gives what it returns."""

    __slots__ = ("asker", "coroutine", "driver", "msg_id")

    def __init__(
        self,
        owner: Owner,
        coroutine: CoroutineType[Any, Any, Any],
        *,
        asker: str | None = None,
        msg_id: int | None = None,
    ) -> None:
        super().__init__(owner)
        self.coroutine = coroutine
        self.driver: Driver | None = None  # what has begun to run it
        self.asker = asker  # whom the returned dict answers; None for a spawned task
        self.msg_id = msg_id

    def cancel(self) -> None:
        """Stop the task at the point where it waits."""
        self.owner.cancel(self)


class Timer:
    """A handle on a call that will be made later, and what the life keeps of it.

    A timer that is armed again under its key stays this one, so an old handle cancels it, too.
    Made without an `__init__`, which would cost as much again as the rest of arming a timer.
    """

    __slots__ = ("args", "at_us", "key", "method", "owner", "timer_id")

    owner: Owner
    timer_id: int
    at_us: int
    method: Callable[..., Any]
    args: tuple[Any, ...]
    key: str | None

    def cancel(self) -> None:
        """Do not make the call; once it is made this does nothing."""
        self.owner.cancel(self)


Driver: TypeAlias = "Generator[Any, Any, None]"
"""Runs coroutines one after another: send it a coroutine to begin, None to go on."""


def new_driver() -> Driver:
    """A generator that runs the coroutine it is sent, and yields what it awaits or returns.

    A coroutine that is stepped from outside ends by raising StopIteration; delegation in a
    generator ends without, which makes an async handler that never waits three times as cheap to
    run (105 against 336 ns in CPython 3.11). `coroutine.cr_suspended` tells a result from a wait.
    """
    driver = _drive()
    driver.send(None)
    return driver


@from_generator
def _drive() -> Driver:
    result: Any = None
    while True:
        coroutine = yield result
        result = yield from coroutine
