# caught by: availability; step: failover
"""Hopes that what was read before is read again while all three replicas of a rack are down."""

from quorate.node import Error, Node, RemoteError, Timeout, ms


def place(machines, count):
    return ["m01", "m02", "m03"]


class Gateway(Node):
    def __init__(self):
        self.cache = {}

    async def on_get(self, src, key):
        if key in self.cache:
            return {"type": "get_ok", "value": self.cache[key]}
        for replica in self.replicas:
            try:
                answer = await self.call(replica, "read", key=key, timeout=ms(250))
            except (Timeout, RemoteError):
                continue
            self.cache[key] = answer["value"]
            return {"type": "get_ok", "value": answer["value"]}
        raise Error(11, "no replica answered")
