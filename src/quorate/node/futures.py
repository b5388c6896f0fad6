"""What a coroutine may await: futures that only this node's runtime can resolve.

No asyncio: a virtual clock under it is several times slower, counts time in floats, and leaves
its wall-clock functions within reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Coroutine, Generator


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

    __slots__ = ("asker", "coroutine", "msg_id")

    def __init__(
        self,
        owner: Owner,
        coroutine: Coroutine[Any, Any, Any],
        *,
        asker: str | None = None,
        msg_id: int | None = None,
    ) -> None:
        super().__init__(owner)
        self.coroutine = coroutine
        self.asker = asker  # whom the returned dict answers; None for a spawned task
        self.msg_id = msg_id

    def cancel(self) -> None:
        """Stop the task at the point where it waits."""
        self.owner.cancel(self)


class Timer:
    """A handle on a call that will be made later."""

    __slots__ = ("_owner", "timer_id")

    def __init__(self, owner: Owner, timer_id: int) -> None:
        self._owner = owner
        self.timer_id = timer_id

    def cancel(self) -> None:
        """Do not make the call; once it is made this does nothing."""
        self._owner.cancel(self)
