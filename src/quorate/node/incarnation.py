"""One life of a node, from a start to its crash: its tasks, futures and timers.

A crash ends the life, not the Python objects in it. Python runs `finally` blocks when a suspended
coroutine is closed or collected, and a crashed node must not write to its disk from there. So a
dead life refuses every call of the API, and its coroutines are kept until the run is over.
"""

from __future__ import annotations

from collections import deque
from types import CoroutineType
from typing import TYPE_CHECKING, Any

from quorate.node.bodies import copy_checked, copy_fields
from quorate.node.chance import NodeRandom
from quorate.node.disk import Disk, DiskImage
from quorate.node.errors import (
    AwaitError,
    BudgetExceeded,
    CancelledTaskError,
    Error,
    HandlerError,
    NodeError,
    RemoteError,
    Timeout,
)
from quorate.node.futures import Future, Task, Timer
from quorate.node.handlers import (
    Binding,
    FieldsDoNotBindError,
    bound_fields,
    bound_parameters,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from quorate.node.api import Node
    from quorate.node.port import NodeIdentity, NodeLimits, Output
from quorate.node.reports import stable_text

CODE_NOT_SUPPORTED = 10
CODE_MALFORMED = 12
IDS_PER_BOOT = 1_000_000_000
"""Message ids of different lives never meet, so a late reply cannot answer a new call."""

OUTCOMES = (Timeout, RemoteError, Error, CancelledTaskError)
"""What a spawned task may end with and keep until it is awaited; any other error nobody waits for
is a mistake, and crashes the node."""

DELAY_MAX_US = 1 << 53


class Incarnation:
    """A node object with everything that dies with it."""

    __slots__ = (
        "_calls",
        "_handlers",
        "_keyed",
        "_last_id",
        "_limits",
        "_logs",
        "_node",
        "_tasks",
        "_timers",
        "active",
        "disk",
        "identity",
        "now_us",
        "outputs",
        "random",
        "ready",
    )

    def __init__(
        self, identity: NodeIdentity, limits: NodeLimits, boot: int, image: DiskImage
    ) -> None:
        self.identity = identity
        self.now_us = 0
        self.active = False
        self.outputs: list[Output] = []
        self.ready: deque[Task] = deque()
        seed = identity.seed if boot == 0 else f"{identity.seed}/{boot}"
        self.random = NodeRandom(seed)
        self.disk = Disk(image, self._act, self._settled, value_bytes_max=limits.body_bytes)
        self._limits = limits
        self._last_id = boot * IDS_PER_BOOT
        self._logs = 0
        self._handlers: dict[str, Binding] = {}
        self._node: Any = None
        self._tasks: dict[Task, None] = {}
        self._calls: dict[int, tuple[Future, int]] = {}
        self._timers: dict[int, tuple[Callable[..., Any], tuple[Any, ...], str | None]] = {}
        self._keyed: dict[str, int] = {}

    # What the runtime calls, each with `active` set.

    def take_in(self, node: Node) -> None:
        """Give the node object its port and let it start."""
        self._node = node
        self._handlers = node._handlers
        node._incarnation = self
        self._begin(node.start())

    def take_message(self, source: str, body: dict[str, Any]) -> None:
        """Resolve the call that the message answers, or run its handler."""
        if "in_reply_to" in body:
            self._resolve(source, body)
            return
        message_type = body["type"]
        binding = self._handlers.get(message_type)
        if binding is None:
            binding = self._handlers.get(message_type.replace("-", "_"))
        msg_id = body.get("msg_id")
        try:
            if binding is None:
                self._refuse(source, msg_id, CODE_NOT_SUPPORTED, message_type)
                return
            if binding.exact:
                result = binding.function(self._node, source, *bound_fields(binding, body))
            elif binding.whole:
                message = {"src": source, "dest": self.identity.id, "body": copy_checked(body)}
                result = binding.function(self._node, message)
            else:
                fields = bound_parameters(binding, body)
                result = binding.function(self._node, source, **fields)
            if result is not None:
                self._answer(source, msg_id, result, binding.function)
        except FieldsDoNotBindError as problem:
            self._refuse(source, msg_id, CODE_MALFORMED, message_type, text=str(problem))
        except Error as problem:
            self._answer_error(source, msg_id, problem)

    def take_timer(self, timer_id: int) -> None:
        """Make the call that the timer stands for."""
        due = self._timers.pop(timer_id, None)
        if due is None:
            return
        method, args, key = due
        if key is not None and self._keyed.get(key) == timer_id:
            del self._keyed[key]
        self._begin(method(*args))

    def run_ready(self) -> None:
        """Step every task that can go on, in the order in which they became ready."""
        ready = self.ready
        steps = 0
        while ready:
            steps += 1
            if steps > self._limits.actions_per_event:
                raise BudgetExceeded(
                    "actions per event",
                    self._limits.actions_per_event,
                    f"{self.identity.id} kept waking its own tasks without waiting",
                )
            task = ready.popleft()
            if not task.done:
                self._step(task)

    def coroutines(self) -> list[Coroutine[Any, Any, Any]]:
        """What has not run to its end."""
        return [task.coroutine for task in self._tasks]

    # What the node calls, through its API.

    def send(self, dest: str, message_type: str, fields: dict[str, Any]) -> None:
        """See Node.send."""
        self._validate_type(message_type, fields)
        body = copy_fields({"type": message_type}, fields, self._limits.body_bytes)
        self._send(dest, body)

    def call(self, dest: str, message_type: str, timeout_us: int, fields: dict[str, Any]) -> Future:
        """See Node.call."""
        self._validate_type(message_type, fields)
        msg_id = self._next_id()
        body: dict[str, Any] = {"type": message_type, "msg_id": msg_id}
        self._send(dest, copy_fields(body, fields, self._limits.body_bytes))
        future = Future(self)
        late = f"no answer from {dest} to {message_type!r} in {timeout_us} µs"
        timer_id = self._arm(timeout_us, f"timeout {message_type}", (self._expire, (msg_id, late)))
        self._calls[msg_id] = (future, timer_id)
        return future

    def after(
        self, delay_us: int, method: Callable[..., Any], args: tuple[Any, ...], key: str | None
    ) -> Timer:
        """See Node.after."""
        if not callable(method):
            raise NodeError(f"after() calls a method, not {method!r}; self.after(ms(5), self.f)")
        if key is not None:
            self._disarm(self._keyed.get(key))
        name = getattr(method, "__name__", key) or "timer"
        timer_id = self._arm(delay_us, name, (method, args), key=key)
        return Timer(self, timer_id)

    def sleep(self, delay_us: int) -> Future:
        """See Node.sleep."""
        future = Future(self)
        self._arm(delay_us, "sleep", (future.settle, (None,)))
        return future

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> Task:
        """See Node.spawn."""
        if coroutine.__class__ is not CoroutineType:
            raise NodeError(
                f"spawn() needs a coroutine, not {type(coroutine).__name__}; "
                "call an async method: self.spawn(self.work())"
            )
        return self._new_task(coroutine)

    def cancel(self, handle: object) -> None:
        """See Node.cancel."""
        if isinstance(handle, Timer):
            self._disarm(handle.timer_id)
        elif isinstance(handle, str):
            self._disarm(self._keyed.get(handle))
        elif isinstance(handle, Task):
            if not handle.done:
                self._tasks.pop(handle, None)
                handle.coroutine.close()
                handle.settle(None, error=CancelledTaskError("the task was cancelled"))
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
        copied = copy_fields({}, fields, self._limits.body_bytes)
        self._act(("log", stable_text(text, self._limits.log_text), copied))

    def observe(self, name: str, fields: dict[str, Any]) -> None:
        """See Node.observe."""
        copied = copy_fields({}, fields, self._limits.body_bytes)
        self._act(("observe", stable_text(name, self._limits.log_text), copied))

    def claim(self, kind: str, name: str, *, held: bool) -> None:
        """See Node.always and Node.sometimes."""
        self._act(("assert", kind, stable_text(name, self._limits.log_text), held))

    # Inside.

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _settled(self) -> Future:
        future = Future(self)
        future.settle(None)
        return future

    def _validate_type(self, message_type: object, fields: dict[str, Any]) -> None:
        if message_type.__class__ is not str or "type" in fields:
            raise NodeError(
                f"a message of type {message_type!r}: the type is text, and no field may be called "
                'type; write self.send(dst, "get", key=key)'
            )

    def _send(self, dest: str, body: dict[str, Any]) -> None:
        if dest.__class__ is not str:
            raise NodeError(f"message to {dest!r}: a node id is text; check the first argument")
        outputs = self.outputs
        limit = self._limits.messages_per_event
        if len(outputs) >= limit and sum(output[0] == "send" for output in outputs) >= limit:
            raise BudgetExceeded(
                "messages per event", limit, f"{self.identity.id} sent more than {limit} in one"
            )
        outputs.append(("send", dest, body))

    def _act(self, output: Output) -> None:
        limit = self._limits.actions_per_event
        if len(self.outputs) >= limit:
            raise BudgetExceeded(
                "actions per event", limit, f"{self.identity.id} did more than {limit} in one"
            )
        self.outputs.append(output)

    def _arm(
        self,
        delay_us: int,
        name: str,
        call: tuple[Callable[..., Any], tuple[Any, ...]],
        *,
        key: str | None = None,
    ) -> int:
        if delay_us.__class__ is not int or not 0 <= delay_us <= DELAY_MAX_US:
            raise NodeError(
                f"the delay {delay_us!r} is not whole microseconds from 0 on; use ms() or seconds()"
            )
        if len(self._timers) >= self._limits.pending_timers:
            raise BudgetExceeded(
                "pending timers", self._limits.pending_timers, f"{self.identity.id} has too many"
            )
        timer_id = self._next_id()
        self._act(("timer", timer_id, self.now_us + delay_us, name))
        self._timers[timer_id] = (*call, key)
        if key is not None:
            self._keyed[key] = timer_id
        return timer_id

    def _disarm(self, timer_id: int | None) -> None:
        due = None if timer_id is None else self._timers.pop(timer_id, None)
        if due is not None:
            self._act(("cancel", timer_id))
            if due[2] is not None:
                self._keyed.pop(due[2], None)

    def _expire(self, msg_id: int, late: str) -> None:
        future, _ = self._calls.pop(msg_id)
        future.settle(None, error=Timeout(late))

    def _resolve(self, source: str, body: dict[str, Any]) -> None:
        reply_to = body["in_reply_to"]
        # Whatever a peer wrote there: only a number can name a call.
        waiting = self._calls.pop(reply_to, None) if reply_to.__class__ is int else None
        if waiting is None:
            return  # a reply after its timeout, or a second copy of one
        future, timer_id = waiting
        self._disarm(timer_id)
        if body["type"] == "error":
            code, text = body.get("code", 13), body.get("text", "")
            future.settle(None, error=RemoteError(code, text, source))
        else:
            future.settle(copy_checked(body))

    def _begin(self, result: object) -> None:
        """Go on with what start() or a timer's method returned."""
        if result.__class__ is CoroutineType:
            _ = self._new_task(result)

    def _new_task(
        self,
        coroutine: Coroutine[Any, Any, Any],
        *,
        asker: str | None = None,
        msg_id: int | None = None,
    ) -> Task:
        task = Task(self, coroutine, asker=asker, msg_id=msg_id)
        self._tasks[task] = None
        if len(self._tasks) > self._limits.tasks:
            raise BudgetExceeded(
                "tasks per node", self._limits.tasks, f"{self.identity.id} has too many at once"
            )
        self.ready.append(task)
        return task

    def _step(self, task: Task) -> None:
        try:
            awaited = task.coroutine.send(None)
            while awaited.__class__ not in (Future, Task) or awaited.owner is not self:
                awaited = task.coroutine.throw(_wrong_await(awaited))
        except StopIteration as stop:
            del self._tasks[task]
            if task.asker is None:
                task.settle(stop.value)
            elif stop.value is not None:
                self._answer(task.asker, task.msg_id, stop.value, task.coroutine)
        except (KeyboardInterrupt, BudgetExceeded):
            raise
        except BaseException as problem:
            self._tasks.pop(task, None)
            if task.asker is not None and isinstance(problem, Error):
                self._answer_error(task.asker, task.msg_id, problem)
            elif task.asker is None and (task.waiters or isinstance(problem, OUTCOMES)):
                task.settle(None, error=problem)
            else:
                raise
        else:
            awaited.waiters.append(task)

    def _answer(self, asker: str, msg_id: int | None, result: object, maker: object) -> None:
        if result.__class__ is CoroutineType:
            _ = self._new_task(result, asker=asker, msg_id=msg_id)
            return
        try:
            if result.__class__ is not dict or result.get("type").__class__ is not str:
                raise HandlerError(_wrong_result(result))
            body = copy_fields({}, result, self._limits.body_bytes)
        except NodeError as problem:
            problem.maker = maker  # the frame that made the result is gone: name its method
            raise
        if msg_id is not None:
            body["in_reply_to"] = msg_id
        self._send(asker, body)

    def _answer_error(self, asker: str, msg_id: int | None, problem: Error) -> None:
        if msg_id is None:
            self._act(("refused", problem.code, str(problem.text), "error"))
            return
        body = {"type": "error", "code": problem.code, "text": problem.text, "in_reply_to": msg_id}
        self._send(asker, copy_fields({}, body, self._limits.body_bytes))

    def _refuse(
        self, asker: str, msg_id: int | None, code: int, message_type: str, *, text: str = ""
    ) -> None:
        text = text or f"{type(self._node).__name__} has no handler on_{message_type}"
        self._act(("refused", code, text, message_type))
        if msg_id is not None:
            self._answer_error(asker, msg_id, Error(code, text))


def _wrong_await(awaited: object) -> AwaitError:
    if isinstance(awaited, Future):
        return AwaitError("awaited a future of another node; nodes share nothing but messages")
    return AwaitError(
        f"awaited {type(awaited).__module__}.{type(awaited).__name__}, which nothing here can "
        "wake; await self.call(…), self.sleep(…) or a task from self.spawn(…)"
    )


def _wrong_result(result: object) -> str:
    if isinstance(result, dict):
        return f'the returned {result!r:.80} has no type; add "type": "…_ok" to the dict'
    kind = type(result).__name__
    return f"returned {result!r:.80} of type {kind}; return a dict with a type, or None"
