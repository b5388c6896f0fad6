"""Errors of the simulator.

SimulatorError
├── DistributionError    a distribution's parameters cannot be used
├── NotExplorableError   a node does what an exhaustive search cannot account for
└── SettingsError        a world's settings contradict each other
"""

from __future__ import annotations


class SimulatorError(ValueError):
    """The simulator was set up in a way that cannot run; the message shows value and remedy."""


class DistributionError(SimulatorError):
    """A distribution's parameters cannot be used."""


class NotExplorableError(SimulatorError):
    """A node does what an exhaustive search cannot account for: it reads a clock, draws, differs."""


class SettingsError(SimulatorError):
    """A world's settings contradict each other."""
