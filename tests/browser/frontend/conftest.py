"""A built front end, the tiny site that serves it, and a real browser, for this folder's tests."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browser.frontend.harness import Site, plain_core

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The front end as it stands now, built beside the tree: no other test sees half of it."""
    folder = tmp_path_factory.mktemp("front-end") / "dist"
    environment = {**os.environ, "QUORATE_DIST": str(folder)}
    command = ["node", str(REPOSITORY / "frontend" / "build.mjs")]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return folder


@pytest.fixture
def site(dist: Path) -> Iterator[Site]:
    """The site with a stand-in for the labs that runs the source it is given."""
    with Site(dist, plain_core()) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any uncaught error of our scripts fails the test."""
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []
