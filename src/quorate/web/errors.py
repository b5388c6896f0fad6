"""What the site refuses, each with a status, a code, a sentence and a remedy.

PageError
    BadInputError            400  the request cannot be understood
    RefusedError             403  it is understood and not allowed
    NotHereError             404  no such page or thing
    MethodNotAllowedError          405  the page exists, the method does not fit
    ConflictError            409  it does not fit what is stored
    TooLargeError            413  more than the limit
    BusyError                503  it would work at another moment
StartError                   the site cannot start
BackupError                  a backup cannot be written, or is not one
"""

from collections.abc import Mapping
from typing import ClassVar


class PageError(Exception):
    """One refusal: HTML and JSON show the same code, message and hint."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(
        self, message: str, *, hint: str = "", data: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.data = dict(data or {})


class BadInputError(PageError):
    """The request cannot be understood."""

    status = 400
    code = "bad-input"


class RefusedError(PageError):
    """Understood and not allowed."""

    status = 403
    code = "refused"


class NotHereError(PageError):
    """No such page or thing."""

    status = 404
    code = "not-found"


class MethodNotAllowedError(PageError):
    """The page exists; the method does not fit."""

    status = 405
    code = "method-not-allowed"


class ConflictError(PageError):
    """It does not fit what is stored."""

    status = 409
    code = "conflict"


class BusyError(PageError):
    """It would work at another moment."""

    status = 503
    code = "busy"


class TooLargeError(PageError):
    """More than the limit."""

    status = 413
    code = "too-large"


class StartError(Exception):
    """The site cannot start: one sentence with the remedy."""


class BackupError(Exception):
    """A backup cannot be written or put back: one sentence with the remedy."""
