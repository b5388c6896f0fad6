"""What every page type must hold: no accessibility violation, no horizontal scroll, a picture to look at."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKS = (("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360))
HEIGHT = 900


def hold(page: Page, artifacts: Path, name: str) -> None:
    """Look at the page in both themes and both widths: axe, width, screenshot."""
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.wait_for_timeout(60)  # the engine lays out anew; nothing is awaited that could be
        page.screenshot(path=artifacts / f"{name}-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        found = violations(Axe().run(page).response)
        assert found == [], "\n".join([f"{name} {width} {scheme}", *found])
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": HEIGHT})


def violations(response: dict[str, Any]) -> list[str]:
    """What axe found, a line each: rule, place, markup."""
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in response["violations"]
        for node in rule["nodes"]
    ]
