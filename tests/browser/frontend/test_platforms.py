"""Chromium's Python makes the traces that this machine's Python makes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from agreement import platforms
from browser.frontend.harness import Site

pytestmark = pytest.mark.browser

LABS = Path(__file__).parents[3] / "content" / "labs"
IN_THE_PAGE = """async ([pyodide, core, program]) => {
  const { loadPyodide } = await import(`${pyodide}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: pyodide });
  const archive = await (await fetch(core)).arrayBuffer();
  python.unpackArchive(archive, "zip", { extractDir: "/core" });
  python.FS.writeFile("/core/platforms.py", program);
  python.runPython("import sys; sys.path.insert(0, '/core')");
  const hashes = python.runPython("from platforms import trace_hashes; trace_hashes('/core/content/labs')");
  return hashes.toJs({ dict_converter: Object.fromEntries });
}"""


def test_chromium_agrees(browser: Browser, dist: Path) -> None:
    program = Path(platforms.__file__).read_text(encoding="utf-8")
    with Site(dist, None) as site:
        page = browser.new_page()
        page.set_default_timeout(0)
        page.goto(f"{site.origin}/static/dist/manifest.json")
        pyodide, core = (
            f"/static/dist/{site.manifest[name]}" for name in ("pyodide", "quorate-core.zip")
        )
        found = page.evaluate(IN_THE_PAGE, [pyodide, core, program])
        page.close()
    assert platforms.trace_hashes(str(LABS)) == found
