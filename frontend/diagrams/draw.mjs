// Draws the mermaid diagrams of content/ whose picture is missing (with --all: every one).
// Mermaid runs in chromium; what it draws is then reduced to shapes and text without styles, coloured by the page.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { reduce } from "./reduce.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const content = resolve(process.env.CONTENT ?? join(root, "content"));

/** Ask the loader which diagrams there are: one definition of fence and hash. */
function jobs() {
  const own = join(root, ".venv/bin/python");
  const python = process.env.PYTHON ?? (existsSync(own) ? own : "python3");
  const environment = { ...process.env, PYTHONPATH: join(root, "src") };
  const flags = process.argv.includes("--all") ? ["--all"] : [];
  const output = execFileSync(python, ["-m", "quorate.authoring", content, ...flags], { env: environment });
  return JSON.parse(output.toString());
}

function browserPath() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name]).toString().trim();
    } catch {
      continue;
    }
  }
  throw new Error("Drawing diagrams needs chromium: apt-get install chromium");
}

const todo = jobs();
if (todo.length === 0) {
  console.log("Every diagram has its picture.");
  process.exit(0);
}
const browser = await chromium.launch({
  executablePath: browserPath(),
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});
let failed = 0;
try {
  const page = await browser.newPage();
  await page.setContent("<!doctype html><body></body>");
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js") });
  await page.evaluate(() =>
    globalThis.mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      htmlLabels: false,
      theme: "base",
      // White means "no area", black means "the colour of the text"; everything else was chosen by the author.
      themeVariables: { fontFamily: "DejaVu Sans, sans-serif", fontSize: "15px", primaryColor: "#ffffff", mainBkg: "#ffffff",
        primaryBorderColor: "#000000", primaryTextColor: "#000000", lineColor: "#000000", secondaryColor: "#ffffff",
        tertiaryColor: "#ffffff", clusterBkg: "#ffffff", clusterBorder: "#000000", edgeLabelBackground: "#ffffff",
        actorBkg: "#ffffff", actorBorder: "#000000", signalColor: "#000000", noteBkgColor: "#ffffff", noteBorderColor: "#000000" },
      flowchart: { htmlLabels: false, useMaxWidth: false },
      sequence: { useMaxWidth: false },
      state: { useMaxWidth: false },
    }),
  );
  for (const job of todo) {
    const name = job.picture.replace(/^.*\//, "").replace(".svg", "");
    try {
      const svg = await page.evaluate(reduce, { source: job.source, name, title: job.title, text: job.text });
      mkdirSync(dirname(job.picture), { recursive: true });
      writeFileSync(job.picture, `${svg}\n`);
      console.log(`${job.picture} (${svg.length} bytes)`);
    } catch (error) {
      failed += 1;
      console.error(`${job.picture}: ${error.message.split("\n")[0]}`);
    }
  }
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
