"""The explorer in a real browser: how long a frame takes while a hand moves it, how long 200,000 events take to load.

A frame is the time from one animation frame to the next while every frame pans or zooms, so script, painting and the
browser's own work are in it. Of four rounds the one with the smallest worst frame counts: the machine has other work.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quorate.diagram import Scene, explorer_html, scene_of
from quorate.faults import FaultPlan
from quorate.node import Node, Topology
from quorate.simulator import Limits, World, WorldSettings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

ROOT = Path(__file__).parents[1]
NODES = tuple(f"n{i}" for i in range(1, 6))
ROUNDS = 4
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
FRAMES = """async ({kind}) => {
  const stage = document.querySelector("[data-explorer] > div").shadowRoot.querySelector(".stage");
  const canvas = stage.querySelector("canvas");
  const box = canvas.getBoundingClientRect();
  const gaps = [], marks = [];
  let last = await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < 90; frame++) {
    const zooms = kind === "zoom";
    const delta = zooms ? (frame % 30 < 15 ? -40 : 40) : (frame % 60 < 30 ? 24 : -24);
    canvas.dispatchEvent(new WheelEvent("wheel", {
      bubbles: true, cancelable: true, clientX: box.left + box.width / 2, clientY: box.top + 100,
      ctrlKey: zooms, deltaX: zooms ? 0 : delta, deltaY: zooms ? delta : 0,
    }));
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    marks.push(Number(stage.dataset.inView));
    last = now;
  }
  return {gaps: gaps.slice(2), marks};
}"""


class Talker(Node):
    """Asks the others in turn and answers: messages, timers and answers in equal parts."""

    def start(self) -> None:
        self.turn = 0
        self.after(1_000, self.talk)

    def talk(self) -> None:
        self.turn += 1
        self.send(self.peers[self.turn % len(self.peers)], "ask", turn=self.turn)
        self.after(1_000, self.talk)

    def on_ask(self, src: str, turn: int) -> None:
        self.send(src, "told", turn=turn)

    def on_told(self, src: str, turn: int) -> None:
        self.heard = (src, turn)


def scene_of_talk(events: int) -> tuple[Scene, dict[str, Any]]:
    """A scene of that many events, from a run."""
    settings = WorldSettings(
        name="talk",
        seed=1,
        nodes=dict.fromkeys(NODES, Talker),
        topology=Topology(),
        # Five nodes, each with a timer, a question and an answer a millisecond.
        horizon_us=1_000 * (events // 15 + 1),
        limits=Limits(events=10_000_000, trace_records=10_000_000),
        trace=True,
    )
    trace = World(settings).run().trace
    assert trace is not None
    scene = scene_of(trace, FaultPlan())
    assert len(scene.happenings) >= events * 0.95, len(scene.happenings)
    return scene, {"title": f"{events} events", "seed": 1, "verdict": "ok", "reason": ""}


def bundle(folder: Path) -> str:
    """The explorer's script as the sources are now."""
    built = folder / "dist"
    command = [shutil.which("node") or "node", str(ROOT / "frontend" / "build.mjs")]
    subprocess.run(
        command,
        check=True,
        env={"PATH": "/usr/bin:/bin", "QUORATE_DIST": str(built)},
        capture_output=True,
    )
    names: dict[str, str] = json.loads((built / "manifest.json").read_text("utf-8"))
    return (built / names["explorer.js"]).read_text("utf-8")


def open_scene(browser: "Browser", folder: Path, events: int, script: str) -> tuple["Page", float]:
    """Open a page with that many events; how long until it was painted."""
    scene, about = scene_of_talk(events)
    path = folder / f"{events}.html"
    path.write_text(explorer_html(scene, about, bundle=script), "utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector("[data-live]", state="attached")
    page.wait_for_function(
        "document.querySelector('[data-explorer] > div').shadowRoot.querySelector('.stage').dataset.mode"
    )
    loaded_ms = page.evaluate("performance.now()")
    return page, loaded_ms / 1000


def frames(page: "Page") -> tuple[float, float]:
    """The worst frame while panning and zooming, close and over the whole run; and the mean CPU time of one.

    The second says what the page asks for, however busy the machine is.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    worst: list[float] = []
    count, began = 0, cpu_seconds(session)
    for _ in range(ROUNDS):
        gaps: list[float] = []
        for prepare in ("", "0"):
            page.locator(".stage").press("Home")
            if prepare:
                page.locator(".stage").press(prepare)
            for kind in ("pan", "zoom"):
                measured = page.evaluate(FRAMES, {"kind": kind})
                assert max(measured["marks"]) > 50, "something was in view"
                gaps += measured["gaps"]
        worst.append(max(gaps))
        count += len(gaps)
    return min(worst), 1000 * (cpu_seconds(session) - began) / count


def cpu_seconds(session: "CDPSession") -> float:
    """What the page's thread has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")


def measure() -> dict[str, float]:
    """Frames at 10,000 events and at 200,000, and the load of the latter."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "chromium is missing: scripts/ensure-chromium says how to get it"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        script = bundle(folder)
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        page, _ = open_scene(browser, folder, 10_000, script)
        worst_10k, cpu_10k = frames(page)
        page.close()
        page, load_s = open_scene(browser, folder, 200_000, script)
        worst_200k, cpu_200k = frames(page)
        size = (folder / "200000.html").stat().st_size
        browser.close()
    return {
        "explorer.frame_ms.worst_10k": worst_10k,
        "explorer.frame_ms.worst_200k": worst_200k,
        "explorer.frame_cpu_ms.10k": cpu_10k,
        "explorer.frame_cpu_ms.200k": cpu_200k,
        "explorer.load_s.200k": load_s,
        "explorer.file_mb.200k": size / 1e6,
    }
