"""Separate random streams, each seeded by its own name, so that no draw shifts another's.

Python promises a stable sequence for `random()` alone, so nothing else is ever called.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Streams = Callable[[str], Random]


def streams(world_name: str, seed: int | str) -> Streams:
    """A function from a stream's name to a new stream: `net/<src>/<dst>`, `faults`,
    `client/<i>`, `node/<id>`, `disk/<id>`.
    """

    def stream(name: str) -> Random:
        return Random(stream_seed(world_name, seed, name))

    return stream


def stream_seed(world_name: str, seed: int | str, name: str) -> str:
    """The text that seeds one stream."""
    return f"{world_name}/{seed}/{name}"
