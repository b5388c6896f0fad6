"""Reference implementations on the node API: the only copy, read as teaching text, run everywhere."""

from quorate.patterns.balancing import Balancer, Worker
from quorate.patterns.crdt_counter import Counter
from quorate.patterns.crdt_set import ObservedRemoveSet
from quorate.patterns.gossip import Gossip
from quorate.patterns.primary_backup import Replica
from quorate.patterns.quorum_register import QuorumRegister
from quorate.patterns.retrying import RetryingProxy, Service
from quorate.patterns.rpc import RpcCaller, RpcServer
from quorate.patterns.swim import Swim
from quorate.patterns.two_phase_commit import Coordinator, Participant
from quorate.patterns.view_service import ViewService

__all__ = [
    "Balancer",
    "Coordinator",
    "Counter",
    "Gossip",
    "ObservedRemoveSet",
    "Participant",
    "QuorumRegister",
    "Replica",
    "RetryingProxy",
    "RpcCaller",
    "RpcServer",
    "Service",
    "Swim",
    "ViewService",
    "Worker",
]
