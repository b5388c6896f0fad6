/** The text twin: the same events as a list, a window of it at a time, each one a button that chooses it. */
import { html } from "../figure/svg";
import type { Scene } from "./scene";
import { moment } from "./view";
import { counted } from "./words";

const ROWS = 40;

export class EventList {
  readonly element: HTMLDetailsElement;
  #scene!: Scene;
  #events: readonly number[] = [];
  #first = 0;
  #chosen = -1;
  #rows = html("ol", { "aria-label": "Events in order" });
  #where = html("span", { class: "quiet" });
  #earlier = html("button", { type: "button" }, "Earlier");
  #later = html("button", { type: "button" }, "Later");
  #choose: (event: number) => void;

  constructor(choose: (event: number) => void) {
    this.#choose = choose;
    const turn = html("div", { class: "turn" }, this.#earlier, this.#later, this.#where);
    this.element = html("details", { class: "list" }, html("summary", {}, "The same run in words"), turn, this.#rows);
    this.#earlier.addEventListener("click", () => this.#turn(-ROWS));
    this.#later.addEventListener("click", () => this.#turn(ROWS));
    this.element.addEventListener("toggle", () => this.#fill());
  }

  /** Shows these events, in their order, round the one that is chosen or from the moment that is seen. */
  show(scene: Scene, events: readonly number[], chosen: number, fromUs: number): void {
    const isSame = this.#scene === scene && this.#events === events && this.#chosen === chosen;
    [this.#scene, this.#events, this.#chosen] = [scene, events, chosen];
    const at = chosen >= 0 ? place(events, chosen) : place(events, scene.from(fromUs));
    const isInside = at >= this.#first && at < this.#first + ROWS;
    if (!isInside || (!isSame && chosen < 0)) this.#first = Math.max(0, Math.min(at - 5, events.length - ROWS));
    this.#fill();
  }

  #turn(rows: number): void {
    this.#first = Math.max(0, Math.min(this.#first + rows, this.#events.length - 1));
    this.#fill();
  }

  #fill(): void {
    if (!this.element.open || this.#scene === undefined) return;
    const shown = this.#events.slice(this.#first, this.#first + ROWS);
    const had = (this.element.getRootNode() as ShadowRoot).activeElement?.getAttribute("data-event");
    this.#rows.replaceChildren(...shown.map((event, at) => this.#row(event, this.#first + at)));
    if (had !== null && had !== undefined) this.#rows.querySelector<HTMLElement>(`[data-event="${CSS.escape(had)}"]`)?.focus({ preventScroll: true });
    const total = counted(this.#events.length, "event");
    this.#where.textContent = shown.length === 0 ? "No event is left by the filters." : `${this.#first + 1} to ${this.#first + shown.length} of ${total}`;
    this.#earlier.disabled = this.#first === 0;
    this.#later.disabled = this.#first + ROWS >= this.#events.length;
  }

  #row(event: number, at: number): HTMLLIElement {
    const scene = this.#scene;
    const accused = scene.accused[event] ? html("strong", {}, "violated: ") : undefined;
    const words = html("span", {}, accused, scene.text(event));
    const current = event === this.#chosen ? "true" : undefined;
    const button = html("button", { type: "button", "data-event": event, "aria-current": current }, html("time", {}, moment(scene.t[event]!)), words);
    button.addEventListener("click", () => this.#choose(event));
    return html("li", { "aria-setsize": this.#events.length, "aria-posinset": at + 1 }, button);
  }
}

/** Where an event stands in a sorted list, or would stand. */
export function place(events: readonly number[], wanted: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
