"""What a learner writes: a class with a method `on_<type>` for each message type it answers.

The same class runs in the simulator, in a process of its own and over standard input, since it
only ever speaks to the runtime that has taken it in.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, cast

from quorate.node.errors import NotRunningError
from quorate.node.futures import SAME_AS_METHOD
from quorate.node.handlers import Handlers, bind_handlers
from quorate.node.times import seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from quorate.node.bodies import JsonData
    from quorate.node.chance import NodeRandom
    from quorate.node.disk import Disk
    from quorate.node.futures import Future, Task, Timer
    from quorate.node.port import NodeIdentity
    from quorate.node.station import Station
    from quorate.node.topology import Topology


class Life(Protocol):
    """What stands behind a node object between a start and a crash; see `incarnation`."""

    active: bool
    """Whether it may be called: true while the node handles an event."""

    now_us: int
    step_us: int
    identity: NodeIdentity
    random: NodeRandom
    disk: Disk

    def send(self, dest: str, message_type: str, fields: dict[str, Any]) -> None:
        """See Node.send."""

    def call(self, dest: str, message_type: str, timeout_us: int, fields: dict[str, Any]) -> Future:
        """See Node.call."""

    def after(
        self, delay_us: int, method: Callable[..., Any], args: tuple[Any, ...], key: str | None
    ) -> Timer:
        """See Node.after."""

    def sleep(self, delay_us: int) -> Future:
        """See Node.sleep."""

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> Task:
        """See Node.spawn."""

    def cancel(self, handle: Timer | Task | str) -> None:
        """See Node.cancel."""

    def log(self, text: str, fields: dict[str, Any]) -> None:
        """See Node.log."""

    def observe(self, name: str, fields: dict[str, Any]) -> None:
        """See Node.observe."""

    def claim(self, kind: str, name: str, *, held: bool) -> None:
        """See Node.always and Node.sometimes."""

    def maybe(self, name: str) -> bool:
        """See Node.maybe."""

    @property
    def station(self) -> Station:
        """See Node.station."""


NOT_RUNNING = cast("Life", SimpleNamespace(active=False))


class Node:
    """A node: subclass it, write `start` and `on_<type>` handlers.

    A handler `def on_get(self, src, key)` runs at once; `async def on_get(self, src, key)` may
    await calls and sleeps. A returned dict is the reply, None is no reply, and
    `raise Error(code, text)` is an error reply.
    """

    _handlers: ClassVar[Handlers] = Handlers({}, {})
    _incarnation: Life

    def __new__(cls, *_args: object, **_kwargs: object) -> Self:
        """Make a node that is not running yet.

        Set in the instance, since CPython 3.11 looks an attribute up slowly that the class has, too.
        """
        node = super().__new__(cls)
        node._incarnation = NOT_RUNNING
        return node

    def __init_subclass__(cls, **kwargs: object) -> None:  # type: ignore[explicit-override]
        """Bind the handlers once, so that a wrong signature is told where the class is written."""
        super().__init_subclass__(**kwargs)
        cls._handlers = bind_handlers(cls)

    def start(self) -> Coroutine[Any, Any, None] | None:
        """Set the node up; runs at boot and after every restart, with only the disk kept."""
        return None

    @property
    def id(self) -> str:
        """This node's id."""
        return self._port().identity.id

    @property
    def peers(self) -> tuple[str, ...]:
        """The ids of all other nodes, in a fixed order."""
        return self._port().identity.peers

    @property
    def topology(self) -> Topology:
        """All machines with their labels."""
        return self._port().identity.topology

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of this node's machine, such as its zone and its rack."""
        return self._port().identity.labels

    @property
    def random(self) -> NodeRandom:
        """This node's own random numbers."""
        return self._port().random

    @property
    def disk(self) -> Disk:
        """What survives a crash."""
        return self._port().disk

    @property
    def station(self) -> Station:
        """The station in front of this node: `queued`, `busy`, `servers`, `resize(n)`.

        In a process of its own the node is its own station: one server, busy while it asks.
        """
        return self._port().station

    def send(self, dst: str, message_type: str, /, **body: JsonData) -> None:
        """Send a message, one way."""
        life = self._incarnation
        if not life.active:
            raise self._not_running()
        life.send(dst, message_type, body)

    def call(
        self, dst: str, message_type: str, /, *, timeout: int = seconds(1), **body: JsonData
    ) -> Future:
        """Send a request now; awaiting gives the reply's body, Timeout or RemoteError."""
        return self._port().call(dst, message_type, timeout, body)

    def after(
        self,
        delay: int,
        method: Callable[..., Any],
        *args: object,
        key: str | None = SAME_AS_METHOD,
    ) -> Timer:
        """Call a method later; a timer with the same key is armed again instead of twice.

        The key is the method's name unless another is given; None is a timer on its own.
        """
        life = self._incarnation
        if not life.active:
            raise self._not_running()
        return life.after(delay, method, args, key)

    def sleep(self, delay: int) -> Future:
        """Await it to wait this long."""
        return self._port().sleep(delay)

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> Task:
        """Start a task beside the handler; awaiting it gives what the coroutine returns.

        A Timeout, RemoteError or Error it ends with waits until it is awaited; any other error
        that nobody is waiting for crashes the node.
        """
        return self._port().spawn(coroutine)

    def cancel(self, handle: Timer | Task | str) -> None:
        """Cancel a timer, a task, or the timer with this key."""
        self._port().cancel(handle)

    def now(self) -> int:
        """This node's wall clock in microseconds; a fault may make it jump."""
        life = self._port()
        return life.now_us + life.step_us

    def monotonic(self) -> int:
        """This node's monotonic clock in microseconds; it never jumps."""
        return self._port().now_us

    def log(self, text: str, /, **fields: JsonData) -> None:
        """Write a line into the trace."""
        self._port().log(text, fields)

    def observe(self, name: str, /, **fields: JsonData) -> None:
        """Tell the trace what this node believes, for checkers: a leader claim, a commit."""
        self._port().observe(name, fields)

    def always(self, condition: object, name: str, /) -> None:
        """Count an assertion that must hold each time it is reached."""
        self._port().claim("always", name, held=bool(condition))

    def sometimes(self, condition: object, name: str, /) -> None:
        """Count an assertion that must hold at least once over all runs."""
        self._port().claim("sometimes", name, held=bool(condition))

    def maybe(self, name: str, /) -> bool:
        """Whether the fault plan has turned this point of the code on: false in a world without.

        Write it where things go wrong in real life: `if self.maybe("skip the sync"): return`.
        """
        return self._port().maybe(name)

    def _port(self) -> Life:
        life = self._incarnation
        if not life.active:
            raise self._not_running()
        return life

    def _not_running(self) -> NotRunningError:
        return NotRunningError(
            f"{type(self).__name__} used the node API outside a handler of a living node; "
            "move the call into start() or a handler"
        )
