"""The whole journey, as a newcomer walks it: from the first question to a judged lab, and after a restart.

One story in order, so these tests are not shuffled; each page type is looked at on the way.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.answers import enter, find_answer
from browser.conftest import ROOT, Site
from browser.pages import hold
from quorate.authoring import Site as Content
from quorate.authoring import load_site

pytestmark = [pytest.mark.browser]

LESSON = "/laws/correlated-failure"
LAB = "/labs/place-replicas"
REFERENCE = (ROOT / "solutions" / "place-replicas" / "reference.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def content(site: Site) -> Content:
    return load_site(ROOT / "content", cache_dir=site.data_dir / "cache" / "content")


def answer(page: Page, content: Content, item_id: str) -> None:
    """Answer one item of a lesson rightly and see the feedback."""
    section = page.locator(f"#{item_id}")
    seed = int(section.locator("[name=seed]").get_attribute("value") or 0)
    item = content.item(item_id)
    enter(section, item, find_answer(content, item, "correlated-failure", seed))
    section.get_by_role("button", name="Answer").click()
    expect(page.locator(f"#{item_id} [data-feedback]")).to_contain_text("Right")


def test_a_newcomer_walks_from_the_first_question_to_a_judged_lab(
    browser: Browser, site: Site, content: Content, artifacts: Path
) -> None:
    context = browser.new_context(
        base_url=site.address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    onboarding_and_plan(page, artifacts)
    lesson_in_two_orders(page, artifacts)
    calculator(page, artifacts)
    items(page, content, artifacts)
    lab_fails_then_passes(page, artifacts)
    decision(page, artifacts)
    exam(page, content, artifacts)
    progress_shows_it(page, artifacts)

    site.stop()
    site.start()
    page.goto("/profile")
    expect(page.locator("main")).to_contain_text("practised")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Law 1")
    context.close()


def onboarding_and_plan(page: Page, artifacts: Path) -> None:
    page.goto("/")
    hold(page, artifacts, "home")
    page.get_by_role("link", name="Learn fundamentals").first.click()
    expect(page.locator("h1")).to_have_text("New Graduate")
    expect(page.locator("main")).to_contain_text("Runner-up")
    hold(page, artifacts, "goal")
    page.get_by_role("link", name="Make my plan").click()
    hold(page, artifacts, "plan-form")
    for weekday in range(7):
        page.locator(f"[name=hours_{weekday}]").fill("0")
    page.locator("[name=years]").fill("1")
    page.locator("[name=deadline]").fill("2020-01-01")
    page.get_by_role("button", name="Make my plan").click()
    expect(page.locator("main")).to_contain_text("past")
    expect(page.locator("[name=years]")).to_have_value("1")
    for weekday in range(5):
        page.locator(f"[name=hours_{weekday}]").fill("2.4")
    page.locator("[name=deadline]").fill("")
    monday = date.today() + timedelta(days=7 - date.today().weekday())
    page.locator("[name=start]").fill(monday.isoformat())
    page.get_by_role("button", name="Make my plan").click()
    expect(page.locator("main")).to_contain_text("Three finish dates")
    expect(page.locator("main")).to_contain_text("not yet written")
    expect(page.locator("main")).to_contain_text("Law 1")
    hold(page, artifacts, "plan")


def lesson_in_two_orders(page: Page, artifacts: Path) -> None:
    page.goto(LESSON)
    hold(page, artifacts, "lesson")
    assert facets(page) == ["see", "run", "solve", "prove"]
    page.locator("[data-start-with=prove]").click()
    expect(page.locator("[data-facet]").first).to_have_attribute("data-facet", "prove")
    expect(page.locator("[data-facet=prove] [data-opening=first]")).to_be_visible()
    expect(page.locator("[data-facet=see] [data-opening=later]")).to_be_visible()
    expect(page.locator("[data-facet=see] [data-opening=first]")).to_be_hidden()
    page.goto(f"{LESSON}?order=run")
    assert facets(page)[0] == "run"
    figure_moves_without_a_request(page)


def facets(page: Page) -> list[str]:
    found = page.locator("[data-facet]").evaluate_all("all => all.map(e => e.dataset.facet)")
    return list(dict.fromkeys(found))


def figure_moves_without_a_request(page: Page) -> None:
    page.goto("/paths")
    figure = page.locator("q-figure").first
    figure.scroll_into_view_if_needed()
    knob = figure.locator("input[type=range]").first
    expect(knob).to_be_visible()
    page.wait_for_load_state("networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    figure.get_by_role("button", name="5.3 min a year").click()
    before = shown_text(figure)
    knob.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert shown_text(figure) != before
    figure.get_by_role("button", name="Kill rack").click()
    expect(figure.locator("[aria-pressed=true]").first).to_be_visible()
    assert requests == []


def shown_text(figure: Locator) -> str:
    """What the figure says; it lives in a shadow root."""
    return str(figure.evaluate("host => (host.shadowRoot ?? host).textContent"))


def calculator(page: Page, artifacts: Path) -> None:
    page.goto("/calculators/availability-common-cause")
    page.locator("[name=beta]").fill("0.2")
    page.get_by_role("button", name="Compute").click()
    expect(page.locator("main")).to_contain_text("17 h")
    page.locator("[name=beta]").fill("many")
    page.get_by_role("button", name="Compute").click()
    expect(page.locator("[name=beta]")).to_have_value("many")
    hold(page, artifacts, "calculator")


def items(page: Page, content: Content, artifacts: Path) -> None:
    page.goto(LESSON)
    lesson = content.lessons["correlated-failure"]
    first = lesson.items[0].id
    page.locator(f"#{first}").get_by_role("button", name="I don't know").click()
    expect(page.locator(f"#{first} [data-feedback]")).to_contain_text("did not know")
    for item in lesson.items[1:]:
        answer(page, content, item.id)
    hold(page, artifacts, "lesson-answered")


def lab_fails_then_passes(page: Page, artifacts: Path) -> None:
    page.goto(LAB)
    hold(page, artifacts, "lab")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".verdict.is-violated")).to_be_visible(timeout=120_000)
    expect(page.locator("[data-lab-result], .lab-dock").first).to_contain_text("rack r1")
    hold(page, artifacts, "lab-violated")
    page.reload()
    for step in ("racks", "hidden", "failover"):
        page.goto(f"{LAB}?step={step}")
        put_solution(page, REFERENCE)
        page.get_by_role("button", name="Run on the server").click()
        expect(page.locator(".verdict.is-ok")).to_be_visible(timeout=120_000)
    hold(page, artifacts, "run")


def put_solution(page: Page, text: str) -> None:
    """Replace what the editor holds, as by select all and paste."""
    area = page.locator("textarea[name=source]")
    if area.is_visible():
        area.focus()
    expect(page.locator("textarea[name=source][data-editor=on]")).to_be_attached()
    area.evaluate(
        "(area, text) => { area.value = text; area.dispatchEvent(new Event('quorate:set')); }", text
    )
    assert area.input_value() == text


def decision(page: Page, artifacts: Path) -> None:
    page.goto("/labs/choose-placement")
    hold(page, artifacts, "decision")
    for machine in ("m01", "m02"):
        page.locator(f"[name=machines][value={machine}]").check()
    page.locator("form.decision button.primary, form button.primary").first.click()
    expect(page.locator("main")).to_contain_text("exactly 3")
    expect(page.locator("[name=machines][value=m01]")).to_be_checked()
    page.locator("[name=machines][value=m02]").uncheck()
    for machine in ("m06", "m12"):
        page.locator(f"[name=machines][value={machine}]").check()
    page.locator("form button.primary").first.click()
    expect(page.locator(".memo")).to_contain_text("held", timeout=120_000)
    expect(page.locator("main")).to_contain_text("verified")
    hold(page, artifacts, "memo")


def exam(page: Page, content: Content, artifacts: Path) -> None:
    page.goto("/exams/exam-correlated-failure")
    hold(page, artifacts, "exam")
    seed = int(page.locator("[name=seed]").first.get_attribute("value") or 0)
    found = content.exams["exam-correlated-failure"]
    by_id = {item.id: item for item in found.templates}
    for section in page.locator("section.item").all():
        item = by_id[section.get_attribute("id") or ""]
        right = find_answer(content, item, "correlated-failure", seed)
        enter(section, item, right, prefix=f"{item.id}.")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("main")).to_contain_text("100 %")
    hold(page, artifacts, "exam-result")


def progress_shows_it(page: Page, artifacts: Path) -> None:
    page.goto("/profile")
    expect(page.locator("main")).to_contain_text("practised")
    hold(page, artifacts, "profile")
    page.goto("/today")
    hold(page, artifacts, "today")
    page.goto("/paths/new-graduate?view=list")
    expect(page.locator("main")).to_contain_text("practised")
    hold(page, artifacts, "path-list")


def test_the_first_failing_run_is_at_most_three_clicks_from_home(page: Page) -> None:
    clicks = 0
    page.goto("/")
    for name in ("Break it yourself", "Run"):
        page.get_by_role("link", name=name).or_(
            page.get_by_role("button", name=name, exact=True)
        ).first.click()
        clicks += 1
    expect(page.locator(".verdict.is-violated")).to_be_visible(timeout=120_000)
    assert clicks <= 3


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("settings", "/settings"),
        ("keep", "/keep"),
        ("profile-empty", "/profile"),
        ("today-empty", "/today"),
        ("start", "/start"),
        ("sitting-empty", "/sitting"),
        ("simulation", "/simulations/correlated-failure.placement"),
    ],
)
def test_what_a_visitor_sees_of_the_personal_pages_holds(
    page: Page, artifacts: Path, name: str, path: str
) -> None:
    response = page.goto(path)
    assert response is not None
    assert response.status == 200
    hold(page, artifacts, name)
