/** Loads Python once, then runs lab jobs one after the other. Everything it says may be forged by the code it runs. */
import { LIMITS, type RunRequest } from "../shared/messages";

interface Pyodide {
  runPython(code: string): unknown;
  unpackArchive(bytes: ArrayBuffer, format: "zip", options: { extractDir: string }): void;
  setStdout(options: { batched: (line: string) => void }): void;
  setStderr(options: { batched: (line: string) => void }): void;
  globals: { get(name: string): unknown };
}

/** Pyodide's files and our archive, by file name. */
type Files = Record<string, ArrayBuffer>;

interface Boot {
  readonly type: "boot";
  readonly base: string;
  readonly files: Files;
}

/** Called with the job and a way to say progress and result, both as JSON text. */
type RunJob = (job: string, emit: (text: string) => void) => void;

const START = `
import json
import sys
from pathlib import Path

sys.path.insert(0, "/quorate")

from quorate.labs import run_job


def run_text(text, emit):
    def emit_text(message):
        emit(json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":")))

    run_job(json.loads(text), Path("/quorate/content/labs"), emit_text)
`;

const scope = self as unknown as {
  importScripts: () => never;
  fetch: typeof fetch;
  postMessage(text: string): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
};

// Pyodide takes a worker with importScripts for one that cannot import modules; this one can.
scope.importScripts = () => {
  throw new TypeError("importScripts is switched off; modules are imported");
};

let starting: Promise<RunJob> | undefined;
let current: { id: number; left: number } | undefined;

function say(message: object): void {
  scope.postMessage(JSON.stringify(message));
}

/** Answers Pyodide's requests from the bytes the page has handed in; nothing else is fetched here. */
function fetchFrom(files: Files): typeof fetch {
  const plain = scope.fetch.bind(self);
  return async (input, init) => {
    const address = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
    const name = address.slice(address.lastIndexOf("/") + 1);
    const bytes = files[name];
    if (bytes === undefined) return plain(input, init);
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(bytes, { headers: { "content-type": type } });
  };
}

async function importFrom(files: Files, name: string): Promise<unknown> {
  const address = URL.createObjectURL(new Blob([take(files, name)], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function take(files: Files, name: string): ArrayBuffer {
  const bytes = files[name];
  if (bytes === undefined) throw new Error(`${name} was not handed to the runner`);
  return bytes;
}

async function start(base: string, files: Files): Promise<RunJob> {
  const plain = scope.fetch;
  scope.fetch = fetchFrom(files);
  const folder = base + __RUNTIME__.pyodide;
  const [entry, machine] = await Promise.all([
    importFrom(files, "pyodide.mjs") as Promise<{ loadPyodide(options: object): Promise<Pyodide> }>,
    importFrom(files, "pyodide.asm.mjs") as Promise<{ default: (settings: object) => Promise<unknown> }>,
  ]);
  const python = await entry.loadPyodide({
    indexURL: folder,
    packageBaseUrl: folder,
    lockFileContents: { info: __RUNTIME__.info, packages: {} },
    createPyodideModule: machine.default,
  });
  scope.fetch = plain;
  python.setStdout({ batched: print });
  python.setStderr({ batched: print });
  python.unpackArchive(take(files, "quorate-core.zip"), "zip", { extractDir: "/quorate" });
  python.runPython(START);
  return python.globals.get("run_text") as RunJob;
}

/** What the learner's file prints; beyond the cap it is dropped, so that a flood costs nothing. */
function print(line: string): void {
  if (current === undefined || current.left <= 0) return;
  const text = line.slice(0, current.left);
  current.left -= text.length + 1;
  say({ type: "output", id: current.id, text });
}

async function run(request: RunRequest): Promise<void> {
  let runJob: RunJob;
  try {
    if (starting === undefined) throw new Error("the runner was not told where its files are");
    runJob = await starting;
  } catch {
    return; // said once, when loading failed
  }
  const { id } = request;
  current = { id, left: LIMITS.outputCharacters };
  try {
    runJob(JSON.stringify(request.job), (text) => {
      // Spliced as text: the parts are read once, by the page, under its caps.
      scope.postMessage(`{"id":${id},"type":${text.startsWith('{"result"') ? '"result"' : '"progress"'},${text.slice(1)}`);
    });
  } catch (error) {
    // The last line of a traceback says what; the lines before are ours, not the learner's.
    const lines = String(error).trim().split("\n");
    say({ type: "failed", stage: "run", message: lines.at(-1)!.slice(0, 1000) });
  } finally {
    current = undefined;
  }
}

scope.onmessage = (event) => {
  const message = (typeof event.data === "string" ? JSON.parse(event.data) : event.data) as Boot | RunRequest;
  if (message.type === "boot") {
    starting = start(message.base, message.files);
    starting.then(
      () => say({ type: "loaded" }),
      (error: unknown) => say({ type: "failed", stage: "load", message: String(error).slice(0, 4000) }),
    );
  } else if (message.type === "run") {
    void run(message);
  }
};
