"""Scenarios of the reference systems in `quorate.patterns`, each right and in broken variants."""

from collections.abc import Mapping
from types import MappingProxyType

from quorate.workloads.reference.balancing import BALANCING
from quorate.workloads.reference.crdt_counter import CRDT_COUNTER
from quorate.workloads.reference.crdt_set import CRDT_SET
from quorate.workloads.reference.gossip import GOSSIP
from quorate.workloads.reference.primary_backup import PRIMARY_BACKUP
from quorate.workloads.reference.quorum_register import QUORUM_REGISTER
from quorate.workloads.reference.raft import RAFT
from quorate.workloads.reference.retrying import RETRYING
from quorate.workloads.reference.rpc import RPC
from quorate.workloads.reference.swim import SWIM
from quorate.workloads.reference.two_phase_commit import TWO_PHASE_COMMIT
from quorate.workloads.scenario import Scenario

_SCENARIOS = (
    BALANCING,
    CRDT_COUNTER,
    CRDT_SET,
    GOSSIP,
    PRIMARY_BACKUP,
    QUORUM_REGISTER,
    RAFT,
    RETRYING,
    RPC,
    SWIM,
    TWO_PHASE_COMMIT,
)

REFERENCE: Mapping[str, Scenario] = MappingProxyType(
    {scenario.slug: scenario for scenario in _SCENARIOS}
)
"""Every reference scenario by its slug; `quorate simulate SLUG` and `quorate sweep SLUG` run it."""

__all__ = ["REFERENCE"]
