"""The calls of one life that wait for an answer: each ends once, by a reply or by its timeout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node.bodies import copy_checked
from quorate.node.errors import RemoteError, Timeout

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.node.futures import Future, Timer


class Calls:
    """What a reply or a timeout settles, by the message ids of the requests."""

    __slots__ = ("_copies", "_disarm", "_waiting")

    def __init__(self, disarm: Callable[[int], None], *, copies: bool) -> None:
        self._disarm = disarm
        self._copies = copies
        self._waiting: dict[int, tuple[Future, int]] = {}

    def ids(self) -> tuple[int, ...]:
        """The message ids of the calls that wait."""
        return tuple(self._waiting)

    def expect(self, msg_id: int, future: Future, timer: Timer) -> None:
        """Wait for the answer to a request until the timer is due."""
        self._waiting[msg_id] = (future, timer.timer_id)

    def expire(self, msg_id: int, late: str) -> None:
        """The timer is due."""
        future, _ = self._waiting.pop(msg_id)
        future.settle(None, error=Timeout(late))

    def resolve(self, source: str, body: dict[str, Any]) -> None:
        """A reply has come."""
        reply_to = body["in_reply_to"]
        # Whatever a peer wrote there: only a number can name a call.
        waiting = self._waiting.pop(reply_to, None) if reply_to.__class__ is int else None
        if waiting is None:
            return  # a reply after its timeout, or a second copy of one
        future, timer_id = waiting
        self._disarm(timer_id)
        if body["type"] == "error":
            code, text = body.get("code", 13), body.get("text", "")
            future.settle(None, error=RemoteError(code, text, source))
        else:
            future.settle(copy_checked(body) if self._copies else body)
