"""Errors of fault plans.

FaultError
├── BadFaultError    a fault record cannot mean anything
└── BadShapeError    a generator cannot draw what it was asked for
"""

from __future__ import annotations


class FaultError(ValueError):
    """A fault plan is not usable; the message shows the value and the remedy."""


class BadFaultError(FaultError):
    """A fault record cannot mean anything."""


class BadShapeError(FaultError):
    """A generator cannot draw what it was asked for from these machines."""
