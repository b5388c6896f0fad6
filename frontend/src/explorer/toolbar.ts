/** The buttons above the drawing: steps, zoom, violations, search, filters, keys. */
import { html, svg } from "../figure/svg";
import type { Place } from "./address";
import type { Scene } from "./scene";
import { counted, groupsIn, KEYS } from "./words";

const SEARCH_AFTER_MS = 180;

export interface BarHands {
  readonly act: (name: string) => boolean;
  readonly search: (text: string) => void;
  readonly lane: (name: string, isOn: boolean) => void;
  readonly group: (id: string, isOn: boolean) => void;
}

export interface BarState {
  readonly place: Place;
  readonly found: number | undefined;
  readonly violations: number;
}

export function toolbar(scenes: readonly Scene[], hands: BarHands) {
  const button = (words: string | SVGElement, act: string, label?: string): HTMLButtonElement => {
    // Words that can be read are the name; a sign gets one.
    const name = typeof words === "string" && words.length > 1 ? undefined : label;
    const made = html("button", { type: "button", "data-act": act, "aria-label": name, title: label }, words);
    made.addEventListener("click", () => hands.act(act));
    return made;
  };
  const set = (label: string, ...buttons: HTMLElement[]): HTMLElement => html("div", { class: "set", role: "group", "aria-label": label }, ...buttons);
  const steps = set("Steps", button(icon("M4 3V13M13 3L6 8L13 13Z"), "first", "First event"), button(icon("M11 3L4 8L11 13Z"), "before", "Event before"), button(icon("M5 3L12 8L5 13Z"), "next", "Next event"), button(icon("M12 3V13M3 3L10 8L3 13Z"), "last", "Last event"));
  const zooms = set("Zoom", button("−", "farther", "Farther"), button("+", "closer", "Closer"), button("Fit", "fit", "The whole run"));
  const next = button("Next violation", "next-violation");
  next.classList.add("bad");
  const violations = set("Violations", next);
  const lock = button("Same time", "lock", "Move both runs together");
  const difference = button("First difference", "difference");
  const pair = scenes.length > 1 ? set("Two runs", lock, difference) : undefined;
  const search = searchBox(hands);
  const filters = filterMenu(scenes, hands);
  const told = html("span", { class: "quiet told", role: "status" });
  const copy = copyLink((words) => (told.textContent = words));
  const element = html("div", { class: "bar", role: "toolbar", "aria-label": "Explore" }, steps, zooms, violations, pair, search.element, told, html("span", { class: "gap" }), filters.element, keyMenu(), copy);
  const show = ({ place, found, violations: failed }: BarState): void => {
    violations.hidden = failed === 0;
    lock.setAttribute("aria-pressed", String(place.locked));
    search.show(place.search);
    filters.show(place);
    if (found !== undefined) told.textContent = `${counted(found, "event")} found`;
    else if (told.textContent?.endsWith("found")) told.textContent = "";
  };
  return { element, show, tell: (words: string) => (told.textContent = words), focusSearch: search.focus };
}

function icon(shape: string): SVGElement {
  const path = svg("path", { d: shape, fill: "currentColor", stroke: "currentColor", "stroke-width": 1.5, "stroke-linejoin": "round" });
  return svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, path);
}

function searchBox(hands: BarHands) {
  const input = html("input", { type: "search", placeholder: "Search the events", "aria-label": "Search the events" });
  let waiting = 0;
  input.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => hands.search(input.value), SEARCH_AFTER_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    window.clearTimeout(waiting);
    hands.search(input.value);
    hands.act("next-found");
  });
  const show = (text: string): void => {
    if ((input.getRootNode() as ShadowRoot).activeElement !== input) input.value = text;
  };
  return { element: html("span", { class: "search" }, input), show, focus: () => input.focus() };
}

function filterMenu(scenes: readonly Scene[], hands: BarHands) {
  const boxes: [HTMLInputElement, (place: Place) => boolean][] = [];
  const box = (words: string, isOn: (place: Place) => boolean, change: (isOn: boolean) => void): HTMLElement => {
    const input = html("input", { type: "checkbox", checked: true });
    input.addEventListener("change", () => change(input.checked));
    boxes.push([input, isOn]);
    return html("label", {}, input, words);
  };
  const kinds = [...new Set(scenes.flatMap((scene) => scene.kinds))];
  const names = [...new Set(scenes.flatMap((scene) => scene.lanes.map(({ name }) => name)))];
  const groups = groupsIn(kinds).map(({ id, label }) => box(label, (place) => !place.hiddenKinds.includes(id), (isOn) => hands.group(id, isOn)));
  const lanes = names.map((name) => box(name, (place) => !place.hiddenLanes.includes(name), (isOn) => hands.lane(name, isOn)));
  const summary = html("summary", {}, "Show");
  const body = html("div", {}, html("fieldset", {}, html("legend", {}, "Events"), ...groups), html("fieldset", {}, html("legend", {}, "Nodes and clients"), ...lanes));
  const element = menu(summary, body);
  const show = (place: Place): void => {
    for (const [input, isOn] of boxes) input.checked = isOn(place);
    const left = place.hiddenKinds.length + place.hiddenLanes.length;
    summary.textContent = left === 0 ? "Show" : `Show (${left} hidden)`;
  };
  return { element, show };
}

function keyMenu(): HTMLElement {
  const rows = KEYS.flatMap(([keys, words]) => [html("dt", {}, keys), html("dd", {}, words)]);
  const list = html("dl", { id: "keys" }, ...rows);
  return menu(html("summary", {}, "Keys"), html("div", {}, list));
}

/** A menu that Escape and a click elsewhere close. */
function menu(summary: HTMLElement, body: HTMLElement): HTMLDetailsElement {
  const element = html("details", { class: "menu" }, summary, body);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    summary.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.composedPath().includes(element)) element.open = false;
  });
  return element;
}

function copyLink(tell: (words: string) => void): HTMLButtonElement {
  const button = html("button", { type: "button" }, "Copy link");
  button.addEventListener("click", () => {
    // The address is written a moment after a change.
    window.setTimeout(() => {
      navigator.clipboard?.writeText(location.href).then(
        () => tell("Link copied."),
        () => tell("Copy the address of this page."),
      );
    }, 300);
  });
  return button;
}
