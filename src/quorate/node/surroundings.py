"""What the lives of one node have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.node.port import Host, NodeIdentity, NodeLimits


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all lives of one node share: `crashed` is told what ended one of them."""

    identity: NodeIdentity
    limits: NodeLimits
    host: Host
    crashed: Callable[[BaseException], None]
    copy_bodies: bool
