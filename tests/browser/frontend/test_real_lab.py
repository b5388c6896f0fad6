"""The shipped lab in the browser: the same verdict, trace and smallest failing run as CPython here."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.frontend.harness import Reply, Request, Site
from quorate.labs import run_job

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[3]
LABS = REPOSITORY / "content" / "labs"
STEPS = ["racks", "hidden", "failover"]
PLATFORM = {"versions"}  # names the Python, which differs on purpose


@pytest.fixture
def real(dist: Path) -> Iterator[Site]:
    """The site with the packages and labs that are shipped."""
    with Site(dist, None) as running:
        yield running


def here(source: str, step: str) -> dict[str, Any]:
    """The result on this machine's Python."""
    said: list[dict[str, Any]] = []
    job = {"lab": "place-replicas", "step": step, "seeds": [1, 2], "solution": {"source": source}}
    run_job(job, LABS, said.append)
    result: dict[str, Any] = said[-1]["result"]
    return result


def in_browser(page: Page, site: Site, source: str, step: str) -> dict[str, Any]:
    """The result that the page sends to be rendered."""
    results: list[dict[str, Any]] = []

    def render(request: Request) -> Reply:
        results.append(json.loads(request.body)["result"])
        return Reply(f'<p id="done">{html.escape(results[-1]["reason"])}</p>')

    site.routes["/labs/place-replicas/verdict-fragment"] = render
    site.words |= {"source": html.escape(source), "stall": "10"}
    page.goto(f"{site.origin}/pages/lab.html")
    page.evaluate("step => { document.forms[0].dataset.step = step }", step)
    page.get_by_role("button", name="Run here").click()
    expect(page.locator("#done")).to_be_visible(timeout=90_000)
    return results[0]


@pytest.mark.parametrize("step", STEPS)
def test_the_starter_fails_in_the_browser_exactly_as_it_does_here(
    page: Page, real: Site, step: str
) -> None:
    source = (LABS / "place-replicas" / "starter.py").read_text()
    expected = here(source, step)
    found = in_browser(page, real, source, step)
    assert expected["verdict"] == found["verdict"] == "violated"
    assert expected["trace_hash"] == found["trace_hash"]
    assert {k: v for k, v in expected.items() if k not in PLATFORM} == {
        k: v for k, v in found.items() if k not in PLATFORM
    }


def test_a_file_that_does_not_parse_names_its_line(page: Page, real: Site) -> None:
    found = in_browser(page, real, "def place(machines, count:\n    return []\n", "racks")
    assert found["verdict"] == "unknown"
    assert found["error"]["line"] == 1
    expect(page.locator(".q-mark-error")).to_be_visible()


def test_an_endless_handler_is_stopped(page: Page, real: Site) -> None:
    source = "def place(machines, count):\n    while True:\n        pass\n"
    real.words |= {"source": source, "stall": "2"}
    page.goto(f"{real.origin}/pages/lab.html")
    page.get_by_role("button", name="Run here").click()
    expect(page.locator("[data-lab-words]")).to_contain_text("outcome: time", timeout=90_000)
