"""Primary and backup: one replica answers, once the other has confirmed what it will answer.

Alsberg and Day, "A Principle for Resilient Sharing of Distributed Resources" (1976), with a view
service as in the course 6.824 of MIT: it alone says who is primary, in numbered views, and the
number fences off whoever missed the latest one. Nobody trusts a clock: a wrong suspicion costs a
change of view, never an answer. While the view service is down, the view stays as it is.
"""
# mypy: disable-error-code="explicit-override"
# ruff: noqa: ANN401, ARG002, D102 - written as learners write nodes: short, and in their style

from __future__ import annotations

from typing import Any

from quorate.node import Error, Node, ms

VIEW_SERVICE = "view"
PING = ms(50)
SILENT = 4  # so many pings missing


class ViewService(Node):
    """Says who is primary and who is backup; everybody else is a replica."""

    def start(self) -> None:
        first = {"number": 1, "primary": self.peers[0], "backup": self.peers[1]}
        self.view = self.disk.get("view", "now", first)
        self.ready = self.disk.get("view", "ready", 0)  # in this view the backup knew everything
        self.missed = dict.fromkeys(self.peers, 0)
        self.after(PING, self.tick)

    def on_ping(self, src: str, number: int, state: str) -> None:
        self.missed[src] = 0
        if number == self.view["number"]:
            if state == "ready" and src == self.view["primary"]:
                self.ready = number
                self.disk.put("view", "ready", number)
            elif state == "lost":  # it crashed in this view, and forgot what it was about to do
                self.go_on_without(src)
        self.send(src, "view", **self.view)

    def tick(self) -> None:
        self.after(PING, self.tick)
        for replica in self.peers:
            self.missed[replica] = min(self.missed[replica] + 1, SILENT)
            if self.missed[replica] == SILENT:
                self.go_on_without(replica)
            elif replica not in self.view.values():
                self.change(self.view["primary"], replica)

    def go_on_without(self, replica: str) -> None:
        primary, backup = self.view["primary"], self.view["backup"]
        if replica == primary and backup and self.may_promote():
            self.change(backup, None)
        elif replica == backup or (replica == primary and self.missed[primary] == 0):
            self.change(primary, None)  # back from a crash, it still knows all that was answered

    def may_promote(self) -> bool:
        return bool(self.ready == self.view["number"])

    def change(self, primary: str, backup: str | None) -> None:
        self.view = {"number": self.view["number"] + 1, "primary": primary, "backup": backup}
        self.disk.put("view", "now", self.view)


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
