"""One node of a reference system at the end of a wire: a test says what it hears, and when it crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node import DiskImage, Node, NodeIdentity, NodeRuntime

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT = "client"


class Talk:
    """A node, its disk and its timers; `hear` gives what it says, as (dest, body) pairs."""

    def __init__(self, factory: Callable[[], Node], name: str, *peers: str) -> None:
        identity = NodeIdentity(name, peers, seed=f"talk/{name}")
        self.runtime = NodeRuntime(factory, identity)
        self.disk = DiskImage()
        self.now_us = self.boots = 0
        self.timers: dict[int, tuple[int, str]] = {}
        self.restart()

    def restart(self) -> list[tuple[str, dict[str, Any]]]:
        """Crash, if it runs, and start with what the disk has kept."""
        disk = self.disk.to_json() if self.boots else None
        self.timers.clear()
        self.boots += 1
        return self._take(("start", self.boots - 1, disk))

    def hear(self, src: str, message_type: str, **body: Any) -> list[tuple[str, dict[str, Any]]]:
        """Let a message arrive."""
        return self._take(("message", src, {"type": message_type, **body}))

    def hear_half(self, writes: int, src: str, message_type: str, **body: Any) -> int:
        """Let a message arrive, and a crash amid what it writes; tells how much there was to write."""
        event = ("message", src, {"type": message_type, **body})
        written = [o for o in self.runtime.deliver(self.now_us, event) if o[0] == "disk"]
        for output in written[:writes]:
            self.disk.apply(*output[1:])
        self.restart()
        return len(written)

    def ask(self, message_type: str, **body: Any) -> dict[str, Any] | None:
        """Ask as a client; what is answered at once, or None."""
        said = self.hear(CLIENT, message_type, msg_id=7, **body)
        return next((body for dest, body in said if dest == CLIENT), None)

    def wait(self, time_us: int) -> list[tuple[str, dict[str, Any]]]:
        """Let time pass, and all timers that fall due with it."""
        until_us, said = self.now_us + time_us, []
        while due := [(at, timer) for timer, (at, _) in self.timers.items() if at <= until_us]:
            self.now_us, timer = min(due)
            del self.timers[timer]
            said += self._take(("timer", timer))
        self.now_us = until_us
        return said

    def _take(self, event: tuple[Any, ...]) -> list[tuple[str, dict[str, Any]]]:
        said = []
        for output in self.runtime.deliver(self.now_us, event):
            match output:
                case ("send", dest, body):
                    said.append((dest, body))
                case ("timer", timer, at_us, name):
                    self.timers[timer] = (at_us, name)
                case ("cancel", timer):
                    self.timers.pop(timer, None)
                case ("disk", operation, place, *args):
                    self.disk.apply(operation, place, *args)
                case ("error", report):
                    raise AssertionError(report)
        return said
