"""One server of Raft among peers that say what a test wrote down, and note what they are told."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from quorate.faults import Fault, plan_of
from quorate.history import Observation
from quorate.node import Node, ms
from quorate.patterns.replicated_store import ReplicatedStore
from quorate.simulator import LinkSettings, NetworkSettings, World, WorldSettings, const

SERVER, PEERS = "n1", ("n2", "n3")
Said = tuple[int, str, str, Mapping[str, Any]]
"""When in milliseconds, which peer, the type of the message, its fields."""


class Peer(Node):
    """Speaks by its script; votes for everybody; has as much of the log as it is told to have."""

    def __init__(self, script: Sequence[Said], has: int) -> None:
        self.script = script
        self.has = has

    def start(self) -> None:
        for at_ms, who, kind, fields in self.script:
            if who == self.id:
                self.after(ms(at_ms), self.say, kind, fields, key=None)

    def say(self, kind: str, fields: Mapping[str, Any]) -> None:
        self.send(SERVER, kind, **fields)

    def on_vote(self, msg: dict[str, Any]) -> dict[str, Any]:
        return {"type": "voted", "term": msg["body"]["term"], "granted": True}

    def on_append(self, msg: dict[str, Any]) -> dict[str, Any]:
        body = msg["body"]
        self.note(body, "term", "commit")
        index = min(self.has, body["prev"] + len(body["entries"] or ()))
        about = {"term": body["term"], "beat": body["beat"], "index": index}
        return {"type": "appended", **about, "agrees": True}

    def on_voted(self, msg: dict[str, Any]) -> None:
        self.note(msg["body"], "term", "granted")

    def on_appended(self, msg: dict[str, Any]) -> None:
        self.note(msg["body"], "term", "index", "agrees")

    def note(self, body: dict[str, Any], *fields: str) -> None:
        self.observe(body["type"], **{name: body[name] for name in fields})


def converse(
    *script: Said,
    server: type[ReplicatedStore] = ReplicatedStore,
    faults: Sequence[Fault] = (),
    has: int = 0,
    horizon_ms: int = 140,
) -> tuple[Observation, ...]:
    """What the peers were told; a server campaigns by itself only after 150 ms."""
    nodes = {SERVER: partial(server, (SERVER, *PEERS))} | dict.fromkeys(
        PEERS, partial(Peer, script, has)
    )
    settings = WorldSettings(
        name="raft",
        seed=1,
        nodes=nodes,
        plan=plan_of(faults),
        network=NetworkSettings(LinkSettings(const(1_000))),
        horizon_us=ms(horizon_ms),
    )
    run = World(settings).run()
    assert () == run.errors
    return run.history.observations


def told(seen: Sequence[Observation], name: str, *fields: str) -> list[Any]:
    """The fields of all observations of this name, as tuples; one field alone bare."""
    rows = [tuple(each.fields[field] for field in fields) for each in seen if each.name == name]
    return [row[0] if len(row) == 1 else row for row in rows]
