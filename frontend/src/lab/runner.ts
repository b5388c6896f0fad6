/**
 * Runs lab jobs in the sandboxed frame. One frame and one Python are kept between runs; stopping a run removes
 * both, because a worker that loops cannot be asked to stop.
 */
import {
  LIMITS,
  RefusedMessage,
  isLabResult,
  parseFromFrame,
  type FromFrame,
  type JsonObject,
} from "../shared/messages";
import { readFiles } from "./files";

export type Outcome =
  | { readonly kind: "finished"; readonly result: JsonObject }
  /** No progress for `stallSeconds`: an endless loop, nearly always. */
  | { readonly kind: "time"; readonly seconds: number }
  | { readonly kind: "cancelled" }
  /** Python could not be loaded: offer the server's run. */
  | { readonly kind: "unavailable"; readonly message: string }
  /** The run broke, or said something it must not. */
  | { readonly kind: "broken"; readonly message: string };

export interface Listener {
  load?(done: number, total: number): void;
  loaded?(): void;
  progress?(progress: JsonObject): void;
  output?(text: string): void;
}

export interface RunnerSettings {
  readonly frameUrl: string;
  /** Where the built files are. */
  readonly staticBase: string;
  /** Seconds without any sign of life while loading, and while running. */
  readonly loadSeconds: number;
  readonly stallSeconds: number;
}

const SHRINK_PATIENCE = 6;

interface Run {
  readonly id: number;
  readonly listener: Listener;
  readonly finish: (outcome: Outcome) => void;
  readonly request: string;
  messages: number;
}

export class Runner {
  #frame: HTMLIFrameElement | undefined;
  #reading: AbortController | undefined;
  #loaded = false;
  #run: Run | undefined;
  #timer: number | undefined;
  #lastId = 0;
  readonly #settings: RunnerSettings;

  constructor(settings: RunnerSettings) {
    this.#settings = settings;
    window.addEventListener("message", (event) => this.#receive(event));
  }

  get isLoaded(): boolean {
    return this.#loaded;
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  run(job: JsonObject, listener: Listener): Promise<Outcome> {
    if (this.#run !== undefined) throw new Error("a run is going on; cancel it first");
    this.#lastId += 1;
    const id = this.#lastId;
    const request = JSON.stringify({ type: "run", id, job });
    return new Promise((finish) => {
      this.#run = { id, listener, finish, messages: 0, request };
      this.#await();
      if (this.#loaded) this.#send(request);
      else this.#open();
    });
  }

  cancel(): void {
    this.#end({ kind: "cancelled" });
  }

  #open(): void {
    const frame = document.createElement("iframe");
    // Never allow-same-origin: with it, the code of a lab would be the code of the page.
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("referrerpolicy", "no-referrer");
    frame.title = "Lab runner";
    frame.hidden = true;
    frame.src = this.#settings.frameUrl;
    document.body.append(frame);
    this.#frame = frame;
  }

  /** The frame is up: hand it Python's files, and the run it was opened for. */
  async #fill(frame: HTMLIFrameElement, run: Run): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    const told = (done: number, total: number): void => {
      if (reading.signal.aborted) return;
      this.#await();
      run.listener.load?.(done, total);
    };
    try {
      const files = await readFiles(__RUNTIME__, this.#settings.staticBase, told, reading.signal);
      if (reading.signal.aborted) return;
      frame.contentWindow?.postMessage(files, "*", Object.values(files));
      this.#send(run.request);
    } catch (error) {
      if (!reading.signal.aborted) this.#end({ kind: "unavailable", message: String(error) });
    }
  }

  #close(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this.#frame?.remove();
    this.#frame = undefined;
    this.#loaded = false;
  }

  #send(text: string): void {
    // An opaque origin has no name to aim at; the frame is ours and nothing secret is sent.
    this.#frame?.contentWindow?.postMessage(text, "*");
  }

  #await(patience = 1): void {
    window.clearTimeout(this.#timer);
    if (this.#run === undefined) return;
    const { loadSeconds, stallSeconds } = this.#settings;
    const seconds = this.#loaded ? stallSeconds * patience : loadSeconds;
    this.#timer = window.setTimeout(() => {
      if (this.#loaded) this.#end({ kind: "time", seconds });
      else this.#end({ kind: "unavailable", message: `Python did not load within ${seconds} s` });
    }, seconds * 1000);
  }

  /** Ends the run; all but a finished one also end the frame, whose Python is in an unknown state. */
  #end(outcome: Outcome): void {
    const run = this.#run;
    this.#run = undefined;
    window.clearTimeout(this.#timer);
    if (outcome.kind !== "finished") this.#close();
    run?.finish(outcome);
  }

  #receive(event: MessageEvent<unknown>): void {
    // The origin of every sandboxed frame reads "null" and proves nothing; the window does.
    if (this.#frame === undefined || event.source !== this.#frame.contentWindow) return;
    let message: FromFrame;
    try {
      message = parseFromFrame(event.data);
    } catch (error) {
      if (!(error instanceof RefusedMessage)) throw error;
      this.#end({ kind: "broken", message: `The run sent ${error.message}.` });
      return;
    }
    this.#dispatch(message);
  }

  #dispatch(message: FromFrame): void {
    const run = this.#run;
    switch (message.type) {
      case "ready":
        if (run !== undefined && this.#frame !== undefined && this.#reading === undefined) {
          void this.#fill(this.#frame, run);
        }
        return;
      case "loaded":
        if (this.#loaded) return;
        this.#loaded = true;
        this.#await();
        run?.listener.loaded?.();
        return;
      case "failed":
        this.#end({ kind: message.stage === "load" ? "unavailable" : "broken", message: message.message });
        return;
      default:
        if (run === undefined || message.id !== run.id) return;
        this.#news(run, message);
    }
  }

  #news(run: Run, message: Extract<FromFrame, { id: number }>): void {
    run.messages += 1;
    if (run.messages > LIMITS.messagesPerRun) {
      this.#end({ kind: "broken", message: `The run sent more than ${LIMITS.messagesPerRun} messages.` });
      return;
    }
    if (message.type === "result") {
      if (isLabResult(message.result)) this.#end({ kind: "finished", result: message.result });
      else this.#end({ kind: "broken", message: "The run sent a result that is not one." });
      return;
    }
    if (message.type === "progress") {
      // Printing is no progress: a loop that prints is still a loop. Shrinking is hundreds of runs without a word.
      this.#await(message.progress.phase === "shrink" ? SHRINK_PATIENCE : 1);
      run.listener.progress?.(message.progress);
    } else {
      run.listener.output?.(message.text);
    }
  }
}
