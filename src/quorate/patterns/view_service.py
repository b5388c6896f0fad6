"""Views: who is primary and who is backup, said by one service that others only have to believe.

As in the course 6.824 of MIT. Views are numbered, and one that has begun is never taken back, not
even by a crash of the service. It may suspect the living, since it only counts missing pings: the
price is a change of view. It must never promote a backup that does not know everything yet.
"""

from __future__ import annotations

from quorate.node import Node, ms

VIEW_SERVICE = "view"
PING = ms(50)
SILENT = 4  # so many pings missing


class ViewService(Node):
    """Says who is primary and who is backup; everybody else is a replica."""

    def start(self) -> None:
        primary, backup = (*self.peers, None)[:2]
        first = {"number": 1, "primary": primary, "backup": backup}
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
            elif self.view["backup"] is None and replica != self.view["primary"]:
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
