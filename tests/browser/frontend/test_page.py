"""What the script of every page adds to plain forms and links."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.frontend.harness import Reply, Request, Site, form_of

pytestmark = pytest.mark.browser

ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def open_page(page: Page, site: Site, main: str, *, query: str = "") -> None:
    site.words["main"] = main
    page.goto(f"{site.origin}/pages/plain.html{query}")
    expect(page.locator("html[data-script='on']")).to_be_attached()


def test_the_theme_switch_goes_round_and_is_kept(page: Page, site: Site) -> None:
    open_page(page, site, "")
    switch = page.get_by_role("button", name="Theme: system")
    switch.click()
    page.get_by_role("button", name="Theme: light").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 29)"
    page.get_by_role("button", name="Theme: dark").click()
    assert page.locator("html").get_attribute("data-theme") is None


ITEM = """<article id="item-q1" data-item>{feedback}<form method="post" action="/items/q1/answer">
<input type="hidden" name="event_id"><label><input type="radio" name="answer" value="a"> Yes</label>
<button>Answer</button></form></article>"""


def test_an_answer_is_graded_in_place(page: Page, site: Site) -> None:
    open_page(page, site, ITEM.format(feedback=""))
    site.routes["/items/q1/answer"] = lambda _: Reply(
        ITEM.format(feedback="<p data-feedback>Right: both racks share a feed.</p>")
    )
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("[data-feedback]")).to_be_focused()
    assert page.url.endswith("/pages/plain.html")
    sent = next(request for request in site.requests if request.method == "POST")
    assert form_of(sent)["answer"] == "a"
    assert ULID.fullmatch(form_of(sent)["event_id"])
    assert sent.headers["x-quorate-fragment"] == "item-q1"


def test_trying_again_brings_the_open_item_back_in_place(page: Page, site: Site) -> None:
    again = '<p data-feedback>Wrong.</p><a data-again href="/items/q1?again=1">Try it again</a>'
    open_page(page, site, f'<article id="item-q1" data-item>{again}</article>')
    site.routes["/items/q1"] = lambda _: Reply(ITEM.format(feedback=""))
    page.get_by_role("link", name="Try it again").click()
    expect(page.get_by_label("Yes")).to_be_focused()
    assert page.url.endswith("/pages/plain.html")


def test_a_whole_page_as_answer_gives_its_item(page: Page, site: Site) -> None:
    open_page(page, site, ITEM.format(feedback=""))
    item = ITEM.format(feedback="<p data-feedback>Wrong.</p>")
    whole = f"<html><body><h1>Other</h1>{item}</body></html>"
    site.routes["/items/q1/answer"] = lambda _: Reply(whole)
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("[data-feedback]")).to_have_text("Wrong.")
    expect(page.get_by_role("heading")).to_have_text("Page")


def test_sending_again_after_a_failure_keeps_the_name_of_the_event(page: Page, site: Site) -> None:
    open_page(page, site, ITEM.format(feedback=""))
    site.routes["/items/q1/answer"] = lambda _: Reply("down", status=503)
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("status")).to_contain_text("Your answer is still here")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("[data-item]:not([aria-busy])")).to_be_visible()
    page.wait_for_load_state("networkidle")
    names = [form_of(r)["event_id"] for r in site.requests if r.method == "POST"]
    assert len(names) == 2
    assert len(set(names)) == 1


NAMES = ("see", "run", "solve", "prove")
FACETS = "".join(
    f"""<section data-facet="{name}" id="{name}"><h2>{name.title()} it</h2>
    <div data-opening="first"{"" if name == "see" else " hidden"}>First {name}.</div>
    <div data-opening="later"{" hidden" if name == "see" else ""}>Later {name}.</div>
    {"<p>Text.</p>" * 30}</section>"""
    for name in NAMES
)
LESSON = f"""<div data-lesson><nav aria-label="Facets"><ul data-facet-bar>
{"".join(f'<li><a href="#{n}" data-facet-link="{n}">{n}</a></li>' for n in NAMES)}</ul>
{"".join(f'<a href="?order={n}" data-start-with="{n}">Start with {n}</a> ' for n in NAMES)}
<p data-order-status role="status"></p></nav>{FACETS}</div>"""


def facets(page: Page) -> list[str]:
    return [
        facet or ""
        for facet in page.locator("[data-facet]").evaluate_all(
            "all => all.map(f => f.dataset.facet)"
        )
    ]


def test_start_with_reorders_facets_bar_and_openings(page: Page, site: Site) -> None:
    open_page(page, site, LESSON)
    page.get_by_role("link", name="Start with solve").click()
    assert facets(page) == ["solve", "see", "run", "prove"]
    assert page.locator("[data-facet-link]").all_inner_texts() == ["solve", "see", "run", "prove"]
    shown = page.locator("[data-opening]:visible").all_inner_texts()
    assert shown == ["First solve.", "Later see.", "Later run.", "Later prove."]
    assert page.url.endswith("?order=solve%2Csee%2Crun%2Cprove")
    expect(page.get_by_role("link", name="Start with solve")).to_be_focused()


def test_reordering_keeps_the_paragraph_being_read_in_its_place(page: Page, site: Site) -> None:
    open_page(page, site, LESSON)
    page.evaluate("document.querySelector('#run p:nth-of-type(10)').scrollIntoView()")
    place = "document.querySelector('#run p:nth-of-type(10)').getBoundingClientRect().top"
    before = page.evaluate(place)
    page.evaluate("document.querySelector('[data-start-with=prove]').click()")
    assert facets(page) == ["prove", "see", "run", "solve"]
    assert abs(page.evaluate(place) - before) < 1.5


PLAN = """<form method="post" action="/plan" data-autosave="plan"{state}>
<label>Hours <input name="hours" value="6"></label>
<label><input type="checkbox" name="code" value="yes"> Writes code</label>
<button>Make my plan</button></form>"""


def test_what_was_typed_survives_a_closed_tab(
    context: BrowserContext, page: Page, site: Site
) -> None:
    open_page(page, site, PLAN.format(state=""))
    page.get_by_label("Hours").fill("11")
    page.get_by_label("Writes code").check()
    page.close()
    again = context.new_page()
    open_page(again, site, PLAN.format(state=""))
    assert again.get_by_label("Hours").input_value() == "11"
    assert again.get_by_label("Writes code").is_checked()


def test_a_form_that_was_taken_is_forgotten(page: Page, site: Site) -> None:
    open_page(page, site, PLAN.format(state=""))
    page.get_by_label("Hours").fill("11")
    site.words["main"] = "<p>Your plan.</p>"
    site.routes["/plan"] = lambda _: Reply(
        "", status=303, headers={"location": "/pages/plain.html"}
    )
    page.get_by_role("button", name="Make my plan").click()
    expect(page.get_by_text("Your plan.")).to_be_visible()
    expect(page.locator("html[data-script='on']")).to_be_attached()
    open_page(page, site, PLAN.format(state=""))
    assert page.get_by_label("Hours").input_value() == "6"


def test_a_form_the_server_sent_back_is_not_overwritten(page: Page, site: Site) -> None:
    open_page(page, site, PLAN.format(state=""))
    page.get_by_label("Hours").fill("11")
    page.get_by_label("Hours").blur()
    open_page(page, site, PLAN.format(state=' data-autosaved="rejected"'))
    assert page.get_by_label("Hours").input_value() == "6"


def test_a_run_page_fetches_itself_until_the_run_has_finished(page: Page, site: Site) -> None:
    states = iter(["running", "running", "finished"])

    def run(request: Request) -> Reply:
        state = next(states)
        poll = ' data-poll="/runs/r1"' if state != "finished" else ""
        return Reply(f'<main><section id="run"{poll}><p>{state}</p></section></main>')

    site.routes["/runs/r1"] = run
    open_page(page, site, '<section id="run" data-poll="/runs/r1"><p>queued</p></section>')
    expect(page.locator("#run")).to_have_text("finished", timeout=15_000)
    assert site.paths("/runs/") == ["/runs/r1"] * 3


def test_slash_goes_to_the_search_but_not_while_typing(page: Page, site: Site) -> None:
    open_page(page, site, "<label>Note <input name='note'></label>")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    note = page.get_by_label("Note")
    note.press("/")
    assert note.input_value() == "/"


def test_copy_says_that_it_copied(context: BrowserContext, page: Page, site: Site) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(
        page,
        site,
        "<code id='seed'>--seed 8</code><button type='button' data-copy='#seed'>Copy</button>",
    )
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button")).to_contain_text(["Theme", "Copied"])
    assert page.evaluate("navigator.clipboard.readText()") == "--seed 8"


def test_an_event_is_lit_in_drawing_and_list_and_can_be_chosen(page: Page, site: Site) -> None:
    drawing = """<div data-diagram>
    <svg width="100" height="40"><circle data-event="e1" r="9" cx="20" cy="20"/></svg>
    <ol><li data-event="e1" data-line="12" tabindex="0">n1 drops the reply</li></ol></div>"""
    open_page(page, site, drawing)
    page.evaluate("document.addEventListener('quorate:event', e => { window.chosen = e.detail })")
    page.locator("circle").hover()
    expect(page.locator("li.is-lit")).to_be_visible()
    page.locator("li").focus()
    page.keyboard.press("Enter")
    assert json.loads(page.evaluate("JSON.stringify(window.chosen)")) == {"event": "e1", "line": 12}
