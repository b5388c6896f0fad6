"""Law 1's figure in a real browser: guess, slide, kill; by hand, by keyboard; asking nobody."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.frontend import grids
from browser.frontend.harness import Reply, Site

pytestmark = pytest.mark.browser


def open_figure(page: Page, site: Site, *, grid: str | None = None) -> int:
    """Opens the page and returns how many requests it took."""
    site.words["grid"] = grids.grid() if grid is None else grid
    page.goto(f"{site.origin}/pages/figure.html")
    page.wait_for_load_state("networkidle")
    return len(site.requests)


def status(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def outlines(page: Page) -> int:
    return page.locator("q-figure .outline").count()


def test_the_guess_comes_first_and_the_answer_names_it(page: Page, site: Site) -> None:
    open_figure(page, site)
    assert outlines(page) == 0
    assert page.get_by_text("in the long run").is_hidden()
    page.get_by_role("button", name="53 min a year").click()
    expect(page.get_by_text("You guessed 53 min a year. Here it is 18 h a year")).to_be_visible()
    expect(page.get_by_text("your guess is 20 times too low")).to_be_visible()
    assert outlines(page) > 0
    assert page.locator("q-figure .figures [data-mark]").count() == 4


def test_guessing_sliding_and_killing_ask_for_nothing(page: Page, site: Site) -> None:
    before = open_figure(page, site)
    page.get_by_role("button", name="Show me").click()
    slider = page.get_by_label("Share of failures")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Kill rack").click()
    box = page.locator("q-figure svg.lines").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
    page.mouse.up()
    page.wait_for_load_state("networkidle")
    assert len(site.requests) == before


def test_the_slider_shows_the_recorded_point_of_its_value(page: Page, site: Site) -> None:
    open_figure(page, site)
    slider = page.get_by_label("Share of failures")
    slider.focus()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "1"
    expect(page.locator("q-figure dd").first).to_have_text("3.7 days a year")
    page.keyboard.press("Home")
    expect(page.locator("q-figure dd").first).to_have_text("8.8 h in 1,000 years")
    expect(page.get_by_text("None of these outages comes from the rack")).to_be_visible()


def test_keyboard_alone_kills_and_revives_and_is_told(page: Page, site: Site) -> None:
    open_figure(page, site)
    rack = page.get_by_role("button", name="Kill rack")
    rack.focus()
    page.keyboard.press("Enter")
    assert rack.get_attribute("aria-pressed") == "true"
    assert status(page) == "You killed the rack. All three are down: nobody answers."
    page.keyboard.press("Space")
    assert status(page) == "All three are up."
    page.get_by_role("button", name="Kill m02").focus()
    page.keyboard.press("Enter")
    assert status(page) == "m02 down; 2 of 3 still answer."


def test_a_machine_is_down_at_a_recorded_moment_of_outage(page: Page, site: Site) -> None:
    open_figure(page, site)
    page.get_by_role("button", name="Show me").click()
    page.get_by_role("button", name="Next moment all are down").click()
    assert status(page) == "All three are down: nobody answers."
    assert page.locator("q-figure .machine[data-down='yes']").count() == 3


def test_the_text_twin_counts_what_is_drawn(page: Page, site: Site) -> None:
    open_figure(page, site)
    page.get_by_role("button", name="Show me").click()
    page.get_by_text("The same in words").click()
    record = grids.record(0.2)
    replicas = record["replicas"]
    all_down = record["all_down"]
    assert isinstance(replicas, list)
    assert isinstance(all_down, list)
    lines = page.locator("q-figure details li").all_inner_texts()
    assert [line.split(",")[0] for line in lines[:3]] == [
        f"{replica['id']}: {len(replica['intervals'])} outages" for replica in replicas
    ]
    assert lines[-1].startswith(f"All three at once: {len(all_down)} outages")


def test_a_grid_that_cannot_be_read_leaves_the_picture(page: Page, site: Site) -> None:
    broken = json.loads(grids.grid())
    del broken["points"]["3"]
    open_figure(page, site, grid=json.dumps(broken))
    expect(page.locator("#recorded")).to_be_visible()


def recording() -> str:
    """The same figure as a lesson's build records it."""
    values = ["0", "0.2"]
    points = {
        value: {
            "svg": [0, 1],
            "text": f"At {value}.\nTwo lines.",
            "record": grids.record(float(value)) | {"years": 20},
        }
        for value in values
    }
    parameter = {"name": "beta", "label": "Share from the rack", "unit": "", "values": values}
    return json.dumps({"title": "Replicas", "parameters": [parameter], "default": {"beta": "0"},
                       "pieces": ["<svg>", "</svg>"], "points": points})  # fmt: skip


def test_a_lesson_figure_reads_its_recording_before_it_is_touched(page: Page, site: Site) -> None:
    site.routes["/recordings/main.json"] = lambda _: Reply(recording(), type="application/json")
    site.words["main"] = """<figure class="simulation" data-recording="/recordings/main.json?v=1">
      <div class="figure-picture"><svg></svg></div><form class="figure-controls">
      <select name="beta" aria-label="Share"><option>0</option><option selected>0.2</option>
      </select></form>
      <figcaption>Caption stays.</figcaption></figure>
      <script defer src="{{figure.js}}"></script>"""
    page.goto(f"{site.origin}/pages/plain.html")
    page.get_by_role("button", name="Show me").click()
    asked = len(site.requests)
    slider = page.get_by_label("Share from the rack")
    assert slider.get_attribute("aria-valuetext") == "0.2"
    slider.focus()
    page.keyboard.press("Home")
    page.get_by_text("The same in words").click()
    assert page.locator("q-figure details li").all_inner_texts() == [
        "Drawn: 7,300 days of 20 years.",
        "At 0.",
        "Two lines.",
    ]
    expect(page.get_by_text("Caption stays.")).to_be_visible()
    expect(page.locator("form.figure-controls")).to_be_hidden()
    assert len(site.requests) == asked


def test_a_recording_of_another_kind_is_drawn_from_its_pieces(page: Page, site: Site) -> None:
    data = json.loads(recording())
    for value, point in data["points"].items():
        point["record"] = {"facts": [["all down", f"{value} h"]]}
        point["svg"] = [0, 1] if value == "0" else [0, 2, 1]
    data["pieces"] = ["<svg>", "</svg>", "<circle r='9'/>"]
    site.routes["/recordings/main.json"] = lambda _: Reply(
        json.dumps(data), type="application/json"
    )
    site.words["main"] = """<figure class="simulation" data-recording="/recordings/main.json">
      <div class="figure-picture"><svg></svg></div><form class="figure-controls">
      <select name="beta" aria-label="Share"><option>0</option><option>0.2</option></select></form>
      <dl class="figure-facts"></dl></figure><script defer src="{{figure.js}}"></script>"""
    with page.expect_response("**/recordings/main.json"):
        page.goto(f"{site.origin}/pages/plain.html")
    page.wait_for_load_state("networkidle")
    page.get_by_label("Share").select_option("0.2")
    expect(page.locator("figure circle")).to_have_count(1)
    expect(page.locator("figure dd")).to_have_text("0.2 h")


def test_without_script_picture_and_form_stay(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_figure(page, site)
    expect(page.locator("#recorded")).to_be_visible()
    expect(page.get_by_label("Correlation")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_figure_fits_and_has_no_accessibility_violation(
    browser: Browser, site: Site, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=width == 360,
        bypass_csp=True,  # axe is injected; the figure itself is tried under the policy above
    )
    page = context.new_page()
    open_figure(page, site)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    before = Axe().run(page)
    page.get_by_role("button", name="53 min a year").click()
    page.get_by_role("button", name="Kill rack").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    after = Axe().run(page)
    assert (before.violations_count, after.violations_count) == (0, 0), after.generate_report()
    heights = page.locator("q-figure button:visible").evaluate_all(
        "all => all.map(b => b.clientHeight)"
    )
    assert min(heights) >= 40
    context.close()
