"""The public pages as a browser draws them: accessible, within the window, in both lights, kept as pictures."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAGES = {
    "home": "/",
    "path-map": "/paths/new-graduate",
    "path-list": "/paths/new-graduate?view=list",
    "practice": "/practice",
    "library": "/library",
    "unit": "/units/asynchronous-reality",
    "concept": "/concepts/flp-impossibility",
    "search": "/search?q=quorum",
    "search-empty": "/search?q=zzzzzz",
    "about": "/about",
    "design": "/design",
    "missing": "/nowhere",
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits_the_window(
    page: Page, artifacts: Path, name: str, light: Literal["light", "dark"], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=light)
    page.goto(PAGES[name])
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    page.screenshot(path=artifacts / f"{name}-{width}-{light}.png", full_page=True)
    assert [] == [(each["id"], each["nodes"][0]["html"]) for each in found]
    assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_the_theme_a_learner_chose_wins_over_the_systems(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/about")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    after = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.evaluate("delete document.documentElement.dataset.theme")
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert before != after
    assert dark == after


def test_the_keyboard_reaches_the_text_first_and_then_the_places(page: Page) -> None:
    page.goto("/")
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    expected = [
        "Skip to the text",
        "Quorate",
        "Today",
        "Path",
        "Practice",
        "Library",
        "Search",
        "Profile",
    ]
    assert expected == reached


def test_the_choosers_work_without_script(browser: Browser, page: Page) -> None:
    page.goto("/")
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.url)
    assert plain.locator(".hero-figure svg").first.is_visible()
    assert not plain.get_by_text("Just browsing").is_visible()
    plain.get_by_text("By time", exact=True).click()
    assert plain.get_by_text("Just browsing").is_visible()
    context.close()


def test_text_is_set_as_designed(page: Page) -> None:
    page.goto("/about")
    style = page.evaluate(
        """() => { const s = getComputedStyle(document.body); return [s.fontSize, s.lineHeight] }"""
    )
    widest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('main p')].map((p) => p.getBoundingClientRect().width))"""
    )
    assert ["18px", "28px"] == style
    assert widest <= 36.5 * 16
