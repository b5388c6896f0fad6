# caught by: placement; step: racks
"""The same machine twice."""

from quorate.node import Error, Node, RemoteError, Timeout, ms


def place(machines, count):
    return ["m01", "m01", "m08"]


class Gateway(Node):
    async def on_get(self, src, key):
        for replica in self.replicas:
            try:
                answer = await self.call(replica, "read", key=key, timeout=ms(250))
            except (Timeout, RemoteError):
                continue
            return {"type": "get_ok", "value": answer["value"]}
        raise Error(11, "no replica answered")
