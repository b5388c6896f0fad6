"""The explorer in a page of its own, opened from disk: by hand, by keyboard, by link; asking nobody."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from quorate.diagram import Violation, explorer_html, scene_of
from quorate.faults import FaultPlan, crash, partition, plan_of
from quorate.history import Trace

pytestmark = pytest.mark.browser

NODES = ("n1", "n2", "n3")
BOTH = [("n1", "n2"), ("n2", "n1"), ("n1", "n3"), ("n3", "n1")]
Rows = list[tuple[Any, ...]]


def rounds(count: int, *, drop_at: int = -1) -> Rows:
    """n1 asks n2, which answers; c1 asks n1 every tenth time; one message may be lost."""
    rows: Rows = []
    for turn in range(count):
        t, mid = turn * 1_000, 2 * turn
        if turn % 10 == 0:
            body = {"process": 0, "key": "k", "value": turn}
            rows.append((t, "invoke", "c1", "n1", "write", body, None))
        rows.append((t + 10, "send", "n1", "n2", "ask", {"type": "ask", "msg_id": 1}, mid))
        if turn == drop_at:
            rows.append((t + 200, "drop", "n2", "n1", "ask", {"why": "loss"}, mid))
        else:
            rows.append((t + 200, "recv", "n2", "n1", "ask", None, mid))
        told = {"type": "told", "in_reply_to": 1, "value": turn}
        rows.append((t + 300, "send", "n2", "n1", "told", told, mid + 1))
        rows.append((t + 500, "recv", "n1", "n2", "told", None, mid + 1))
        rows.append((t + 600, "timer", "n3", None, "beat", None, None))
        if turn % 10 == 0:
            rows.append(
                (t + 700, "return", "c1", "n1", "write", {"type": "ok", "value": turn}, None)
            )
    return rows


def run_page(dist: Path, rows: Rows) -> str:
    trace = Trace({"nodes": list(NODES)}, [slot for row in rows for slot in row])
    plan: FaultPlan = plan_of([partition(BOTH, (4_000, 9_000)), crash(["n3"], (12_000, 15_000))])
    second = [at for at, row in enumerate(rows) if row[1] == "invoke"][1]
    states = [
        (at, "n1", {"turn": row[0] // 1_000}) for at, row in enumerate(rows) if row[1] == "send"
    ]
    scene = scene_of(trace, plan, violating=[Violation(second, "it was forgotten")], states=states)
    about = {"title": "Rounds", "seed": 3, "verdict": "violated", "reason": "forgotten"}
    manifest = json.loads((dist / "manifest.json").read_text())
    return explorer_html(scene, about, bundle=(dist / manifest["explorer.js"]).read_text())


Open = Callable[..., Page]


@pytest.fixture
def open_run(browser: Browser, dist: Path, tmp_path: Path) -> Iterator[Open]:
    """Open a run from disk, offline: any request and any error fails the test."""
    errors: list[str] = []
    contexts = []

    def opened(*, count: int = 40, width: int = 1280, scheme: Any = "light", at: str = "") -> Page:
        path = tmp_path / f"run-{count}.html"
        if not path.exists():
            path.write_text(run_page(dist, rounds(count)), "utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "request",
            lambda r: errors.append(r.url) if r.url[:5] not in ("file:", "data:") else None,
        )
        page.goto(f"{path.as_uri()}#{at}" if at else path.as_uri())
        page.wait_for_selector("[data-live]")
        expect(page.locator(".stage")).to_have_attribute("data-mode", re.compile("marks|density"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def words(page: Page) -> str:
    return page.locator(".chosen-event").inner_text()


def in_view(page: Page) -> int:
    return int(page.locator(".stage").get_attribute("data-in-view") or 0)


def hash_of(page: Page, name: str) -> str | None:
    page.wait_for_timeout(350)  # an address is written when the hand rests
    found: str | None = page.evaluate(
        "name => new URLSearchParams(location.hash.slice(1)).get(name)", name
    )
    return found


def test_the_keyboard_alone_steps_jumps_and_moves(open_run: Open) -> None:
    page = open_run()
    stage = page.locator(".stage")
    stage.press("Home")
    assert "c1 asks n1: write k 0" in words(page)
    stage.press("ArrowRight")
    assert "n1 asks n2: ask" in words(page)
    stage.press("j")
    assert "n2 answers n1: 0" in words(page)
    stage.press("k")
    stage.press("ArrowLeft")
    assert "c1 asks n1: write k 0" in words(page)
    stage.press("End")
    assert "beat" in words(page)
    stage.press("n")
    assert "it was forgotten" in words(page)
    assert "write k 10" in words(page)
    stage.press("ArrowDown")
    assert "n1" in words(page)
    stage.press("+")
    before = hash_of(page, "window")
    stage.press("Shift+ArrowRight")
    assert hash_of(page, "window") != before
    stage.press("Escape")
    assert "Choose an event" in words(page)
    assert hash_of(page, "event") is None


def test_zooming_shows_less_and_fitting_shows_all(open_run: Open) -> None:
    page = open_run()
    stage = page.locator(".stage")
    stage.press("0")
    page.wait_for_timeout(100)
    everything = in_view(page)
    assert everything == 40 * 3 + 4 * 2
    stage.press("Home")
    for _ in range(4):
        stage.press("+")
    page.wait_for_timeout(100)
    assert 0 < in_view(page) < everything / 3
    box = stage.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 500, box["y"] + 120)
    page.keyboard.down("Control")
    for _ in range(12):
        page.mouse.wheel(0, 200)
    page.keyboard.up("Control")
    page.wait_for_timeout(100)
    assert in_view(page) == everything


def test_dragging_and_the_wheel_move_the_window(open_run: Open) -> None:
    page = open_run(at="window=10000_20000")
    box = page.locator(".stage").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 700, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 150, steps=4)
    page.mouse.up()
    dragged = hash_of(page, "window")
    assert dragged is not None
    assert 12_000 < int(dragged.split("_")[0]) < 16_000
    page.mouse.wheel(400, 0)
    wheeled = hash_of(page, "window")
    assert wheeled is not None
    assert int(wheeled.split("_")[0]) > int(dragged.split("_")[0])


def test_hovering_tells_and_clicking_chooses_the_event_under_the_pointer(open_run: Open) -> None:
    page = open_run(at="window=-100_2000")
    box = page.locator(".stage").bounding_box()
    assert box is not None
    rail, right = 104, box["width"] - 12
    x = box["x"] + rail + (600 + 100) / 2_100 * (right - rail)
    row = 26 + 22 + 52 * 3.5  # axis, one row of faults, c1 and n1 and n2 above n3
    page.mouse.move(x, box["y"] + row)
    expect(page.locator(".tip")).to_contain_text("n3: timer beat")
    page.mouse.click(x, box["y"] + row)
    expect(page.locator(".chosen-event")).to_contain_text("n3: timer beat")
    assert hash_of(page, "node") == "n3"


def test_a_link_opens_exactly_what_was_seen(open_run: Open) -> None:
    page = open_run()
    stage = page.locator(".stage")
    stage.press("n")
    stage.press("+")
    page.get_by_text("Show", exact=False).first.click()
    page.get_by_label("Timers").uncheck()
    page.get_by_label("n3", exact=True).uncheck()
    page.get_by_label("Search the events").fill("n2")
    expect(page.locator(".told")).to_contain_text("found")
    page.wait_for_timeout(400)
    first, told, link = words(page), page.locator(".status").inner_text(), page.url
    again = open_run(at=link.partition("#")[2])
    assert words(again) == first
    assert again.locator(".status").inner_text() == told
    assert again.get_by_label("Search the events").input_value() == "n2"
    assert again.locator(".menu summary").first.inner_text().startswith("Show (2 hidden)")
    again.wait_for_timeout(400)
    assert again.url.partition("#")[2] == link.partition("#")[2]


def test_filters_and_search_leave_out_what_they_say(open_run: Open) -> None:
    page = open_run(at="without=timers&find=answers")
    page.locator(".stage").press("0")
    expect(page.locator(".told")).to_have_text("40 events found")
    page.get_by_label("Search the events").press("Enter")
    assert "answers" in words(page)
    page.get_by_text("The same run in words").click()
    rows = page.locator(".list li")
    assert rows.count() == 40
    assert all("answers" in row for row in rows.all_inner_texts())


def test_the_list_tells_the_same_and_chooses(open_run: Open) -> None:
    page = open_run()
    page.get_by_text("The same run in words").click()
    page.locator(".stage").press("Home")
    first = page.locator(".list li button").first
    assert "c1 asks n1: write k 0" in first.inner_text()
    page.locator(".list li button", has_text="violated").click()
    expect(page.locator(".chosen-event")).to_contain_text("it was forgotten")
    assert page.locator(".list [aria-current]").count() == 1
    page.get_by_role("button", name="Later").click()
    assert "of 128 events" in page.locator(".turn").inner_text()
    assert "c1 asks n1: write k 0" not in page.locator(".list li").first.inner_text()


def test_the_state_of_a_node_follows_the_chosen_moment(open_run: Open) -> None:
    page = open_run()
    stage = page.locator(".stage")
    stage.press("Home")
    stage.press("j")
    expect(page.locator(".panel td")).to_have_text("0")
    expect(page.locator(".panel tr.changed")).to_have_count(1)
    for _ in range(4):
        stage.press("j")
    expect(page.locator(".panel td")).not_to_have_text("0")
    page.get_by_label("Node", exact=True).select_option("n3")
    expect(page.locator(".panel")).to_contain_text("Nothing is known of it yet")


def test_faults_stand_in_the_panel_and_jump_to_their_time(open_run: Open) -> None:
    page = open_run()
    assert "n1 | n2, n3" in page.locator(".faults").inner_text()
    page.get_by_role("button", name=re.compile("n3 down")).click()
    window = hash_of(page, "window")
    assert window is not None
    begin, end = map(int, window.split("_"))
    assert begin < 12_000
    assert 15_000 < end < 18_000


def test_too_many_events_become_density_and_arrows_come_back(open_run: Open) -> None:
    page = open_run(count=1_500)
    stage = page.locator(".stage")
    stage.press("0")
    expect(stage).to_have_attribute("data-mode", "density")
    assert in_view(page) == 1_500 * 3 + 150 * 2
    assert int(stage.get_attribute("data-marks") or 0) < 4_000, "work does not grow with the run"
    expect(page.locator(".status")).to_contain_text("zoom in for arrows")
    stage.press("Home")
    for _ in range(8):
        stage.press("+")
    expect(stage).to_have_attribute("data-mode", "marks")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    open_run: Open, width: int, scheme: str
) -> None:
    page = open_run(width=width, scheme=scheme)
    page.locator(".stage").press("n")
    page.get_by_text("The same run in words").click()
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [n["html"][:120] for n in rule["nodes"]]) for rule in found] == []


def test_without_script_the_picture_and_the_words_stay(
    browser: Browser, dist: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plain.html"
    path.write_text(run_page(dist, rounds(20)), "utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("svg.diagram").is_visible()
    assert "c1 asks n1: write k 10" in page.locator("pre").inner_text()
    context.close()
