"""Nodes: what a learner writes, and the runtime that lets it run in any world."""

from quorate.node.api import Node
from quorate.node.bodies import copy_checked, copy_value
from quorate.node.chance import NodeRandom
from quorate.node.disk import Disk, DiskImage, Torn
from quorate.node.errors import (
    AwaitError,
    BodyError,
    BudgetExceeded,
    CancelledTaskError,
    DiskError,
    Error,
    HandlerError,
    NodeError,
    NotRunningError,
    RemoteError,
    Timeout,
    TopologyError,
)
from quorate.node.futures import Future, Task, Timer
from quorate.node.port import Host, NodeEvent, NodeIdentity, NodeLimits, NodePort, Output
from quorate.node.runtime import NodeFactory, NodeRuntime
from quorate.node.station import OWN_PROCESS, OwnProcess, Station
from quorate.node.times import ms, seconds, us
from quorate.node.topology import Machine, Topology

__all__ = [
    "OWN_PROCESS",
    "AwaitError",
    "BodyError",
    "BudgetExceeded",
    "CancelledTaskError",
    "Disk",
    "DiskError",
    "DiskImage",
    "Error",
    "Future",
    "HandlerError",
    "Host",
    "Machine",
    "Node",
    "NodeError",
    "NodeEvent",
    "NodeFactory",
    "NodeIdentity",
    "NodeLimits",
    "NodePort",
    "NodeRandom",
    "NodeRuntime",
    "NotRunningError",
    "Output",
    "OwnProcess",
    "RemoteError",
    "Station",
    "Task",
    "Timeout",
    "Timer",
    "Topology",
    "TopologyError",
    "Torn",
    "copy_checked",
    "copy_value",
    "ms",
    "seconds",
    "us",
]
