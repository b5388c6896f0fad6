"""The host of a node that lives in a process of its own: calls become outputs of the port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node.station import OWN_PROCESS

if TYPE_CHECKING:
    from quorate.node.port import Output


class Outbox:
    """Collects what a node does, in its order, for whoever delivered the event."""

    __slots__ = ("outputs", "points")

    hears_cancels = True
    station = OWN_PROCESS

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.points: frozenset[str] = frozenset()

    def send(self, dest: str, body: dict[str, Any]) -> None:
        """See Host.send."""
        self.outputs.append(("send", dest, body))

    def set_timer(self, timer_id: int, at_us: int, name: str) -> None:
        """See Host.set_timer."""
        self.outputs.append(("timer", timer_id, at_us, name))

    def put_off(self, timer_id: int, at_us: int, name: str) -> bool:  # noqa: ARG002
        """See Host.put_off: the port has no word for it."""
        return False

    def cancel_timer(self, timer_id: int) -> None:
        """See Host.cancel_timer."""
        self.outputs.append(("cancel", timer_id))

    def put_out(self, output: Output) -> None:
        """See Host.put_out."""
        self.outputs.append(output)

    def maybe(self, name: str) -> bool:
        """See Host.maybe."""
        return name in self.points
