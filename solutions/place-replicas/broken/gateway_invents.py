# caught by: reads; step: failover
"""Answers something when it knows nothing."""

from quorate.node import Error, Node, RemoteError, Timeout, ms


def place(machines, count):
    return ["m01", "m07", "m10"]


class Gateway(Node):
    async def on_get(self, src, key):
        for replica in self.replicas:
            try:
                answer = await self.call(replica, "read", key=key, timeout=ms(250))
            except (Timeout, RemoteError):
                return {"type": "get_ok", "value": 42}  # better any answer than none?
            return {"type": "get_ok", "value": answer["value"]}
