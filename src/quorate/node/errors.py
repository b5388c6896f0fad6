"""Errors of the node API.

Exception
├── Error                   a handler raises it: an error reply with this code goes to the asker
├── Timeout                 `call` was not answered in time
├── RemoteError             `call` was answered with an error
├── DiskError               a write or a sync of the disk failed
└── NodeError               the API was used in a way that cannot work
    ├── BodyError           a message body is not JSON data; names the path of the bad value
    ├── AwaitError          something was awaited that is not one of our futures
    ├── HandlerError        a handler's signature or its returned value cannot be used
    ├── NotRunningError     the API was used outside a handler, or after this node crashed
    ├── CancelledTaskError  an awaited task was cancelled
    └── TopologyError       machines repeat, or one is unknown
BaseException
└── BudgetExceeded          a limit was hit; not an Exception, so that `except Exception` in a
                            learner's loop cannot hide it
"""

from __future__ import annotations


class Error(Exception):
    """Raise it in a handler to answer with an error; Maelstrom's codes tell what is definite."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(f"error {code}: {text}")
        self.code = code
        self.text = text


class Timeout(Exception):  # noqa: N818 - the public name learners write in `except Timeout`
    """A `call` was not answered in time; whether it took effect is unknown."""


class RemoteError(Exception):
    """A `call` was answered with an error."""

    def __init__(self, code: int, text: str, src: str) -> None:
        super().__init__(f"{src} answered with error {code}: {text}")
        self.code = code
        self.text = text
        self.src = src


class DiskError(Exception):
    """The disk failed: a write did nothing, or a sync may have kept nothing."""


class NodeError(Exception):
    """The node API was used in a way that cannot work."""

    maker: object = None
    """The method or coroutine to name when no line of it is running any more."""


class BodyError(NodeError):
    """A message body is not JSON data."""


class AwaitError(NodeError):
    """Something was awaited that only another scheduler could wake."""


class HandlerError(NodeError):
    """A handler's signature or its returned value cannot be used."""


class NotRunningError(NodeError):
    """The API was used outside a handler, or by code of a node that has crashed."""


class CancelledTaskError(NodeError):
    """An awaited task was cancelled before it had a result."""


class TopologyError(NodeError):
    """Machines repeat, or a machine or label is unknown."""


class BudgetExceeded(BaseException):
    """A limit of the run was hit: its name, its number, and what to look at."""

    def __init__(self, name: str, limit: int, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name
        self.limit = limit
        self.text = text
