"""Errors of authoring. Whatever is wrong *inside* content is a Problem, not an error.

AuthoringError
├── ContentMissing    the content folder itself is not there
└── FigureError       a scenario file that breaks its contract (becomes a Problem)
"""


class AuthoringError(ValueError):
    """Base of what this package raises."""


class ContentMissing(AuthoringError):  # noqa: N818 - the name says the situation
    """There is no content folder."""

    def __init__(self, root: object) -> None:
        super().__init__(f"There is no content folder at {root}. Give the folder that holds it.")


class FigureError(AuthoringError):
    """A figure that cannot be recorded."""
