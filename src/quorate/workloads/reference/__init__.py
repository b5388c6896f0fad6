"""Scenarios of the reference systems in `quorate.patterns`, each right and in broken variants."""

from collections.abc import Mapping
from types import MappingProxyType

from quorate.workloads.scenario import Scenario

REFERENCE: Mapping[str, Scenario] = MappingProxyType({})
"""Every reference scenario by its slug; `quorate simulate SLUG` and `quorate sweep SLUG` run it."""

__all__ = ["REFERENCE"]
