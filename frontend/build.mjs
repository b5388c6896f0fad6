// Builds the front end into src/quorate/web/static/dist: hashed bundles, Pyodide's files, quorate-core.zip, manifest.json.
// An input hash decides whether there is anything to do, so that the second build costs a tenth of a second.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { coreEntries, filesBelow } from "./build/core.mjs";
import { zip } from "./build/zip.mjs";

const FRONTEND = dirname(fileURLToPath(import.meta.url));
const REPOSITORY = resolve(FRONTEND, "..");
const DIST = resolve(process.env.QUORATE_DIST ?? join(REPOSITORY, "src", "quorate", "web", "static", "dist"));
const MODULES = join(FRONTEND, "node_modules");
const PYODIDE_FILES = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];
// What a first run reads; pyodide-lock.json lists packages that we never install.
const FETCHED = PYODIDE_FILES.filter((name) => name !== "pyodide-lock.json");
const WORKER = { name: "lab-worker", entry: "src/frame/worker.ts", format: "iife" };
const BUNDLES = [
  { name: "page", entry: "src/page/index.ts", format: "iife" },
  { name: "figure", entry: "src/figure/index.ts", format: "iife" },
  { name: "editor", entry: "src/editor/index.ts", format: "esm" },
  { name: "lab", entry: "src/lab/index.ts", format: "esm" },
  { name: "explorer", entry: "src/explorer/index.ts", format: "iife" },
  { name: "lab-frame", entry: "src/frame/frame.ts", format: "iife" },
];

function digest(...chunks) {
  const hash = createHash("sha256");
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

function inputHash(entries) {
  const hash = createHash("sha256");
  const sources = [
    join(FRONTEND, "build.mjs"),
    join(FRONTEND, "package.json"),
    join(FRONTEND, "package-lock.json"),
    ...filesBelow(join(FRONTEND, "build")),
    ...filesBelow(join(FRONTEND, "src")),
  ];
  for (const file of sources) hash.update(`${relative(FRONTEND, file)}\0`).update(readFileSync(file));
  for (const { name, bytes } of entries) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest("hex");
}

function isCurrent(inputs) {
  const stamp = join(DIST, ".inputs.json");
  if (!existsSync(stamp)) return false;
  try {
    const { hash, outputs } = JSON.parse(readFileSync(stamp, "utf8"));
    return hash === inputs && outputs.every((name) => existsSync(join(DIST, name)));
  } catch {
    return false;
  }
}

/** Writes `bytes` and its gzip twin, for servers that send precompressed files. */
function put(folder, name, bytes) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const packed = gzipSync(bytes, { level: 9 });
  if (packed.length < bytes.length * 0.95) writeFileSync(`${path}.gz`, packed);
  return Math.min(packed.length, bytes.length);
}

function putPyodide(folder) {
  const source = join(MODULES, "pyodide");
  const version = JSON.parse(readFileSync(join(source, "package.json"), "utf8")).version;
  const { info } = JSON.parse(readFileSync(join(source, "pyodide-lock.json"), "utf8"));
  const base = `pyodide/${version}/`;
  const runtime = { pyodide: base, files: [], bytes: 0, sent: 0, info };
  for (const name of PYODIDE_FILES) {
    const bytes = readFileSync(join(source, name));
    const packed = put(folder, base + name, bytes);
    if (!FETCHED.includes(name)) continue;
    runtime.files.push([name, base + name]);
    runtime.bytes += bytes.length;
    runtime.sent += packed;
  }
  return runtime;
}

async function bundle(esbuild, spec, define) {
  const result = await esbuild.build({
    absWorkingDir: FRONTEND,
    entryPoints: [spec.entry],
    bundle: true,
    write: false,
    format: spec.format,
    target: ["es2022"],
    platform: "browser",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    define,
    outfile: `${spec.name}.js`,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

async function buildInto(folder, entries) {
  const esbuild = await import("esbuild");
  const manifest = {};
  const hashed = (name, extension, bytes) => {
    const file = `${name}-${digest(bytes).slice(0, 10)}.${extension}`;
    put(folder, file, bytes);
    manifest[`${basename(name)}.${extension}`] = file;
    return file;
  };
  const runtime = putPyodide(folder);
  manifest.pyodide = runtime.pyodide;
  const core = zip(entries);
  runtime.files.push(["quorate-core.zip", hashed("pyodide/quorate-core", "zip", core)]);
  runtime.bytes += core.length;
  runtime.sent += core.length;
  const define = { __RUNTIME__: JSON.stringify(runtime), __WORKER__: '""' };
  // The worker's text travels inside the frame's script: a blob is the only worker an opaque origin may start.
  define.__WORKER__ = JSON.stringify((await bundle(esbuild, WORKER, define)).toString("utf8"));
  for (const spec of BUNDLES) hashed(spec.name, "js", await bundle(esbuild, spec, define));
  const html = readFileSync(join(FRONTEND, "src", "lab-frame.html"), "utf8").replaceAll("__FRAME__", manifest["lab-frame.js"]);
  hashed("lab-frame", "html", Buffer.from(html, "utf8"));
  writeFileSync(join(folder, "runtime.json"), `${JSON.stringify(runtime, null, 2)}\n`);
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Puts the finished folder where the old one was, so that no server ever reads half a build. */
function exchange(fresh) {
  const old = `${DIST}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(DIST)) renameSync(DIST, old);
  renameSync(fresh, DIST);
  rmSync(old, { recursive: true, force: true });
}

async function main() {
  const entries = coreEntries(REPOSITORY);
  const inputs = inputHash(entries);
  if (isCurrent(inputs)) {
    console.log("front end: nothing to do");
    return;
  }
  if (!existsSync(join(MODULES, "esbuild"))) {
    throw new Error("frontend/node_modules is missing; run `npm ci` in frontend/ first");
  }
  const fresh = `${DIST}.${process.pid}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await buildInto(fresh, entries);
    const outputs = filesBelow(fresh).map((file) => relative(fresh, file));
    writeFileSync(join(fresh, ".inputs.json"), JSON.stringify({ hash: inputs, outputs }));
    exchange(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  const names = readdirSync(DIST).filter((name) => name.endsWith(".js"));
  console.log(`front end: built ${names.sort().join(" ")}`);
}

main().catch((error) => {
  console.error(`front end: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
