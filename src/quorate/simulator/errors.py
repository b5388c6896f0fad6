"""Errors of the simulator.

SimulatorError
├── DistributionError    a distribution's parameters cannot be used
└── SettingsError        a world's settings contradict each other
"""

from __future__ import annotations


class SimulatorError(ValueError):
    """The simulator was set up in a way that cannot run; the message shows value and remedy."""


class DistributionError(SimulatorError):
    """A distribution's parameters cannot be used."""


class SettingsError(SimulatorError):
    """A world's settings contradict each other."""
