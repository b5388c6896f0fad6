"""What a node sees of the station in front of it: who waits, who is served, how many serve.

In the simulated world a node may have a station (`WorldSettings.services`): a queue and servers
that requests go through before a handler runs. A node without one, and a node that is a process of
its own, is its own station: what it does takes the time of the machine, one thing after the other.
"""

from __future__ import annotations

from typing import Protocol


class Station(Protocol):
    """The station in front of a node; `Node.station` gives it."""

    @property
    def queued(self) -> int:
        """How many requests wait; a process cannot see what waits in its pipe, and says 0."""

    @property
    def busy(self) -> int:
        """How many servers are occupied; a process that asks is, so it says 1."""

    @property
    def servers(self) -> int:
        """How many servers there are; a process is one."""

    @property
    def worked_us(self) -> int:
        """How long servers were occupied since this node started, all of them added up.

        0 for a process, which reads no clock but the one that it is given.
        """

    def resize(self, servers: int) -> int:
        """Ask for this many servers; gives how many there are now. A process stays one."""


class OwnProcess:
    """The station of a node that has no other: itself."""

    __slots__ = ()

    queued = 0
    busy = 1
    servers = 1
    worked_us = 0

    def resize(self, servers: int) -> int:  # noqa: ARG002 - asked for in vain
        """See Station.resize."""
        return 1


OWN_PROCESS = OwnProcess()
