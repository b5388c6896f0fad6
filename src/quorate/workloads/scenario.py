"""A scenario: cluster, workload, faults, checks, targets and parameters in one typed value.

A scenario says what is run, never what runs it: `build` gives a `Setup` of plain data and node
factories, and the simulator, or later another world, is handed those.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from quorate.faults import FaultPlan
from quorate.node import Node, Topology
from quorate.simulator import (
    ClockSettings,
    DiskSettings,
    LinkSettings,
    NetworkSettings,
    ServiceSettings,
    exponential,
)
from quorate.workloads.checks import Check
from quorate.workloads.errors import BadParameterError, SolutionError, describe_error
from quorate.workloads.traffic import Client

DEFAULT_NETWORK = NetworkSettings(LinkSettings(exponential(5_000)), ties="random")

ParameterValue = float | str
Streams = Callable[[str], Random]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A knob of a scenario: one of `values`, or any number of a range."""

    name: str
    label: str
    default: ParameterValue
    values: tuple[ParameterValue, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = ""

    def accept(self, value: object) -> ParameterValue:
        """Give the value back if it lies in the range; otherwise say what would."""
        if self.values:
            if isinstance(value, bool) or value not in self.values:
                allowed = ", ".join(map(str, self.values))
                raise BadParameterError(self.name, value, f"give one of {allowed}")
            return self.values[self.values.index(value)]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadParameterError(self.name, value, "give a number")
        if value - value != 0:  # NaN and infinity, which are in no range
            raise BadParameterError(self.name, value, "give a finite number")
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            raise BadParameterError(
                self.name, value, f"give a number from {self.low} to {self.high}"
            )
        if self.step is not None and self.step % 1 == 0 and value % 1 != 0:
            raise BadParameterError(self.name, value, "give a whole number")
        return value


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What a scenario is built from: its parameters, random streams, and what the learner gave."""

    parameters: Mapping[str, ParameterValue]
    streams: Streams
    given: Mapping[str, Any] = field(default_factory=dict)

    def call(self, name: str, *arguments: object) -> Any:  # noqa: ANN401  a learner may return anything
        """Call a function of the learner; whatever it raises is a refusal of the placement."""
        try:
            return self.given[name](*arguments)
        except (Exception, SystemExit) as error:
            message = f"{name}() failed: {describe_error(error)}"
            hint = f"{name} takes {len(arguments)} arguments and must return without an error"
            raise SolutionError("placement", message, hint) from error


@dataclass(frozen=True, slots=True)
class Setup:
    """One run, ready for whatever runs it.

    `replicas` are the nodes of which any one could answer; `causes` has words for what a fault's
    cause means ("power feed {value} failed"), by label.
    """

    topology: Topology
    nodes: Mapping[str, Callable[[], Node]]
    clients: tuple[Client, ...]
    plan: FaultPlan
    checks: tuple[Check, ...]
    horizon_us: int
    network: NetworkSettings = DEFAULT_NETWORK
    services: Mapping[str, ServiceSettings] = field(default_factory=dict)
    disk: DiskSettings = field(default_factory=DiskSettings)
    clocks: Mapping[str, ClockSettings] = field(default_factory=dict)
    spares: tuple[str, ...] = ()
    replicas: tuple[str, ...] = ()
    causes: Mapping[str, str] = field(default_factory=dict)
    copy_bodies: bool = True


Build = Callable[[BuildRequest], Setup]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A typed value that lessons, labs, sweeps and challenges run.

    `requires` names what the learner's file has to define. A failure is traced to `placed_by` when
    none of the replicas could have answered, otherwise to `served_by`; both name a definition of
    that file ("place", "Gateway.on_get") and are empty where the scenario provides the part.
    """

    slug: str
    title: str
    topology: Topology
    build: Build
    parameters: tuple[Parameter, ...] = ()
    requires: tuple[str, ...] = ()
    placed_by: str = ""
    served_by: str = ""

    def accept(self, parameters: Mapping[str, object]) -> dict[str, ParameterValue]:
        """Complete the parameters by their defaults; refuse unknown ones and bad values."""
        return accept_parameters(self.slug, self.parameters, parameters)


def accept_parameters(
    slug: str, parameters: tuple[Parameter, ...], given: Mapping[str, object]
) -> dict[str, ParameterValue]:
    """Complete what was given by the defaults; refuse unknown parameters and bad values."""
    known = {parameter.name: parameter for parameter in parameters}
    for name, value in given.items():
        if name not in known:
            names = ", ".join(known) or "none"
            raise BadParameterError(name, value, f"{slug} has the parameters {names}")
    return {
        name: parameter.accept(given.get(name, parameter.default))
        for name, parameter in known.items()
    }
