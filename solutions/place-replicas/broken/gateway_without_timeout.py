# caught by: availability; step: failover
"""Waits for one replica as long as the client waits for it."""

from quorate.node import Error, Node, RemoteError, Timeout, ms


def place(machines, count):
    return ["m01", "m07", "m10"]


class Gateway(Node):
    async def on_get(self, src, key):
        for replica in self.replicas:
            answer = await self.call(replica, "read", key=key)  # waits a second, as long as the client
            return {"type": "get_ok", "value": answer["value"]}
