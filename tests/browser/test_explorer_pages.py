"""The explorer on the site: two runs on one time, a link that opens the same, every width and light, by keyboard."""

import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAIR = "/explorer/primary-backup?seed=4&variant=answers-early&compare=correct"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("[data-live]")
    expect(page.locator(".stage").first).to_have_attribute("data-mode", re.compile("marks|density"))
    return page


def windows(page: Page) -> list[str]:
    return [words.split(",")[0] for words in page.locator(".status").all_inner_texts()]


def place(page: Page) -> str:
    page.wait_for_timeout(400)  # an address is written when the hand rests
    return page.url.partition("#")[2]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_two_runs_are_accessible_in_every_light_and_width(
    page: Page, artifacts: Path, light: Literal["light", "dark"], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=light)
    opened(page, PAIR)
    page.locator(".stage").first.press("n")
    page.wait_for_timeout(200)
    page.screenshot(path=artifacts / f"explorer-{width}-{light}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [] == [(each["id"], each["nodes"][0]["html"]) for each in found]
    assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_two_runs_move_together_until_they_are_freed(page: Page) -> None:
    opened(page, PAIR)
    stages = page.locator(".stage")
    stages.first.press("+")
    together = windows(page)
    assert together[0] == together[1]
    page.get_by_role("button", name="Same time").click()
    stages.first.press("Shift+ArrowRight")
    stages.first.press("+")
    page.wait_for_timeout(150)
    apart = windows(page)
    assert apart[0] != apart[1] == together[1]
    assert "free=1" in place(page)


def test_two_runs_open_on_one_time_with_what_failed_chosen(page: Page) -> None:
    opened(page, "/explorer/primary-backup?seed=4&compare=answers-early")
    one, two = windows(page)
    assert one == two
    expect(page.locator(".chosen-event")).to_contain_text("Violated:")
    assert ["One: variant correct", "Two: variant answers-early"] == [
        words.split("seed")[0].strip() for words in page.locator(".run > h2").all_inner_texts()
    ]


def test_the_first_difference_is_found_shown_in_both_and_reopened_by_its_link(page: Page) -> None:
    opened(page, PAIR)
    page.get_by_role("button", name="First difference").click()
    expect(page.locator(".told")).to_have_text(re.compile("differ first at"))
    told, kept = page.locator(".chosen-event").inner_text(), place(page)
    assert "a answers c2" in told, "the broken one answers before its backup knows"
    page.goto("/explorer")
    opened(page, f"{PAIR}#{kept}")
    assert told == page.locator(".chosen-event").inner_text()
    assert kept == place(page)


def test_the_state_at_a_moment_is_that_of_the_node(page: Page) -> None:
    opened(page, "/explorer/primary-backup?seed=4&variant=answers-early#event=66")
    expect(page.locator(".panel")).to_contain_text("waiting")
    page.get_by_label("Node", exact=True).select_option("b")
    expect(page.locator(".panel table caption")).to_contain_text("State of b")


def test_a_large_run_is_read_when_asked_and_the_picture_stands_until_then(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("/explorer/raft?seed=8")
    page.wait_for_load_state("networkidle")
    assert [] == [url for url in sent if "data=" in url]
    assert page.locator("svg.diagram").is_visible()
    page.get_by_role("button", name=re.compile("Explore all")).click()
    page.wait_for_selector("[data-live]")
    assert 1 == len([url for url in sent if "data=" in url])
    page.locator(".stage").press("0")
    expect(page.locator(".stage")).to_have_attribute("data-mode", "density")


def test_the_form_leads_from_one_run_to_the_next_without_script_too(page: Page) -> None:
    page.goto("/practice")
    page.get_by_role("link", name=re.compile("All that can be explored")).click()
    page.get_by_role("link", name="Reliable calls").click()
    page.get_by_label("system under test").select_option("executes-again")
    page.get_by_label("Seed", exact=True).fill("0")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_selector("[data-live]")
    assert "variant=executes-again" in page.url
    expect(page.locator(".explorer-verdict")).to_contain_text("Violated.")
