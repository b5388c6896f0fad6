/** The explorer of one run, or of two side by side: what is seen, chosen and left out, and the address that keeps it. */
import { html } from "../figure/svg";
import { fromHash, NOWHERE, toHash, type Place } from "./address";
import { Chart, type Shown } from "./chart";
import { firstDifference } from "./compare";
import { EventList, place } from "./list";
import { Overview } from "./overview";
import type { Palette } from "./paint";
import { Panel } from "./panel";
import type { Scene } from "./scene";
import { toolbar } from "./toolbar";
import { bounded, moment, pan, showing, whole, zoom, type View } from "./view";
import { counted, groupsIn, inGroup } from "./words";

/** What a drawing opens with: so many events can be told apart at once. */
const FIRST_EVENTS = 160;
const ADDRESS_EVERY_MS = 250;
const REST_MS = 90;

interface Run {
  readonly scene: Scene;
  readonly chart: Chart;
  readonly overview: Overview;
  readonly tip: HTMLElement;
  readonly status: HTMLElement;
  view: View;
  chosen: number;
  /** The events that the filters leave, and those among them that the search finds. */
  left: readonly number[];
  found: Uint8Array | undefined;
  kinds: readonly boolean[];
  hidden: ReadonlySet<number>;
}

export class Explorer {
  readonly element: HTMLElement;
  #scenes: readonly Scene[];
  #runs: readonly Run[];
  #active = 0;
  #locked = true;
  #lane = -1;
  #hiddenLanes = new Set<string>();
  #hiddenGroups = new Set<string>();
  #search = "";
  #panel: Panel;
  #list: EventList;
  #bar: ReturnType<typeof toolbar>;
  #written = 0;
  #resting = 0;

  constructor(scenes: readonly Scene[], palette: Palette) {
    this.#scenes = scenes;
    this.#runs = scenes.map((scene, at) => this.#makeRun(scene, palette, at, scenes.length));
    this.#panel = new Panel({
      choose: (event) => this.choose(event),
      lane: (lane) => this.#set(() => (this.#lane = lane)),
      jump: (begin, end) => this.#jump(begin, end),
    });
    this.#list = new EventList((event) => this.choose(event));
    this.#bar = toolbar(scenes, {
      act: (name) => this.act(name),
      search: (text) => this.#set(() => (this.#search = text), true),
      lane: (name, isOn) => this.#set(() => void (isOn ? this.#hiddenLanes.delete(name) : this.#hiddenLanes.add(name)), true),
      group: (id, isOn) => this.#set(() => void (isOn ? this.#hiddenGroups.delete(id) : this.#hiddenGroups.add(id)), true),
    });
    const drawings = this.#runs.map((run, at) => this.#drawing(run, at));
    const runs = html("div", { class: scenes.length > 1 ? "runs two" : "runs" }, ...drawings);
    this.element = html("div", { class: "sheet" }, this.#bar.element, runs, this.#panel.element, this.#list.element);
    this.go(fromHash(location.hash));
  }

  /** Opens what an address says. */
  go(to: Place): void {
    const isFresh = to.record === undefined && to.views.every((view) => view === undefined);
    // Nobody has looked yet: what failed is what there is to see.
    const failed = this.#runs.findIndex(({ scene }) => scene.violations.length > 0);
    this.#active = isFresh && failed >= 0 ? failed : Math.min(to.run, this.#runs.length - 1);
    this.#locked = to.locked;
    this.#search = to.search;
    this.#hiddenLanes = new Set(to.hiddenLanes);
    this.#hiddenGroups = new Set(to.hiddenKinds);
    const run = this.#run;
    this.#runs.forEach((each, at) => {
      const view = to.locked ? (to.views[0] ?? opening(run.scene)) : (to.views[at] ?? opening(each.scene));
      each.view = bounded(view, this.#lastUs(each));
      each.chosen = -1;
    });
    if (to.record !== undefined) run.chosen = run.scene.ofRecord(to.record);
    else if (isFresh) run.chosen = telling(run.scene) ?? -1;
    if (run.chosen >= 0 && !isFresh && to.views[this.#locked ? 0 : this.#active] === undefined) run.view = showing(run.view, run.scene.t[run.chosen]!, this.#lastUs(run));
    if (this.#locked) for (const each of this.#runs) each.view = run.view;
    const lane = run.scene.lanes.findIndex(({ name }) => name === to.lane);
    this.#lane = lane >= 0 ? lane : [holder(run), run.scene.lanes.findIndex(({ client }) => !client)].find((each) => each >= 0) ?? 0;
    this.#filter();
    this.#show();
  }

  get place(): Place {
    const run = this.#run;
    return {
      ...NOWHERE,
      run: this.#active,
      record: run.chosen < 0 ? undefined : run.scene.index[run.chosen],
      views: this.#runs.map(({ view }) => view),
      locked: this.#locked,
      lane: run.scene.laneName(this.#lane),
      hiddenLanes: [...this.#hiddenLanes],
      hiddenKinds: [...this.#hiddenGroups],
      search: this.#search,
    };
  }

  recolour(palette: Palette): void {
    for (const run of this.#runs) {
      run.chart.recolour(palette);
      run.overview.recolour(palette);
    }
  }

  choose(event: number): void {
    const run = this.#run;
    for (const each of this.#runs) each.chosen = -1;
    run.chosen = event;
    if (event >= 0) {
      this.#move(run, showing(run.view, run.scene.t[event]!, this.#lastUs(run)));
      run.tip.hidden = true;
      run.chart.reveal(run.scene.node[event]!);
      const lane = holder(run);
      if (lane >= 0) this.#lane = lane;
    }
    this.#show();
  }

  /** Does what a button or a key asks for; whether it was something to do. */
  act(name: string): boolean {
    const run = this.#run;
    const middle = run.chosen >= 0 ? run.scene.t[run.chosen]! : (run.view.begin + run.view.end) / 2;
    const last = this.#lastUs(run);
    const span = run.view.end - run.view.begin;
    const moves: Record<string, () => View> = {
      closer: () => zoom(run.view, 0.6, middle, last),
      farther: () => zoom(run.view, 1 / 0.6, middle, last),
      fit: () => whole(last),
      left: () => pan(run.view, -span / 8, last),
      right: () => pan(run.view, span / 8, last),
      centre: () => zoom(showing({ begin: middle - span / 2, end: middle + span / 2 }, middle, last), 0.5, middle, last),
    };
    const move = moves[name];
    if (move !== undefined) {
      this.#move(run, move());
      this.#show();
      return true;
    }
    const steps: Record<string, () => number> = {
      next: () => this.#step(1),
      before: () => this.#step(-1),
      first: () => run.left[0] ?? -1,
      last: () => run.left.at(-1) ?? -1,
      "next-violation": () => this.#violation(1),
      "violation-before": () => this.#violation(-1),
      "next-found": () => this.#step(1, run.found),
      above: () => this.#neighbour(-1),
      below: () => this.#neighbour(1),
      nothing: () => -1,
    };
    const step = steps[name];
    if (step !== undefined) {
      const event = step();
      if (event >= 0 || name === "nothing") this.choose(event);
      return true;
    }
    if (name === "lock") this.#lock();
    else if (name === "difference") this.#toDifference();
    else return false;
    return true;
  }

  get #run(): Run {
    return this.#runs[this.#active]!;
  }

  /** Two runs on one axis share the longer time. */
  #lastUs(run: Run): number {
    return this.#locked ? Math.max(...this.#runs.map(({ scene }) => scene.lastUs)) : run.scene.lastUs;
  }

  #makeRun(scene: Scene, palette: Palette, at: number, count: number): Run {
    const activate = (): void => {
      this.#active = at;
    };
    const label = `Space-time diagram of ${scene.about.title || "the run"}, ${counted(scene.size, "event")} on ${counted(scene.lanes.length, "line")}`;
    const moved = (view: View): void => {
      activate();
      this.#move(this.#run, view);
      this.#draw();
    };
    const chart = new Chart(scene, palette, { label, isTight: count > 1 }, {
      moved,
      chosen: (event) => {
        activate();
        this.choose(event);
      },
      hovered: (event, x, y) => tooltip(this.#runs[at]!, event, x, y),
      key: (event) => {
        activate();
        this.#key(event);
      },
    });
    const run: Run = {
      scene,
      chart,
      overview: new Overview(scene, palette, moved),
      tip: html("div", { class: "tip", hidden: true }),
      status: html("p", { class: "status" }),
      view: whole(scene.lastUs),
      chosen: -1,
      left: [],
      found: undefined,
      kinds: [],
      hidden: new Set(),
    };
    chart.element.addEventListener("painted", () => tellView(run));
    return run;
  }

  #drawing(run: Run, at: number): HTMLElement {
    const { about } = run.scene;
    const frame = html("div", { class: "frame" }, run.chart.element, run.overview.element, run.tip);
    if (this.#runs.length === 1) return html("div", { class: "run" }, frame, run.status);
    // What both have in common tells nobody which is which.
    const others = this.#scenes.filter((each) => each !== run.scene);
    const facts = Object.entries(about.parameters).filter(([name, value]) => others.some((each) => each.about.parameters[name] !== value)).map(([name, value]) => `${name} ${value}`);
    const kind = ({ ok: "held", violated: "violated" } as Record<string, string>)[about.verdict] ?? "unknown";
    const words = html("h2", {}, `${at === 0 ? "One" : "Two"}: ${facts.join(", ") || about.title}`, html("small", {}, `seed ${about.seed}`), html("span", { class: about.verdict }, kind));
    return html("div", { class: "run" }, words, frame, run.status);
  }

  #move(run: Run, view: View): void {
    run.view = view;
    if (this.#locked) for (const each of this.#runs) each.view = view;
  }

  #set(change: () => void, filters = false): void {
    change();
    if (filters) this.#filter();
    this.#show();
  }

  #filter(): void {
    const words = this.#search.trim().toLowerCase();
    for (const run of this.#runs) {
      const { scene } = run;
      const hidden = groupsIn(scene.kinds).filter(({ id }) => this.#hiddenGroups.has(id));
      run.kinds = scene.kinds.map((kind) => !hidden.some((group) => inGroup(group, kind)));
      run.hidden = new Set(scene.lanes.flatMap(({ name }, at) => (this.#hiddenLanes.has(name) ? [at] : [])));
      run.found = words === "" ? undefined : new Uint8Array(scene.size);
      const left: number[] = [];
      for (let event = 0; event < scene.size; event++) {
        const node = scene.node[event]!;
        const peer = scene.peer[event]!;
        if (!run.kinds[scene.kind[event]!]) continue;
        if (node >= 0 && run.hidden.has(node) && (peer < 0 || run.hidden.has(peer))) continue;
        if (run.found !== undefined) {
          if (!scene.text(event).toLowerCase().includes(words)) continue;
          run.found[event] = 1;
        }
        left.push(event);
      }
      run.left = left;
    }
  }

  /** Draws at once; the words follow when the hand rests, since nobody reads them meanwhile. */
  #draw(): void {
    this.#drawRuns();
    window.clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.#tell(), REST_MS);
  }

  #show(): void {
    this.#drawRuns();
    window.clearTimeout(this.#resting);
    this.#tell();
  }

  #drawRuns(): void {
    const active = this.#run;
    const nowUs = active.chosen >= 0 ? active.scene.t[active.chosen]! : undefined;
    for (const run of this.#runs) {
      const now = run === active || this.#locked ? nowUs : undefined;
      const shown: Shown = { view: run.view, chosen: run.chosen, now, kinds: run.kinds, hidden: run.hidden, found: run.found };
      run.chart.show(shown);
      run.overview.show(run.view);
    }
  }

  #tell(): void {
    const active = this.#run;
    this.#panel.show(active.scene, active.chosen, this.#lane, active.view);
    this.#list.show(active.scene, active.left, active.chosen, active.view.begin);
    this.#bar.show({
      place: this.place,
      found: this.#search === "" ? undefined : active.left.length,
      violations: active.scene.violations.length,
    });
    this.#write();
  }

  #write(): void {
    window.clearTimeout(this.#written);
    this.#written = window.setTimeout(() => {
      try {
        history.replaceState(history.state, "", `#${toHash(this.place)}`);
      } catch {
        // A browser that keeps files from changing their address still explores.
      }
    }, ADDRESS_EVERY_MS);
  }

  #step(by: 1 | -1, among?: Uint8Array): number {
    const { left, chosen, scene, view } = this.#run;
    if (left.length === 0) return -1;
    if (chosen < 0) return left[Math.min(place(left, scene.from(view.begin)), left.length - 1)]!;
    const at = place(left, chosen);
    const isThere = left[at] === chosen;
    let next = by > 0 ? at + (isThere ? 1 : 0) : at - 1;
    // A search goes round; steps end at the ends.
    if (among !== undefined) next = (next + left.length) % left.length;
    return left[Math.max(0, Math.min(next, left.length - 1))]!;
  }

  #violation(by: 1 | -1): number {
    const { scene, chosen } = this.#run;
    const events = scene.violations.map(({ event }) => event);
    if (events.length === 0) return -1;
    if (by > 0) return events.find((event) => event > chosen) ?? events[0]!;
    return events.findLast((event) => event < chosen) ?? events.at(-1)!;
  }

  /** The event nearest in time on the next line above or below that has one. */
  #neighbour(by: 1 | -1): number {
    const { scene, chosen, left, hidden, view } = this.#run;
    if (chosen < 0) return this.#step(1);
    const us = scene.t[chosen]!;
    for (let lane = scene.node[chosen]! + by; lane >= 0 && lane < scene.lanes.length; lane += by) {
      if (hidden.has(lane)) continue;
      const near = left.slice(place(left, scene.from(view.begin)), place(left, scene.from(view.end)));
      const mine = near.filter((event) => scene.node[event] === lane);
      const best = mine.reduce((nearest, event) => (Math.abs(scene.t[event]! - us) < Math.abs(scene.t[nearest]! - us) ? event : nearest), mine[0] ?? -1);
      if (best >= 0) return best;
    }
    return chosen;
  }

  #jump(begin: number, end: number): void {
    const air = Math.max((end - begin) * 0.2, 1_000);
    this.#move(this.#run, bounded({ begin: begin - air, end: end + air }, this.#lastUs(this.#run)));
    this.#show();
  }

  #lock(): void {
    this.#locked = !this.#locked;
    if (this.#locked) this.#move(this.#run, this.#run.view);
    this.#show();
  }

  #toDifference(): void {
    const [one, two] = this.#runs;
    if (one === undefined || two === undefined) return;
    const found = firstDifference(one.scene, two.scene);
    if (found === undefined) {
      this.#bar.tell("The two runs tell the same from beginning to end.");
      return;
    }
    // The run in which something happens first is the one to read; the other keeps its mark.
    const moments = this.#runs.map(({ scene }, at) => scene.t[found.events[at]!] ?? Infinity);
    this.#active = moments[1]! < moments[0]! ? 1 : 0;
    const half = Math.max(25_000, Math.min(400_000, Math.abs(moments[1]! - moments[0]!) * 1.2 || 0));
    for (const run of this.#runs) run.view = bounded({ begin: found.us - half, end: found.us + half }, this.#lastUs(run));
    this.choose(found.events[this.#active]!);
    one.chosen = found.events[0];
    two.chosen = found.events[1];
    this.#show();
    this.#bar.tell(`The runs differ first at ${moment(found.us)}.`);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const name = event.shiftKey ? SHIFTED[event.key] : KEYS[event.key];
    if (event.key === "/") this.#bar.focusSearch();
    else if (name === undefined || !this.act(name)) return;
    event.preventDefault();
  }
}

const KEYS: Readonly<Record<string, string>> = {
  ArrowRight: "next",
  j: "next",
  ArrowLeft: "before",
  k: "before",
  ArrowUp: "above",
  ArrowDown: "below",
  Home: "first",
  End: "last",
  n: "next-violation",
  p: "violation-before",
  "+": "closer",
  "=": "closer",
  "-": "farther",
  "0": "fit",
  Enter: "centre",
  Escape: "nothing",
  PageUp: "left",
  PageDown: "right",
};
const SHIFTED: Readonly<Record<string, string>> = { ArrowLeft: "left", ArrowRight: "right", "+": "closer", "*": "closer" };

/** The violation that shows most: an operation that went wrong, else the claim by which it became wrong. */
function telling(scene: Scene): number | undefined {
  const { violations } = scene;
  return (violations.find(({ event }) => scene.kindOf(event) === "operation") ?? violations.at(-1))?.event;
}

/** Opens on what failed, else on the beginning, as close as its events can be told apart. */
function opening(scene: Scene): View {
  const failed = telling(scene);
  const from = failed === undefined ? 0 : Math.max(0, failed - FIRST_EVENTS / 2);
  const to = Math.min(scene.size - 1, from + FIRST_EVENTS);
  if (to <= from) return whole(scene.lastUs);
  const [begin, end] = [scene.t[from]!, scene.t[to]!];
  const air = Math.max((end - begin) * 0.03, 20);
  return { begin: begin - air, end: end + air };
}

/** Whose state belongs to the chosen event: a client keeps none, whoever it asks does. */
function holder({ scene, chosen }: Run): number {
  return [scene.node[chosen]!, scene.peer[chosen]!].find((lane) => scene.lanes[lane]?.client === false) ?? -1;
}

function tooltip({ scene, tip, chart }: Run, event: number, x: number, y: number): void {
  tip.hidden = event < 0;
  if (event < 0) return;
  tip.textContent = `${moment(scene.t[event]!)}  ${scene.text(event)}`;
  const room = chart.element.clientWidth;
  const wide = tip.offsetWidth;
  tip.style.left = `${Math.max(0, Math.min(x + 14, room - wide))}px`;
  tip.style.top = `${y + 18}px`;
}

function tellView({ status, chart, view }: Run): void {
  const { mode, inView } = chart.painted;
  const what = mode === "density" ? "too many to tell apart, so bars show how much happens: zoom in for arrows" : "";
  const words = `${moment(Math.max(0, view.begin))} to ${moment(view.end)}, ${counted(inView, "event")}${what === "" ? "" : `, ${what}`}`;
  if (status.textContent !== words) status.textContent = words;
}
