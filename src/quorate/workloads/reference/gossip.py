"""Gossip: rumours are told to single nodes, and in the end every node knows them all."""

from quorate.faults import Stream
from quorate.patterns import Gossip
from quorate.patterns.broken.gossip import BROKEN
from quorate.workloads.reference.replicated import KINDS, Replicated

NODES = ("n1", "n2", "n3", "n4", "n5")


def change(_stream: Stream, client: str, count: int) -> tuple[str, object]:
    """A rumour that nobody has told before."""
    return "add", f"{client}.{count}"


GOSSIP = Replicated(
    Gossip, BROKEN, change, "set", nodes=NODES, strikes=(*KINDS[:-1], "halves", KINDS[-1])
).scenario("gossip", "Gossip broadcast")
