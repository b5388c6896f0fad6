"""Primary and backup: one replica answers, once the other has confirmed what it will answer.

Alsberg and Day, "A Principle for Resilient Sharing of Distributed Resources" (1976). A view service
says who is primary, in numbered views (`view_service`); the number fences off whoever missed the
latest one. Nobody trusts a clock: a wrong suspicion costs a change of view, never an answer. While
the view service is down, the view stays as it is.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Error, Node
from quorate.patterns.view_service import PING, VIEW_SERVICE


class Replica(Node):
    """Answers clients as the primary of a view; confirms operations as its backup."""

    def start(self) -> None:
        self.number = self.disk.get("view", "number", 0)
        self.state = "lost"  # then "syncing", and "ready" once the other one knows the same
        self.primary = self.backup = ""
        self.values = self.disk.get("values", "all", {})
        self.waiting: list[Any] = []  # operations that the backup has not confirmed
        self.done = 0  # operations done in this view
        self.tick()

    def tick(self) -> None:
        """Say that we live, and repeat what the backup has not confirmed."""
        self.after(PING, self.tick)
        self.send(VIEW_SERVICE, "ping", number=self.number, state=self.state)
        if self.primary == self.id and self.state == "syncing":
            self.send(self.backup, "sync", number=self.number, values=self.values)
        self.forward()

    def on_view(self, src: str, number: int, primary: str, backup: str | None) -> None:
        if number > self.number:  # after a crash, too: a view it was in before is over for it
            self.number, self.primary, self.backup = number, primary, backup or ""
            self.disk.put("view", "number", number)
            self.waiting, self.done = [], 0
            self.state = "syncing" if backup else "ready"

    def on_sync(self, src: str, number: int, values: dict[str, Any]) -> None:
        if number == self.number:
            if self.state == "syncing":  # once a view: a late copy would undo operations
                self.state = "ready"
                self.keep(values)
            self.send(src, "synced", number=number)

    def on_synced(self, src: str, number: int) -> None:
        if number == self.number and self.state == "syncing":  # not after a crash
            self.state = "ready"

    def on_write(self, msg: dict[str, Any]) -> None:
        """Put an operation in line if we may serve; a read waits for the backup as a write does."""
        self.check_primary()
        self.waiting.append({"client": msg["src"], **msg["body"]})
        if len(self.waiting) == 1:
            self.forward()

    on_read = on_write

    def check_primary(self) -> None:
        if self.state != "ready" or self.primary != self.id:
            raise Error(11, f"{self.id} is not the primary, or not ready")

    def forward(self) -> None:
        """Let the backup confirm the first operation in line; without a backup do them all."""
        while self.waiting and not self.backup:
            self.finish()
        if self.waiting:
            place, operation = self.done + 1, self.waiting[0]
            self.send(self.backup, "forward", number=self.number, place=place, operation=operation)

    def on_forward(self, src: str, number: int, place: int, operation: dict[str, Any]) -> None:
        if number == self.number and self.state == "ready":  # an old primary is fenced off here
            if place == self.done + 1:
                self.apply(operation)
            self.send(src, "confirmed", number=number, place=place)

    def on_confirmed(self, src: str, number: int, place: int) -> None:
        if number == self.number and self.state == "ready" and place == self.done + 1:
            self.finish()
            self.forward()

    def finish(self) -> None:
        first = self.waiting.pop(0)
        value, reply = self.apply(first), f"{first['type']}_ok"
        self.send(first["client"], reply, value=value, in_reply_to=first["msg_id"])

    def apply(self, operation: dict[str, Any]) -> Any:
        self.done += 1
        if operation["type"] == "write":
            self.keep({**self.values, operation["key"]: operation["value"]})
        return self.values.get(operation["key"])

    def keep(self, values: dict[str, Any]) -> None:
        """All values are one record: no crash leaves half of them."""
        self.values = values
        self.disk.put("values", "all", values)
