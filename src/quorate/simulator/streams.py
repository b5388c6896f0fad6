"""Separate random streams, each seeded by its own name, so that no draw shifts another's.

Python promises a stable sequence for `random()` alone, so nothing else is ever called.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Streams = Callable[[str], Random]


def streams(world_name: str, seed: int | str, *, network_subseed: int = 0) -> Streams:
    """A function from a stream's name to a new stream: `net/<src>/<dst>`, `faults`,
    `client/<i>`, `node/<id>`, `disk/<id>`. Another sub-seed gives only the network other draws.
    """

    def stream(name: str) -> Random:
        if network_subseed and name.partition("/")[0] == "net":
            name = f"net~{network_subseed}{name[3:]}"
        return Random(stream_seed(world_name, seed, name))

    return stream


def stream_seed(world_name: str, seed: int | str, name: str) -> str:
    """The text that seeds one stream."""
    return f"{world_name}/{seed}/{name}"
