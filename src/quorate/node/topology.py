"""Machines, the labels that say what they share, and the domains that follow from the labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from quorate.node.errors import TopologyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MACHINE_LABEL = "machine"
"""The label every machine has without being given it: its own id, a domain of one."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine; `machine.rack` is the same as `machine.labels["rack"]`."""

    id: str
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __getattr__(self, name: str) -> str:
        """Look a label up, for whatever is not a field."""
        if name.startswith("__"):  # copying and pickling ask for hooks before the fields exist
            raise AttributeError(name)
        if name in self.labels:
            return self.labels[name]
        known = ", ".join(self.labels) or "none"
        raise AttributeError(f"machine {self.id} has no label {name!r}; its labels: {known}")


@dataclass(frozen=True, slots=True)
class Topology:
    """All machines of a cluster."""

    machines: tuple[Machine, ...] = ()

    def __post_init__(self) -> None:
        ids = self.ids
        if len(dict.fromkeys(ids)) != len(ids):
            raise TopologyError(f"machine ids {list(ids)} repeat; give each machine its own id")

    def __iter__(self) -> Iterator[Machine]:
        return iter(self.machines)

    def __len__(self) -> int:
        return len(self.machines)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the machines, in their order."""
        return tuple(machine.id for machine in self.machines)

    def machine(self, machine_id: str) -> Machine:
        """The machine with this id."""
        for machine in self.machines:
            if machine.id == machine_id:
                return machine
        raise TopologyError(f"no machine {machine_id!r}; the machines are {', '.join(self.ids)}")

    def domains(self, label: str) -> dict[str, tuple[str, ...]]:
        """The ids that share each value of the label, values in order of their first machine."""
        if label == MACHINE_LABEL:
            return {machine_id: (machine_id,) for machine_id in self.ids}
        members: dict[str, list[str]] = {}
        for machine in self.machines:
            if label in machine.labels:
                members.setdefault(machine.labels[label], []).append(machine.id)
        return {value: tuple(ids) for value, ids in members.items()}
