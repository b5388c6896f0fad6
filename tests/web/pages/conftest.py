"""Tests of the public pages read the shipped course, which takes a while to load: once for all of them."""

import sys
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parent))  # for reading, which is no test

PAGES = (
    "/",
    "/paths",
    "/paths/new-graduate",
    "/paths/new-graduate?view=list",
    "/paths/consistency",
    "/practice",
    "/library",
    "/units/asynchronous-reality",
    "/concepts/flp-impossibility",
    "/search",
    "/search?q=failure",
    "/about",
    "/design",
)


@pytest.fixture(params=PAGES)
def address(request: pytest.FixtureRequest) -> str:
    """Each kind of public page in turn."""
    return str(request.param)


@pytest.fixture
def visitor(db: None) -> Client:
    """A browser whose person has done nothing yet."""
    return Client()
