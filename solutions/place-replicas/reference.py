"""One replica a domain, whatever the domain is; the gateway asks on until somebody answers."""

from itertools import combinations

from quorate.node import Error, Node, RemoteError, Timeout, ms

LABELS = ("zone", "rack", "feed", "config")


def share(one, other):
    return any(one.labels[label] == other.labels[label] for label in LABELS)


def place(machines, count):
    for choice in combinations(machines, count):
        if not any(share(one, other) for one, other in combinations(choice, 2)):
            return [machine.id for machine in choice]
    raise ValueError("no placement without a shared domain")


class Gateway(Node):
    async def on_get(self, src, key):
        for replica in self.replicas:
            try:
                answer = await self.call(replica, "read", key=key, timeout=ms(250))
            except (Timeout, RemoteError):
                continue
            return {"type": "get_ok", "value": answer["value"]}
        raise Error(11, "no replica answered")
