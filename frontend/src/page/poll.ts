/** A run's page fetches itself again until the run has finished. */
import { NotFetched, fetchElement, say } from "./swap";

const FIRST_MS = 600;
const LONGEST_MS = 4_000;
const GROWTH = 1.3;
const ATTEMPTS = 300;

export function startPolling(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-poll]")) void poll(element);
}

export async function poll(start: HTMLElement): Promise<void> {
  let element = start;
  let pause = FIRST_MS;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await waited(pause);
    const { poll: url } = element.dataset;
    if (url === undefined || !element.isConnected || element.id === "") return;
    pause = Math.min(LONGEST_MS, pause * GROWTH);
    try {
      const fresh = await fetchElement(element.id, url);
      if (fresh.outerHTML === element.outerHTML) continue;
      element.replaceWith(fresh);
      element = fresh;
    } catch (error) {
      if (!(error instanceof NotFetched)) throw error;
      say(element, `${error.message} Trying again.`);
    }
  }
  say(element, "This run takes longer than it should. Reload the page to look again.");
}

/** Waits, and does not count the time in which nobody looks. */
async function waited(ms: number): Promise<void> {
  await new Promise((done) => window.setTimeout(done, ms));
  while (document.hidden) {
    await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
  }
}
