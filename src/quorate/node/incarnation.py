"""One life of a node, from a start to its crash: its tasks, futures and timers.

A crash ends the life, not the Python objects in it. Python runs `finally` blocks when a suspended
coroutine is closed or collected, and a crashed node must not write to its disk from there. So a
dead life refuses every call of the API, and its coroutines are kept until the run is over.
"""

from __future__ import annotations

from types import CoroutineType, MethodType
from typing import TYPE_CHECKING, Any

from quorate.node.bodies import ESCAPED, copy_fields, rename_fields
from quorate.node.calls import Calls
from quorate.node.chance import NodeRandom
from quorate.node.disk import Disk, DiskImage
from quorate.node.errors import (
    BudgetExceeded,
    Error,
    HandlerError,
    NodeError,
)
from quorate.node.futures import SAME_AS_METHOD, Future, Task, Timer
from quorate.node.handlers import MessageError, find_handler
from quorate.node.reports import shown, stable_text, wrong_result, wrong_type
from quorate.node.tasks import Asked, Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from quorate.node.api import Node
    from quorate.node.handlers import Call
    from quorate.node.port import Output
    from quorate.node.station import Station
    from quorate.node.surroundings import Surroundings

IDS_PER_BOOT = 1_000_000_000
"""Message ids of different lives never meet, so a late reply cannot answer a new call."""

DELAY_MAX_US = 1 << 53

has_plain_names = ESCAPED.isdisjoint
"""Bound once: for an imported name CPython 3.11 makes the method anew each time, 2 % of a run."""


class Incarnation:
    """A node object with everything that dies with it.

    It answers one event at a time. `active` is true meanwhile, and only then may the node call.
    The methods that take an event and those that send and arm are the hot path of every world:
    they count by adding one, keep what they call in slots of their own, and make no object that
    the node cannot see. What a slot holds is taken out before it is called, since CPython 3.11
    looks `self.slot()` up as if it were a method, which takes longer than the call.
    """

    __slots__ = (
        "_actions",
        "_actions_max",
        "_body_bytes",
        "_calls",
        "_copies",
        "_crashed",
        "_handlers",
        "_hears_cancels",
        "_host",
        "_host_puts_off",
        "_keyed",
        "_last_id",
        "_limits",
        "_logs",
        "_messages",
        "_messages_max",
        "_node",
        "_send_out",
        "_set_timer",
        "_tasks",
        "_timers_max",
        "active",
        "disk",
        "identity",
        "now_us",
        "random",
        "ready",
        "step_us",
        "timers",
    )

    def __init__(self, around: Surroundings, boot: int, image: DiskImage) -> None:
        identity, limits = around.identity, around.limits
        self.identity = identity
        self.now_us = 0
        self.active = False
        self.timers: dict[int, Timer] = {}
        seed = identity.seed if boot == 0 else f"{identity.seed}/{boot}"
        self.random = NodeRandom(seed)
        self.step_us = 0  # how much more the wall clock shows than the monotonic one
        self.disk = Disk(image, self._act, lambda: Future(self), value_bytes_max=limits.body_bytes)
        self._host = around.host
        self._send_out = around.host.send
        self._set_timer = around.host.set_timer
        self._host_puts_off = around.host.put_off
        self._hears_cancels = around.host.hears_cancels
        self._crashed = around.crashed
        self._copies = around.copy_bodies
        self._limits = limits
        self._body_bytes = limits.body_bytes
        self._timers_max = limits.pending_timers
        self._messages_max = limits.messages_per_event
        self._actions_max = limits.actions_per_event
        self._messages = self._actions = 0  # of the event being handled; a message is no action
        self._last_id = boot * IDS_PER_BOOT
        self._logs = 0
        self._handlers: Mapping[str, Call] = {}
        self._node: Any = None
        asked = Asked(self._answer, self._answer_error)
        self._tasks = Tasks(self, identity.id, limits, asked)
        self.ready = self._tasks.ready
        self._calls = Calls(self._disarm, copies=self._copies)
        self._keyed: dict[str, Timer] = {}

    # Events.

    def take_in(self, now_us: int, make_node: Callable[[], Node]) -> None:
        """Make the node object, give it its port and let it start."""
        self.now_us = now_us
        self.active = True
        try:
            self._node = node = make_node()
            self._handlers = node._handlers.copying if self._copies else node._handlers.sharing
            node._incarnation = self
            started = node.start()
            if started.__class__ is CoroutineType:
                self._tasks.begin(started, None, None)
            if self.ready:
                self._tasks.run_ready()
        except BaseException as problem:
            self._crashed(problem)
        self.active = False

    def take_message(self, now_us: int, source: str, body: dict[str, Any]) -> None:
        """Resolve the call that the message answers, or run its handler and answer."""
        self.now_us = now_us
        self.active = True
        self._messages = self._actions = 0
        try:
            if "in_reply_to" in body:
                self._calls.resolve(source, body)
            else:
                try:
                    run = self._handlers[body["type"]]
                except KeyError:
                    run = find_handler(self._handlers, self._node, body["type"])
                try:
                    result = run(self._node, source, body)
                    if result is None:
                        pass
                    elif result.__class__ is CoroutineType:
                        self._tasks.begin(result, source, body.get("msg_id"))
                    else:
                        self._answer(source, body.get("msg_id"), result, run)
                except MessageError as problem:
                    self._refuse(source, body, problem)
                except Error as problem:
                    self._answer_error(source, body.get("msg_id"), problem)
            if self.ready:
                self._tasks.run_ready()
        except BaseException as problem:
            self._crashed(problem)
        self.active = False

    def take_timer(self, now_us: int, timer_id: int) -> None:
        """Make the call that the timer stands for, unless it was cancelled."""
        timer = self.timers.pop(timer_id, None)
        if timer is None:
            return
        self.now_us = now_us
        self.active = True
        self._messages = self._actions = 0
        if timer.key is not None:
            del self._keyed[timer.key]
            timer.key = None
        try:
            result = timer.method(*timer.args)
            if result.__class__ is CoroutineType:
                self._tasks.begin(result, None, None)
            if self.ready:
                self._tasks.run_ready()
        except BaseException as problem:
            self._crashed(problem)
        self.active = False

    def take_sync(self, now_us: int, number: int) -> None:
        """The disk has done a sync: wake who waits for it."""
        self.now_us = now_us
        self.active = True
        self._messages = self._actions = 0
        try:
            self.disk.finish_sync(number)
            if self.ready:
                self._tasks.run_ready()
        except BaseException as problem:
            self._crashed(problem)
        self.active = False

    def coroutines(self) -> list[Coroutine[Any, Any, Any]]:
        """What has not run to its end."""
        return self._tasks.coroutines()

    def unanswered(self) -> tuple[tuple[int, ...], int]:
        """The calls that wait for a reply, and the last number that a call or a timer got."""
        return self._calls.ids(), self._last_id

    def inspect(self) -> dict[str, Any]:
        """What the node's own attributes hold."""
        return {name: shown(value) for name, value in vars(self._node).items() if name[:1] != "_"}

    # What the node calls, through its API.

    def send(self, dest: str, message_type: str, fields: dict[str, Any]) -> None:
        """See Node.send."""
        if message_type.__class__ is not str or "type" in fields:
            raise wrong_type(message_type)
        if self._copies:
            body = copy_fields({"type": message_type}, fields, self._body_bytes)
        elif has_plain_names(fields):
            body = {"type": message_type, **fields}
        else:
            body = {"type": message_type, **rename_fields(fields)}
        if self._messages >= self._messages_max or dest.__class__ is not str:
            self._validate_send(dest)
        self._messages += 1
        send_out = self._send_out
        send_out(dest, body)

    def call(self, dest: str, message_type: str, timeout_us: int, fields: dict[str, Any]) -> Future:
        """See Node.call."""
        if message_type.__class__ is not str or "type" in fields:
            raise wrong_type(message_type)
        self._last_id = msg_id = self._last_id + 1
        body: dict[str, Any] = {"type": message_type, "msg_id": msg_id}
        if self._copies:
            copy_fields(body, fields, self._body_bytes)
        else:
            body.update(rename_fields(fields))
        self._send(dest, body)
        future = Future(self)
        late = f"no answer from {dest} to {message_type!r} in {timeout_us} µs"
        name = f"timeout {message_type}"
        timer = self._arm(Timer(), timeout_us, name, self._calls.expire, (msg_id, late))
        self._calls.expect(msg_id, future, timer)
        return future

    def after(
        self, delay_us: int, method: Callable[..., Any], args: tuple[Any, ...], key: str | None
    ) -> Timer:
        """See Node.after."""
        if type(method) is MethodType:  # `method.__class__` would look at the function first
            name: str | None = method.__name__
        elif callable(method):
            name = getattr(method, "__name__", None)
        else:
            raise NodeError(f"after() calls a method, not {method!r}; self.after(ms(5), self.f)")
        if key is SAME_AS_METHOD:
            key = name
        if key is None:
            return self._arm(Timer(), delay_us, name or "timer", method, args)
        keyed = self._keyed
        if key not in keyed:
            timer = Timer()
        else:
            timer = keyed[key]
            # Put off to a later time, where the host can, instead of cancelled and armed; the count
            # of actions and of ids is the same either way.
            spent = self._actions + 2
            if (
                delay_us.__class__ is int
                and 0 <= delay_us <= DELAY_MAX_US
                and timer.at_us < (at_us := self.now_us + delay_us)
                and spent + self._messages <= self._actions_max
            ):
                put_off = self._host_puts_off
                if put_off(timer.timer_id, at_us, name or key):
                    timer.at_us = at_us
                    timer.method = method
                    timer.args = args
                    self._actions = spent
                    self._last_id += 1
                    return timer
            self._disarm(timer.timer_id)
        self._arm(timer, delay_us, name or key, method, args)
        timer.key = key
        keyed[key] = timer
        return timer

    def sleep(self, delay_us: int) -> Future:
        """See Node.sleep."""
        future = Future(self)
        self._arm(Timer(), delay_us, "sleep", future.settle, (None,))
        return future

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> Task:
        """See Node.spawn."""
        if coroutine.__class__ is not CoroutineType:
            raise NodeError(
                f"spawn() needs a coroutine, not {type(coroutine).__name__}; "
                "call an async method: self.spawn(self.work())"
            )
        return self._tasks.add(coroutine)

    def cancel(self, handle: object) -> None:
        """See Node.cancel."""
        if isinstance(handle, Timer):
            self._disarm(handle.timer_id)
        elif isinstance(handle, str):
            if handle in self._keyed:
                self._disarm(self._keyed[handle].timer_id)
        elif isinstance(handle, Task):
            self._tasks.cancel(handle)
        else:
            raise NodeError(f"cancel() needs a timer, a task or a timer's key, not {handle!r}")

    def log(self, text: str, fields: dict[str, Any]) -> None:
        """See Node.log; after too many lines one last line says so."""
        self._logs += 1
        limit = self._limits.log_records
        if self._logs > limit + 1:
            return
        if self._logs == limit + 1:
            text, fields = f"log limit of {limit} lines reached; later lines are dropped", {}
        copied = copy_fields({}, fields, self._body_bytes)
        self._act(("log", stable_text(text, self._limits.log_text), copied))

    def observe(self, name: str, fields: dict[str, Any]) -> None:
        """See Node.observe."""
        copied = copy_fields({}, fields, self._body_bytes)
        self._act(("observe", stable_text(name, self._limits.log_text), copied))

    def claim(self, kind: str, name: str, *, held: bool) -> None:
        """See Node.always and Node.sometimes."""
        self._act(("assert", kind, stable_text(name, self._limits.log_text), held))

    def maybe(self, name: str) -> bool:
        """See Node.maybe."""
        return self._host.maybe(name)

    @property
    def station(self) -> Station:
        """See Node.station."""
        return self._host.station

    # Inside.

    def _send(self, dest: str, body: dict[str, Any]) -> None:
        if self._messages >= self._messages_max or dest.__class__ is not str:
            self._validate_send(dest)
        self._messages += 1
        send_out = self._send_out
        send_out(dest, body)

    def _validate_send(self, dest: str) -> None:
        if dest.__class__ is not str:
            raise NodeError(f"message to {dest!r}: a node id is text; check the first argument")
        if self._messages >= self._messages_max:
            limit = self._messages_max
            raise BudgetExceeded(
                "messages per event", limit, f"{self.identity.id} sent more than {limit} in one"
            )

    def _act(self, output: Output) -> None:
        self._count_action()
        self._host.put_out(output)

    def _count_action(self) -> None:
        if self._actions + self._messages >= self._actions_max:
            limit = self._actions_max
            raise BudgetExceeded(
                "actions per event", limit, f"{self.identity.id} did more than {limit} in one"
            )
        self._actions += 1

    def _arm(
        self,
        timer: Timer,
        delay_us: int,
        name: str,
        method: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> Timer:
        spent = self._actions + 1
        if (
            delay_us.__class__ is not int
            or not 0 <= delay_us <= DELAY_MAX_US
            or len(self.timers) >= self._timers_max
            or spent + self._messages > self._actions_max
        ):
            self._validate_arming(delay_us)
        self._actions = spent
        timer.owner = self
        timer.method = method
        timer.args = args
        timer.key = None
        timer.at_us = at_us = self.now_us + delay_us
        self._last_id = timer.timer_id = timer_id = self._last_id + 1
        set_timer = self._set_timer
        set_timer(timer_id, at_us, name)
        self.timers[timer_id] = timer
        return timer

    def _validate_arming(self, delay_us: int) -> None:
        if delay_us.__class__ is not int or not 0 <= delay_us <= DELAY_MAX_US:
            raise NodeError(
                f"the delay {delay_us!r} is not whole microseconds from 0 on; use ms() or seconds()"
            )
        if len(self.timers) >= self._timers_max:
            raise BudgetExceeded(
                "pending timers", self._timers_max, f"{self.identity.id} has too many"
            )
        self._last_id += 1
        self._count_action()

    def _disarm(self, timer_id: int) -> None:
        timer = self.timers.pop(timer_id, None)
        if timer is None:
            return
        if timer.key is not None:
            del self._keyed[timer.key]
            timer.key = None
        if self._actions + self._messages >= self._actions_max:
            self._count_action()
        self._actions += 1
        if self._hears_cancels:
            self._host.cancel_timer(timer_id)

    def _answer(
        self,
        asker: str,
        msg_id: int | None,
        result: Any,  # noqa: ANN401
        maker: object,
    ) -> None:
        if result.__class__ is CoroutineType:
            _ = self._tasks.add(result, asker=asker, msg_id=msg_id)
            return
        try:
            if result.__class__ is not dict or result.get("type").__class__ is not str:
                raise HandlerError(wrong_result(result))
            if self._copies:
                body = copy_fields({}, result, self._body_bytes)
            elif has_plain_names(result):
                body = result
            else:
                body = rename_fields(result)
        except NodeError as problem:
            problem.maker = maker  # the frame that made the result is gone: name its method
            raise
        if msg_id is not None:
            if body is result:
                body = {**body, "in_reply_to": msg_id}
            else:
                body["in_reply_to"] = msg_id
        if self._messages >= self._messages_max:
            self._validate_send(asker)
        self._messages += 1
        send_out = self._send_out
        send_out(asker, body)

    def _answer_error(self, asker: str, msg_id: int | None, problem: Error) -> None:
        if msg_id is None:
            self._act(("refused", problem.code, str(problem.text), "error"))
            return
        body = {"type": "error", "code": problem.code, "text": problem.text, "in_reply_to": msg_id}
        self._send(asker, copy_fields({}, body, self._body_bytes))

    def _refuse(self, asker: str, body: dict[str, Any], problem: MessageError) -> None:
        self._act(("refused", problem.code, str(problem), body["type"]))
        msg_id = body.get("msg_id")
        if msg_id is not None:
            self._answer_error(asker, msg_id, Error(problem.code, str(problem)))
