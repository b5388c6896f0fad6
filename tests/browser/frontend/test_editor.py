"""The editor over the text area: leaving by keyboard, labels, drafts in two tabs, marks."""

import html
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.frontend.harness import Reply, Request, Site, form_of

pytestmark = pytest.mark.browser

SOURCE = "def place(machines, count):\n    return [m.id for m in machines][:count]\n"


class Drafts:
    """The server's side: a text is stored only when it was made from the stored version."""

    def __init__(self) -> None:
        self.text, self.version = SOURCE, 3

    def __call__(self, request: Request) -> Reply:
        form = form_of(request)
        accepted = int(form["version"]) == self.version
        if accepted:
            self.text, self.version = form["text"], self.version + 1
        body = {"version": self.version, "text": self.text, "accepted": accepted}
        return Reply(json.dumps(body), type="application/json")


@pytest.fixture
def drafts(site: Site) -> Drafts:
    stored = Drafts()
    site.routes["/labs/place-replicas/draft"] = stored
    return stored


def open_lab(page: Page, site: Site, *, source: str = SOURCE) -> None:
    site.words |= {"source": html.escape(source), "stall": "10"}
    page.goto(f"{site.origin}/pages/lab.html")
    expect(page.get_by_role("button", name="Run here")).to_be_visible()
    page.locator("#source").focus()
    expect(page.locator(".cm-content")).to_be_focused()


def saved(page: Page) -> None:
    expect(page.locator(".q-editor").get_by_role("status")).to_have_text("Saved.")


def test_the_editor_comes_with_the_first_touch_and_keeps_the_label(
    page: Page, site: Site, drafts: Drafts
) -> None:
    site.words |= {"source": SOURCE, "stall": "10"}
    page.goto(f"{site.origin}/pages/lab.html")
    page.wait_for_load_state("networkidle")
    assert site.paths("/static/dist/editor") == []
    page.locator("#source").focus()
    expect(page.locator("#source")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Your file")).to_be_focused()
    assert len(site.paths("/static/dist/editor")) == 1


def test_tab_indents_and_escape_then_tab_leaves(page: Page, site: Site, drafts: Drafts) -> None:
    open_lab(page, site)
    page.keyboard.press("Control+Home")
    page.keyboard.press("Tab")
    assert page.locator("#source").input_value().startswith("    def place")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run here")).to_be_focused()


def test_what_is_typed_goes_with_the_form(page: Page, site: Site, drafts: Drafts) -> None:
    open_lab(page, site)
    site.routes["/labs/place-replicas/runs"] = lambda _: Reply("<p>queued</p>")
    page.keyboard.press("Control+End")
    page.keyboard.type("# mine")
    page.get_by_role("button", name="Run on the server").click()
    expect(page.get_by_text("queued")).to_be_visible()
    sent = next(r for r in site.requests if r.path.endswith("/runs"))
    assert form_of(sent)["source"].replace("\r\n", "\n") == SOURCE + "# mine"


def test_a_draft_is_saved_with_its_version(page: Page, site: Site, drafts: Drafts) -> None:
    open_lab(page, site)
    page.keyboard.press("Control+End")
    page.keyboard.type("x = 1")
    saved(page)
    assert drafts.text == SOURCE + "x = 1"
    page.keyboard.type("2")
    expect(page.locator("#source")).to_have_value(SOURCE + "x = 12")
    page.wait_for_load_state("networkidle")


def test_two_tabs_never_overwrite_each_other_unseen(
    context: BrowserContext, page: Page, site: Site, drafts: Drafts
) -> None:
    open_lab(page, site)
    other = context.new_page()
    open_lab(other, site)
    page.bring_to_front()
    page.keyboard.press("Control+End")
    page.keyboard.type("first = 1")
    saved(page)
    other.bring_to_front()
    other.keyboard.press("Control+End")
    other.keyboard.type("second = 2")
    box = other.get_by_role("group", name="Two versions of your text")
    expect(box).to_contain_text("first = 1")
    assert drafts.text == SOURCE + "first = 1"
    assert other.locator("#source").input_value() == SOURCE + "second = 2"
    box.get_by_role("button", name="Keep what is in the editor").click()
    saved(other)
    assert drafts.text == SOURCE + "second = 2"


def test_text_typed_while_the_server_was_away_comes_back(page: Page, site: Site) -> None:
    site.routes["/labs/place-replicas/draft"] = lambda _: Reply("down", status=503)
    open_lab(page, site)
    page.keyboard.press("Control+End")
    page.keyboard.type("kept = 1")
    expect(page.locator(".q-editor").get_by_role("status")).to_contain_text(
        "the server did not answer"
    )
    open_lab(page, site)
    assert page.locator("#source").input_value() == SOURCE + "kept = 1"


def test_choosing_an_event_marks_its_line(page: Page, site: Site, drafts: Drafts) -> None:
    open_lab(page, site)
    page.evaluate(
        """document.body.dispatchEvent(
          new CustomEvent('quorate:event', {bubbles: true, detail: {line: 2}}))"""
    )
    expect(page.locator(".q-mark-event")).to_contain_text("return")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_has_no_accessibility_violation(
    browser: Browser, site: Site, drafts: Drafts, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    open_lab(page, site)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
