/** Beside the drawing: the chosen event in words, the state of a node at that moment, what failed, which faults there are. */
import { html } from "../figure/svg";
import type { Scene } from "./scene";
import { moment, span } from "./view";

const LISTED = 60;

export interface PanelHands {
  readonly choose: (event: number) => void;
  readonly lane: (lane: number) => void;
  readonly jump: (us: number, untilUs: number) => void;
}

export class Panel {
  readonly element = html("div", { class: "panel" });
  #words = html("div", { class: "chosen-event", role: "status", "aria-live": "polite", "aria-atomic": "true" });
  #lanes = html("select", { "aria-label": "Node" });
  #when = html("p", { class: "quiet" });
  #state = html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "State of the node" });
  #lists = html("div", {});
  #scene: Scene | undefined;
  #hands: PanelHands;

  constructor(hands: PanelHands) {
    this.#hands = hands;
    this.#lanes.addEventListener("change", () => hands.lane(Number(this.#lanes.value)));
    const state = html("section", {}, html("h2", {}, "State of ", this.#lanes), this.#when, this.#state);
    this.element.append(html("section", {}, html("h2", {}, "Event"), this.#words), state, this.#lists);
  }

  show(scene: Scene, chosen: number, lane: number, view: { readonly begin: number }): void {
    if (scene !== this.#scene) this.#change(scene);
    this.#tell(scene, chosen);
    this.#lanes.value = String(lane);
    const us = momentOf(scene, chosen, lane);
    this.#showState(scene, lane, us ?? Math.max(0, view.begin), us !== undefined);
  }

  #change(scene: Scene): void {
    this.#scene = scene;
    this.#lanes.replaceChildren(...scene.lanes.map(({ name }, at) => html("option", { value: at }, name)));
    this.#lists.replaceChildren();
    if (scene.violations.length > 0) {
      const rows = scene.violations.slice(0, LISTED).map(({ event, text }) => {
        const words = `${moment(scene.t[event]!)}  ${scene.text(event)}. ${text}`;
        return item(words, () => this.#hands.choose(event));
      });
      this.#lists.append(html("section", { class: "violations" }, html("h2", {}, "Violated"), html("ul", {}, ...rows)));
    }
    if (scene.bands.length > 0) {
      const rows = scene.bands.slice(0, LISTED).map((band) => {
        const length = Number.isFinite(band.until) ? `for ${span(band.until - band.at)}` : "to the end";
        return item(`${moment(band.at)}  ${band.label}, ${length}`, () => this.#hands.jump(band.at, Math.min(band.until, scene.lastUs)));
      });
      this.#lists.append(html("section", { class: "faults" }, html("h2", {}, "Faults"), html("ul", {}, ...rows)));
    }
  }

  #tell(scene: Scene, event: number): void {
    if (event < 0) {
      this.#words.replaceChildren(html("p", { class: "quiet" }, "Choose an event: click one, or press → for the first in view."));
      return;
    }
    const parts = [html("p", { class: "quiet" }, `${moment(scene.t[event]!)}${lasting(scene, event)}`), html("p", {}, scene.text(event))];
    const accused = scene.violations.find((violation) => violation.event === event);
    if (accused !== undefined) parts.push(html("p", {}, html("strong", {}, "Violated: "), accused.text));
    this.#words.replaceChildren(...parts);
  }

  #showState(scene: Scene, lane: number, us: number, isChosen: boolean): void {
    const name = scene.laneName(lane);
    const away = absence(scene, lane, us);
    const rows = away.startsWith("down") ? [] : scene.stateAt(lane, us);
    this.#when.textContent = `After ${moment(us)}`;
    const parts: HTMLElement[] = [];
    if (away !== "") parts.push(html("p", {}, `${name} is ${away}.`));
    if (rows.length > 0) {
      const cells = rows.map(({ name: attribute, value, changed }) =>
        html("tr", { class: changed && isChosen ? "changed" : undefined }, html("th", { scope: "row" }, attribute), html("td", {}, value)),
      );
      const caption = html("caption", { class: "visually-hidden" }, `State of ${name}; an arrow marks what changed at this moment`);
      parts.push(html("table", {}, caption, html("tbody", {}, ...cells)));
    } else if (away === "") {
      const why = scene.lanes[lane]?.client ? "A client keeps no state worth showing." : scene.hasStates ? "Nothing is known of it yet." : "This run was recorded without the states of its nodes.";
      parts.push(html("p", { class: "quiet" }, why));
    }
    this.#state.replaceChildren(...parts);
  }
}

/** The moment of an event for a node: for whom a message reaches, that of its arrival. */
function momentOf(scene: Scene, event: number, lane: number): number | undefined {
  if (event < 0) return undefined;
  const end = scene.end[event]!;
  const isReceiver = scene.peer[event] === lane && scene.kindOf(event) !== "operation" && scene.fateOf(event) === "arrived";
  return isReceiver ? end : scene.t[event]!;
}

function item(words: string, press: () => void): HTMLLIElement {
  const button = html("button", { type: "button" }, words);
  button.addEventListener("click", press);
  return html("li", {}, button);
}

function lasting(scene: Scene, event: number): string {
  const end = scene.end[event]!;
  if (end === scene.t[event]) return "";
  return Number.isFinite(end) ? `, ${span(end - scene.t[event]!)} long` : ", without an end";
}

/** Whether a node is down or stands still at this moment. */
function absence(scene: Scene, lane: number, us: number): string {
  let found = "";
  scene.within(us, us, (event) => {
    if (scene.node[event] !== lane || scene.end[event] === us) return;
    const kind = scene.kindOf(event);
    if (kind === "crash") found = "down at this moment";
    else if (kind === "pause") found = "paused at this moment";
  });
  return found;
}
