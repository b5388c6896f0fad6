"""Lets go of what nodes still wait for, as the world does at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.ports import OPEN_RUNTIMES

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _close_runtimes() -> Iterator[None]:
    yield
    while OPEN_RUNTIMES:
        OPEN_RUNTIMES.pop().close()
