"""A page with every construct has no violation that axe can find, light and dark."""

from pathlib import Path

import pytest

from authoring.example import write_course
from quorate.authoring import load_site

pytestmark = pytest.mark.browser
CSS = Path(__file__).parents[2] / "src" / "quorate" / "web" / "static" / "css"
SHEETS = ("tokens", "base", "layout", "components", "figures", "lesson")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    lesson = load_site(write_course(folder), cache_dir=None).lessons["shared"]
    css = "".join((CSS / f"{each}.css").read_text() for each in SHEETS)
    facets = "".join(
        f"<section><h2>{each.title}</h2>{each.opening_first_html}{each.html}</section>"
        for each in lesson.facets.values()
    )
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title><style>{css}</style>'
        f"<body><main><h1>Page</h1>{lesson.claim_html}{facets}{lesson.next_html}</main></body></html>"
    )
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser, page_file: Path, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(page_file.as_uri())
    assert [] == [each["id"] for each in Axe().run(page).response["violations"]]


def test_tabs_change_without_script(browser, page_file: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    second = page.get_by_text("Text of the second tab.")
    assert not second.is_visible()
    page.get_by_text("By feed", exact=True).click()
    assert second.is_visible()
    page.keyboard.press("ArrowLeft")
    assert not second.is_visible()
