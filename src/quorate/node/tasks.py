"""The coroutines of one life: begun at once, and kept as tasks only while they wait."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quorate.node.errors import (
    AwaitError,
    BudgetExceeded,
    CancelledTaskError,
    Error,
    RemoteError,
    Timeout,
)
from quorate.node.futures import Driver, Future, Task, new_driver

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from types import CoroutineType

    from quorate.node.futures import Owner
    from quorate.node.port import NodeLimits

OUTCOMES = (Timeout, RemoteError, Error, CancelledTaskError)
"""What a spawned task may end with and keep until it is awaited; any other error nobody waits for
is a mistake, and crashes the node."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How what a handler's coroutine returns or raises is answered."""

    answer: Callable[[str, int | None, Any, object], None]
    answer_error: Callable[[str, int | None, Error], None]


class Tasks:
    """The tasks of one life, and those of them that can go on now."""

    __slots__ = ("_all", "_asked", "_driver", "_limits", "_node_id", "_owner", "_stepping", "ready")

    def __init__(self, owner: Owner, node_id: str, limits: NodeLimits, asked: Asked) -> None:
        self.ready: deque[Task] = deque()
        self._owner = owner
        self._node_id = node_id
        self._limits = limits
        self._asked = asked
        self._all: dict[Task, None] = {}
        self._driver: Driver | None = None  # one that is free
        self._stepping = 0  # 1 while a coroutine runs that is no task yet

    def begin(
        self, coroutine: CoroutineType[Any, Any, Any], asker: str | None, msg_id: int | None
    ) -> None:
        """Run a coroutine up to where it waits; only if it does it becomes a task.

        Tasks that are ready go first, as they were there before.
        """
        if self.ready or len(self._all) >= self._limits.tasks:
            _ = self.add(coroutine, asker=asker, msg_id=msg_id)
            return
        driver = self._driver or new_driver()
        self._driver = None  # it is in use, and dead if the coroutine raises
        self._stepping = 1
        try:
            awaited = driver.send(coroutine)
        except OUTCOMES:
            self._stepping = 0
            if asker is None:
                return  # nobody can wait for it, as with a spawned task
            raise
        self._stepping = 0
        if coroutine.cr_suspended:
            task = Task(self._owner, coroutine, asker=asker, msg_id=msg_id)
            task.driver = driver
            self._all[task] = None
            self._wait(task, awaited)
            return
        self._driver = driver
        if asker is not None and awaited is not None:
            self._asked.answer(asker, msg_id, awaited, coroutine)

    def add(
        self,
        coroutine: CoroutineType[Any, Any, Any],
        *,
        asker: str | None = None,
        msg_id: int | None = None,
    ) -> Task:
        """Keep a coroutine as a task that can go on now."""
        task = Task(self._owner, coroutine, asker=asker, msg_id=msg_id)
        self._all[task] = None
        if len(self._all) + self._stepping > self._limits.tasks:
            raise BudgetExceeded(
                "tasks per node", self._limits.tasks, f"{self._node_id} has too many at once"
            )
        self.ready.append(task)
        return task

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
                    f"{self._node_id} kept waking its own tasks without waiting",
                )
            task = ready.popleft()
            if not task.done:
                self._step(task)

    def _step(self, task: Task, *, problem: Exception | None = None) -> None:
        """Let a task go on to where it waits next, or to its end."""
        driver = task.driver
        try:
            if driver is None:
                task.driver = driver = self._driver or new_driver()
                self._driver = None
                awaited = driver.send(task.coroutine)
            elif problem is None:
                awaited = driver.send(None)
            else:
                awaited = driver.throw(problem)
        except (KeyboardInterrupt, BudgetExceeded):
            raise
        except BaseException as error:
            self._end_badly(task, error)
            return
        if task.coroutine.cr_suspended:
            self._wait(task, awaited)
            return
        self._driver = driver
        del self._all[task]
        if task.asker is None:
            task.settle(awaited)
        elif awaited is not None:
            self._asked.answer(task.asker, task.msg_id, awaited, task.coroutine)

    def _wait(self, task: Task, awaited: Any) -> None:  # noqa: ANN401
        if awaited.__class__ in (Future, Task) and awaited.owner is self._owner:
            awaited.waiters.append(task)
        else:
            self._step(task, problem=_wrong_await(awaited))

    def _end_badly(self, task: Task, problem: BaseException) -> None:
        self._all.pop(task, None)
        if task.asker is not None and isinstance(problem, Error):
            self._asked.answer_error(task.asker, task.msg_id, problem)
        elif task.asker is None and (task.waiters or isinstance(problem, OUTCOMES)):
            task.settle(None, error=problem)
        else:
            raise problem

    def cancel(self, task: Task) -> None:
        """Stop a task at the point where it waits."""
        if not task.done:
            self._all.pop(task, None)
            task.coroutine.close()
            task.settle(None, error=CancelledTaskError("the task was cancelled"))

    def coroutines(self) -> list[Coroutine[Any, Any, Any]]:
        """What has not run to its end."""
        return [task.coroutine for task in self._all]


def _wrong_await(awaited: object) -> AwaitError:
    if isinstance(awaited, Future):
        return AwaitError("awaited a future of another node; nodes share nothing but messages")
    return AwaitError(
        f"awaited {type(awaited).__module__}.{type(awaited).__name__}, which nothing here can "
        "wake; await self.call(…), self.sleep(…) or a task from self.spawn(…)"
    )
