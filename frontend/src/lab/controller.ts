/**
 * The lab page: runs the form's solution in the sandboxed frame and shows the verdict as the server renders it.
 * Nothing that comes from the frame is ever inserted as HTML; without Python here the form runs on the server.
 */
import { NotFetched } from "../page/swap";
import { isObject, type JsonObject } from "../shared/messages";
import { newUlid } from "../shared/ulid";
import { jobOf, marksOf, megabytes, progressText, shareOf, type Mark } from "./job";
import { Panel } from "./panel";
import { showPanel, showTab, startDock, startTabs } from "./tabs";
import { Runner, type Outcome } from "./runner";

const LOAD_SECONDS = 60;
const STALL_SECONDS = 10;

export class LabPage {
  readonly #form: HTMLFormElement;
  readonly #runner: Runner;
  readonly #panel: Panel;
  readonly #here: HTMLButtonElement;
  readonly #server: HTMLElement | null;
  #editorAsked: Promise<unknown> | undefined;

  constructor(form: HTMLFormElement, here: HTMLButtonElement, frameUrl: string) {
    this.#form = form;
    this.#here = here;
    this.#server = form.querySelector<HTMLElement>("[data-run-server]");
    const staticBase = new URL(form.dataset.static ?? "/static/dist/", location.href).href;
    this.#runner = new Runner({ frameUrl, staticBase, loadSeconds: LOAD_SECONDS, stallSeconds: seconds(form) });
    this.#panel = new Panel(form, () => this.#runner.cancel());
    here.hidden = false;
    this.#announceSize();
    here.addEventListener("click", (event) => {
      event.preventDefault();
      void this.run();
    });
    this.#prepareEditor();
    startTabs();
    startDock();
    document.addEventListener("quorate:event", (event) => {
      const { line } = (event as CustomEvent<{ line?: number }>).detail;
      if (line === undefined) return;
      showTab("code");
      void this.#mark([{ line, kind: "event" }]);
    });
  }

  async run(): Promise<void> {
    if (this.#runner.isRunning) return;
    const isFirst = !this.#runner.isLoaded;
    this.#here.setAttribute("aria-disabled", "true");
    this.#panel.begin(isFirst ? "Loading Python…" : "Running…");
    void this.#mark([]);
    showTab("result");
    const job = jobOf(this.#form);
    const outcome = await this.#runner.run(job, {
      load: (done, total) => this.#panel.show(loading(done, total), done / total),
      loaded: () => this.#panel.show("Running…", undefined),
      progress: (progress) => this.#panel.show(progressText(progress), shareOf(progress)),
      output: (text) => this.#panel.print(text),
    });
    await this.#finish(outcome, job);
    this.#here.removeAttribute("aria-disabled");
  }

  async #finish(outcome: Outcome, job: JsonObject): Promise<void> {
    switch (outcome.kind) {
      case "finished":
        this.#panel.show("Drawing the verdict…", undefined);
        this.#panel.end(await this.#showVerdict(outcome.result, job));
        return;
      case "time":
        this.#panel.end(
          `Stopped after ${outcome.seconds} s without progress (outcome: time). A loop without an await, or one that never ends, ` +
            "is the usual cause. Your text is unchanged.",
        );
        return;
      case "cancelled":
        this.#panel.end("Stopped. Your text is unchanged.");
        return;
      case "broken":
        this.#panel.end(`The run broke off: ${outcome.message}`);
        return;
      case "unavailable":
        this.#panel.end(`Python could not be loaded here: ${outcome.message}. Run it on the server instead; the verdict is the same.`);
        this.#server?.focus();
    }
  }

  async #showVerdict(result: JsonObject, job: JsonObject): Promise<string> {
    const { failure } = result;
    if (isObject(failure) && typeof failure.seed === "number") this.#form.dataset.pinnedSeed = String(failure.seed);
    await this.#mark(marksOf(result));
    const place = document.querySelector<HTMLElement>("[data-lab-result]");
    const { verdictUrl } = this.#form.dataset;
    const plain = `${String(result.verdict)}: ${String(result.reason)}`;
    if (place === null || verdictUrl === undefined) return plain;
    try {
      place.innerHTML = await this.#render(verdictUrl, result, job);
    } catch (error) {
      if (!(error instanceof NotFetched)) throw error;
      return `${plain} (${error.message} The drawing is made there; the verdict stands.)`;
    }
    place.hidden = false;
    showPanel("verdict");
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
    this.#form.dispatchEvent(new CustomEvent("quorate:verdict", { bubbles: true, detail: { verdict: String(result.verdict) } }));
    return "";
  }

  /** Our own server turns the result into HTML: it checks, escapes and draws. */
  async #render(url: string, result: JsonObject, job: JsonObject): Promise<string> {
    const { solution, seeds } = job;
    const body = JSON.stringify({ event_id: newUlid(), step: result.step, solution, seeds: seeds ?? [], result });
    let response: Response;
    try {
      const headers = { "content-type": "application/json", accept: "text/html" };
      response = await fetch(url, { method: "POST", body, headers, credentials: "same-origin" });
    } catch {
      throw new NotFetched("The server could not be reached.");
    }
    if (!response.ok) throw new NotFetched(`The server answered ${response.status}.`);
    return response.text();
  }

  #announceSize(): void {
    const note = this.#form.querySelector<HTMLElement>("[data-lab-size]");
    const text = `The first run loads Python, about ${megabytes(__RUNTIME__.sent)}, once.`;
    if (note === null) this.#here.title = text;
    else note.textContent = text;
  }

  get #textarea(): HTMLTextAreaElement | null {
    return this.#form.querySelector<HTMLTextAreaElement>("textarea[name='source']");
  }

  /** The editor comes with the first touch of the text, so that the page itself stays light. */
  #prepareEditor(): void {
    const textarea = this.#textarea;
    if (textarea === null || this.#form.dataset.editorSrc === undefined) return;
    for (const type of ["focus", "pointerenter", "touchstart"]) {
      textarea.addEventListener(type, () => void this.#askEditor(), { once: true, passive: true });
    }
  }

  #askEditor(): Promise<unknown> {
    const { editorSrc } = this.#form.dataset;
    const textarea = this.#textarea;
    if (editorSrc === undefined || textarea === null) return Promise.resolve();
    if (!textarea.hasAttribute("data-editor")) textarea.dataset.editor = "";
    this.#editorAsked ??= import(new URL(editorSrc, location.href).href).catch(() => undefined); // the textarea remains
    return this.#editorAsked;
  }

  async #mark(marks: readonly Mark[]): Promise<void> {
    if (marks.length > 0) await this.#askEditor();
    this.#textarea?.dispatchEvent(new CustomEvent("quorate:mark", { detail: { marks } }));
  }
}

function loading(done: number, total: number): string {
  return done < total ? `Loading Python: ${megabytes(done)} of ${megabytes(total)} unpacked` : "Starting Python…";
}

function seconds(form: HTMLFormElement): number {
  const asked = Number(form.dataset.stallSeconds);
  return asked > 0 && asked <= 60 ? asked : STALL_SECONDS;
}
