"""Keep a service available although machines fail together."""

from quorate.node import Error, Node, RemoteError, Timeout, ms


def place(machines, count):
    """Choose where the replicas run: return the ids of `count` different machines.

    Each machine has an id and labels that say what it shares with others:
    machine.zone, machine.rack, machine.feed (power), machine.config.
    """
    return [machine.id for machine in machines[:count]]


class Gateway(Node):
    """Stands between the clients and the replicas. Steps 1 and 2 use a finished one.

    self.replicas lists the ids of the replica nodes. A client gives up after one second.
    """

    async def on_get(self, src, key):
        answer = await self.call(self.replicas[0], "read", key=key)
        return {"type": "get_ok", "value": answer["value"]}
