# caught by: availability; step: failover
"""Two waits of 600 ms are longer than the client's second."""

from quorate.node import Error, Node, RemoteError, Timeout, ms


def place(machines, count):
    return ["m01", "m07", "m10"]


class Gateway(Node):
    async def on_get(self, src, key):
        for replica in self.replicas:
            try:
                answer = await self.call(replica, "read", key=key, timeout=ms(600))
            except (Timeout, RemoteError):
                continue
            return {"type": "get_ok", "value": answer["value"]}
        raise Error(11, "no replica answered")
