"""Service stations: a queue and servers in front of a node, so that work takes time.

Handlers take no virtual time. A node with a station is different: a request waits in its queue,
occupies one of its servers for a drawn time, and only then does the handler run; the server is
free again before it does. A station is a state machine without a clock and without a world: it is
told what happens and when, and says which services begin and when each ends.

The service time is drawn when a request is taken in, so that it belongs to the request: the same
requests bring the same work to a first-come and to a last-come queue, to one server and to ten.
"""

from __future__ import annotations

from collections import deque
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from quorate.simulator.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quorate.simulator.distributions import Distribution

SERVERS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What a request costs at a node: how long it takes, how many are served at once, who waits.

    `types` gives single message types a service time of their own, or None: these go straight to
    the handler, as a health check should. `queue_max` counts those that wait, not those in
    service; what a full queue refuses is answered at once with error 11, or dropped.
    """

    service: Distribution
    servers: int = 1
    queue_max: int | None = None
    _: KW_ONLY
    types: Mapping[str, Distribution | None] = field(default_factory=lambda: MappingProxyType({}))
    discipline: Literal["fifo", "lifo"] = "fifo"
    full: Literal["refuse", "drop"] = "refuse"

    def __post_init__(self) -> None:
        validate_servers(self.servers)
        if self.queue_max is not None and self.queue_max < 0:
            raise SettingsError(f"queue_max {self.queue_max} must be at least 0, or None for any")
        for name, choices in (("discipline", ("fifo", "lifo")), ("full", ("refuse", "drop"))):
            if getattr(self, name) not in choices:
                raise SettingsError(
                    f"{name} {getattr(self, name)!r} is unknown; use {' or '.join(choices)}"
                )


class Job:
    """One request at a station; `token` is valid until its service is timed anew."""

    __slots__ = ("arrived_us", "due_us", "number", "request", "rest_us", "token", "work_us")

    def __init__(self, number: int, request: object, arrived_us: int, work_us: int) -> None:
        self.number = number
        self.request: Any = request
        self.arrived_us = arrived_us
        self.work_us = work_us  # all in all
        self.rest_us = work_us  # what is left of it after a pause
        self.due_us = 0
        self.token = 0


class Station:
    """One station. Whoever changes it calls `begin` next, and lets `finish` be called when due.

    Work-conserving: no server is free while somebody waits, unless the station is frozen.
    """

    __slots__ = (
        "_frozen",
        "_last_number",
        "_last_token",
        "_overrides",
        "_quantile",
        "_queue",
        "_random",
        "_serving",
        "_settings",
        "_since_us",
        "_worked_us",
        "extra_us",
        "servers",
    )

    def __init__(self, settings: ServiceSettings, random: Callable[[], float]) -> None:
        self._settings = settings
        self._random = random
        self._quantile = settings.service.quantile()
        self._overrides = {
            name: None if service is None else service.quantile()
            for name, service in settings.types.items()
        }
        self._queue: deque[Job] = deque()
        self._serving: dict[int, Job] = {}
        self._frozen = False
        self._last_number = 0
        self._last_token = 0
        self._since_us = 0
        self._worked_us = 0
        self.extra_us = 0  # what a slow node adds to each service that begins
        self.servers = settings.servers

    @property
    def queued(self) -> int:
        """How many requests wait."""
        return len(self._queue)

    @property
    def busy(self) -> int:
        """How many servers are occupied; after a `resize` to fewer, more than there are."""
        return len(self._serving)

    @property
    def drops(self) -> bool:
        """Whether what finds the queue full is dropped instead of answered."""
        return self._settings.full == "drop"

    def worked_us(self, now_us: int) -> int:
        """How long servers have been occupied so far, all of them together."""
        return self._worked_us + (0 if self._frozen else self.busy * (now_us - self._since_us))

    def serves(self, message_type: str) -> bool:
        """Whether messages of this type need service here."""
        return self._overrides.get(message_type, self._quantile) is not None

    def offer(self, now_us: int, message_type: str, request: object) -> bool:
        """Take a request into the queue, or say that the queue is full."""
        queue_max = self._settings.queue_max
        free = 0 if self._frozen else self.servers - self.busy
        if queue_max is not None and len(self._queue) >= queue_max + max(free, 0):
            return False
        quantile = self._overrides.get(message_type, self._quantile)
        assert quantile is not None, f"{message_type} is not served here; ask serves() first"
        self._last_number += 1
        self._queue.append(Job(self._last_number, request, now_us, quantile(self._random())))
        return True

    def begin(self, now_us: int) -> list[Job]:
        """Let as many begin as servers are free: those whose service ends at their `due_us`."""
        queue, begun = self._queue, []
        if queue and not self._frozen and self.busy < self.servers:
            self._count(now_us)
            while queue and self.busy < self.servers:
                job = queue.popleft() if self._settings.discipline == "fifo" else queue.pop()
                job.rest_us = job.work_us = job.work_us + self.extra_us
                self._serving[job.number] = job
                begun.append(self._time(now_us, job))
        return begun

    def finish(self, now_us: int, job: Job, token: int) -> bool:
        """A service is over and its server free, unless it was timed anew or lost meanwhile."""
        if job.token != token:
            return False
        self._count(now_us)
        del self._serving[job.number]
        job.token = 0
        return True

    def resize(self, servers: int) -> None:
        """Have so many servers; a service under way is never broken off."""
        validate_servers(servers)
        self.servers = servers

    def freeze(self, now_us: int) -> None:
        """Stop in the middle of everything."""
        if not self._frozen:
            self._count(now_us)
            self._frozen = True
            for job in self._serving.values():
                job.token = 0
                job.rest_us = job.due_us - now_us

    def thaw(self, now_us: int) -> list[Job]:
        """Go on where it was stopped: what is in service, timed anew."""
        if not self._frozen:
            return []
        self._frozen = False
        self._since_us = now_us
        return [self._time(now_us, job) for job in self._serving.values()]

    def clear(self, now_us: int) -> list[Job]:
        """Lose everything, as in a crash, and begin anew; gives what was lost, oldest first."""
        self._count(now_us)
        lost = [*self._serving.values(), *self._queue]
        for job in lost:
            job.token = 0
        self._serving.clear()
        self._queue.clear()
        self._frozen = False
        self._worked_us = 0
        self.servers = self._settings.servers
        return sorted(lost, key=lambda job: job.number)

    def _time(self, now_us: int, job: Job) -> Job:
        """Say when a job will be done."""
        self._last_token = job.token = self._last_token + 1
        job.due_us = now_us + job.rest_us
        return job

    def _count(self, now_us: int) -> None:
        self._worked_us = self.worked_us(now_us)
        self._since_us = now_us


def validate_servers(servers: int) -> None:
    """Refuse what is no number of servers."""
    if type(servers) is not int or not 1 <= servers <= SERVERS_MAX:
        raise SettingsError(f"servers {servers!r} is not a whole number from 1 to {SERVERS_MAX}")
