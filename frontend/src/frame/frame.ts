/**
 * The only script of the lab frame. The frame's origin is opaque (`sandbox="allow-scripts"`), so whatever runs
 * below it has no cookies, no storage and no way into the page; it starts the worker and passes messages on.
 */

const script = document.currentScript as HTMLScriptElement;
const base = new URL(script.dataset.base ?? "./", script.src).href;

// A worker cannot be started from another origin's address, and an opaque origin differs from all; a blob is its own.
const address = URL.createObjectURL(new Blob([__WORKER__], { type: "text/javascript" }));

function toPage(text: unknown): void {
  // The page's origin is not known here and nothing secret is said; `frame-ancestors` fixes who embeds us.
  if (typeof text === "string") parent.postMessage(text, "*");
}

function fail(message: string): void {
  toPage(JSON.stringify({ type: "failed", stage: "load", message }));
}

/** The one message that is not text: the files of Python, read by the page, where they stay cached. */
function boot(worker: Worker, files: Record<string, ArrayBuffer>): void {
  worker.postMessage({ type: "boot", base, files }, Object.values(files));
}

try {
  const worker = new Worker(address); // classic: Chromium starts no module worker from a blob of an opaque origin
  worker.onmessage = (event: MessageEvent<unknown>) => toPage(event.data);
  worker.onerror = (event) => fail(`the worker stopped: ${event.message || "its script did not load"}`);
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.source !== parent) return;
    if (typeof event.data === "string") worker.postMessage(event.data);
    else boot(worker, event.data as Record<string, ArrayBuffer>);
  });
  toPage(JSON.stringify({ type: "ready" }));
} catch (error) {
  fail(`the worker did not start: ${String(error)}`);
}
