"""The simulator: one deterministic world."""

from quorate.simulator.clocks import ClockSettings
from quorate.simulator.disks import DiskSettings
from quorate.simulator.distributions import (
    Distribution,
    const,
    empirical,
    exponential,
    lognormal,
    pareto,
    uniform,
)
from quorate.simulator.errors import DistributionError, SettingsError, SimulatorError
from quorate.simulator.moments import Handling, StateChange
from quorate.simulator.settings import (
    BudgetHit,
    Claim,
    ClientOperation,
    ClientPlan,
    Ended,
    Limits,
    LinkSettings,
    NetworkSettings,
    NodeFailure,
    Run,
    WorldSettings,
)
from quorate.simulator.shrinking import shrink
from quorate.simulator.shrinking_search import StillFails
from quorate.simulator.stations import ServiceSettings
from quorate.simulator.streams import streams
from quorate.simulator.world import ENGINE_VERSION, World

__all__ = [
    "ENGINE_VERSION",
    "BudgetHit",
    "Claim",
    "ClientOperation",
    "ClientPlan",
    "ClockSettings",
    "DiskSettings",
    "Distribution",
    "DistributionError",
    "Ended",
    "Handling",
    "Limits",
    "LinkSettings",
    "NetworkSettings",
    "NodeFailure",
    "Run",
    "ServiceSettings",
    "SettingsError",
    "SimulatorError",
    "StateChange",
    "StillFails",
    "World",
    "WorldSettings",
    "const",
    "empirical",
    "exponential",
    "lognormal",
    "pareto",
    "shrink",
    "streams",
    "uniform",
]
