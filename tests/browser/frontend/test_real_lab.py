"""The shipped lab in the browser: verdict, trace and smallest failing run as here."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.frontend.harness import Reply, Request, Site
from quorate.labs import run_job

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[3]
LABS = REPOSITORY / "content" / "labs"
STEPS = ["racks", "hidden", "failover"]
PLATFORM = {"versions"}  # names the Python, which differs on purpose


@pytest.fixture(scope="module")
def lab(browser: Browser, dist: Path) -> Iterator[tuple[Page, Site]]:
    """A lab page with the packages and labs that are shipped; its Python stays."""
    with Site(dist, None) as site:
        site.words |= {"source": "", "stall": "10"}
        page = browser.new_page()
        page.goto(f"{site.origin}/pages/lab.html")
        yield page, site
        page.close()


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
        return Reply(f'<p id="done-{step}">{html.escape(results[-1]["reason"])}</p>')

    site.routes["/labs/place-replicas/verdict-fragment"] = render
    page.evaluate(
        """([source, step]) => {
          document.querySelector('[data-lab-result]').replaceChildren();
          document.forms[0].dataset.step = step;
          delete document.forms[0].dataset.pinnedSeed;
          const area = document.getElementById('source');
          area.value = source;
          area.dispatchEvent(new Event('quorate:set'));
        }""",
        [source, step],
    )
    page.get_by_role("button", name="Run here").click()
    expect(page.locator(f"#done-{step}")).to_be_visible(timeout=90_000)
    return results[0]


@pytest.mark.parametrize("step", STEPS)
def test_the_starter_fails_in_the_browser_exactly_as_it_does_here(
    lab: tuple[Page, Site], step: str
) -> None:
    source = (LABS / "place-replicas" / "starter.py").read_text()
    expected = here(source, step)
    found = in_browser(*lab, source, step)
    assert expected["verdict"] == found["verdict"] == "violated"
    assert expected["trace_hash"] == found["trace_hash"]
    assert {k: v for k, v in expected.items() if k not in PLATFORM} == {
        k: v for k, v in found.items() if k not in PLATFORM
    }


def test_a_file_that_does_not_parse_names_its_line(lab: tuple[Page, Site]) -> None:
    page, _ = lab
    found = in_browser(*lab, "def place(machines, count:\n    return []\n", "racks")
    assert found["verdict"] == "unknown"
    assert found["error"]["line"] == 1
    expect(page.locator(".q-mark-error")).to_be_visible()


def test_the_last_failing_seed_runs_first_next_time(lab: tuple[Page, Site]) -> None:
    page, site = lab
    source = (LABS / "place-replicas" / "starter.py").read_text()
    failed = in_browser(page, site, source, "racks")
    pinned = page.evaluate("document.forms[0].dataset.pinnedSeed")
    assert pinned == str(failed["failure"]["seed"])
    sent = [json.loads(r.body) for r in site.requests if r.path.endswith("fragment")]
    with page.expect_response("**/verdict-fragment") as answered:
        page.get_by_role("button", name="Run here").click()
    assert json.loads(answered.value.request.post_data or "{}")["seeds"][0] == int(pinned)
    assert sent[-1]["seeds"] == [1, 2]


def test_an_endless_file_is_stopped(dist: Path, page: Page) -> None:
    with Site(dist, None) as site:
        site.words |= {"source": "while True:\n    pass\n", "stall": "2"}
        page.goto(f"{site.origin}/pages/lab.html")
        page.get_by_role("button", name="Run here").click()
        outcome = page.locator("[data-lab-words]")
        expect(outcome).to_contain_text("outcome: time", timeout=90_000)
