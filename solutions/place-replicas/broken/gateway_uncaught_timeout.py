# caught by: availability; step: failover
"""The time-out leaves the handler and crashes the gateway."""

from quorate.node import Error, Node, RemoteError, Timeout, ms


def place(machines, count):
    return ["m01", "m07", "m10"]


class Gateway(Node):
    async def on_get(self, src, key):
        for replica in self.replicas:
            answer = await self.call(replica, "read", key=key, timeout=ms(250))
            return {"type": "get_ok", "value": answer["value"]}
