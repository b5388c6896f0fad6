/**
 * `<q-figure>`: a recorded failure that answers the hand. Guess, slide, kill; nothing is asked of any server.
 *
 * Inside it the server has put the default as a picture with its text, a form for other values, and the recorded grid
 * as JSON. While the grid can be read those are covered by the live figure; otherwise they stay.
 */
import { keyOf, parseGrid, readGrid, type Grid, type Interval, type Outages, type Parameter } from "./data";
import { common, covers, nextStart, total, union } from "./intervals";
import { draw } from "./lines";
import { drawScale, icon, type Mark } from "./scale";
import { STYLE } from "./style";
import { html, svg } from "./svg";
import { downtime, duration, moment, number, times } from "./words";

const GUESSES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];
const STEPS = 1_000;
/** Parameters that say how much is shared: at 0 the shared thing stands there and never fails. */
const LEVELS = ["correlation", "beta"];

export class FigureElement extends HTMLElement {
  #grid!: Grid;
  #indices: number[] = [];
  #guess: number | undefined;
  #revealed = false;
  #now = 0;
  #sharedKilledAt: number | undefined;
  #killedAt = new Map<number, number>();
  #width = 640;
  #parts!: Parts;

  connectedCallback(): void {
    if (this.shadowRoot !== null) return;
    const text = this.querySelector('script[type="application/json"]')?.textContent;
    if (text) this.play(parseGrid(text));
  }

  /** Shows this grid; a sentence instead of one leaves what the server has drawn. */
  play(data: unknown): boolean {
    const grid = typeof data === "string" ? data : readGrid(data);
    if (typeof grid === "string") {
      console.warn(`q-figure: ${grid}; the picture stays as it is`);
      return false;
    }
    this.#grid = grid;
    this.#indices = grid.parameters.map((parameter) => parameter.default);
    this.#revealed = this.dataset.guess === "no" || this.#level < 0;
    this.#now = this.#record.horizon_us * 0.6;
    this.#build();
    this.#show();
    new ResizeObserver(([entry]) => this.#fit(entry?.contentRect.width ?? 0)).observe(this.#parts.lines);
    return true;
  }

  get #record(): Outages {
    return this.#grid.points[keyOf(this.#indices)]!;
  }

  get #count(): string {
    const count = this.#record.replicas.length;
    return ["none", "one", "two", "three", "four", "five", "six", "seven"][count] ?? String(count);
  }

  get #sharedName(): string {
    return this.#grid.shared ?? Object.keys(this.#record.causes ?? {})[0] ?? "rack";
  }

  get #level(): number {
    return this.#grid.parameters.findIndex(({ name }) => LEVELS.includes(name));
  }

  /** Whether there is something shared to kill: always where a parameter says how much, else where it has failed. */
  get #isShared(): boolean {
    return this.#level >= 0 || this.#record.shared.length > 0;
  }

  /** The computed share of time if nothing were shared, when the grid holds that point. */
  get #alone(): number | undefined {
    const at = this.#level;
    const zero = this.#grid.parameters[at]?.values.findIndex((value) => Number(value) === 0) ?? -1;
    if (zero < 0) return undefined;
    const indices = this.#indices.map((index, parameter) => (parameter === at ? zero : index));
    return this.#grid.points[keyOf(indices)]?.exact.unavailability;
  }

  #machineDown(machine: number): Interval[] {
    const record = this.#record;
    const ends = [this.#killedAt.get(machine), this.#isShared ? this.#sharedKilledAt : undefined];
    const killed = ends.filter((at) => at !== undefined).map((at): Interval => [at, record.horizon_us]);
    return union(record.replicas[machine]!.intervals, record.shared, killed);
  }

  #build(): void {
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#parts = buildParts(this.#grid, this.#record, {
      guess: (share) => this.#reveal(share),
      slide: (parameter, index) => this.#slide(parameter, index),
      kill: (machine) => this.#toggle(machine),
      killShared: () => this.#toggleShared(),
      move: (share) => this.#move(share * this.#record.horizon_us),
      next: () => this.#next(),
    });
    root.append(this.#parts.sheet);
  }

  #fit(width: number): void {
    if (width < 40 || Math.abs(width - this.#width) < 1) return;
    this.#width = width;
    this.#show();
  }

  #reveal(guess: number | undefined): void {
    this.#guess = guess;
    this.#revealed = true;
    this.#show();
    this.#parts.told.focus();
  }

  #slide(parameter: number, index: number): void {
    this.#indices[parameter] = index;
    this.#revealed = true;
    this.#show();
  }

  #toggle(machine: number): void {
    if (!this.#killedAt.delete(machine)) this.#killedAt.set(machine, this.#now);
    this.#show();
    this.#say();
  }

  #toggleShared(): void {
    this.#sharedKilledAt = this.#sharedKilledAt === undefined ? this.#now : undefined;
    this.#show();
    this.#say();
  }

  #move(moment_us: number): void {
    this.#now = Math.min(Math.max(0, Math.round(moment_us)), this.#record.horizon_us - 1);
    this.#show();
  }

  #next(): void {
    const start = nextStart(this.#allDown(), this.#now);
    if (start !== undefined) this.#move(start);
    this.#say();
  }

  #allDown(): Interval[] {
    return common(this.#record.replicas.map((_, machine) => this.#machineDown(machine)));
  }

  #show(): void {
    const machines = this.#record.replicas.map((_, machine) => this.#machineDown(machine));
    const allDown = common(machines);
    this.#showLines(machines, allDown);
    this.#showUnits(machines);
    this.#showKnobs(allDown);
    this.#showFigures();
    this.#showWords(machines, allDown);
  }

  #showLines(machines: readonly Interval[][], allDown: readonly Interval[]): void {
    const record = this.#record;
    const seen = this.#revealed;
    const after = (list: readonly Interval[]): readonly Interval[] => (seen ? list : this.#onlyKilled(list));
    const cut = this.#isShared && this.#sharedKilledAt !== undefined ? [[this.#sharedKilledAt, record.horizon_us] as const] : [];
    const drawn = draw({
      width: this.#width,
      horizon_us: record.horizon_us,
      shared: union(seen ? record.shared : [], cut),
      machines: machines.map(after),
      allDown: after(allDown),
      killed: [...this.#killedAt].map(([machine, at]) => ({ machine, at })),
      now: this.#now,
      title: `Lines of ${record.replicas.length} machines over time, with gaps where each is down`,
    });
    this.#parts.lines.replaceChildren(drawn);
    this.#parts.sheet.classList.toggle("veiled", !seen);
  }

  /** Before the guess the recorded outages stay hidden; what the reader kills does not. */
  #onlyKilled(list: readonly Interval[]): readonly Interval[] {
    return list.filter(([, to]) => to === this.#record.horizon_us && (this.#killedAt.size > 0 || this.#sharedKilledAt !== undefined));
  }

  #showUnits(machines: readonly Interval[][]): void {
    const { rack, units, shared } = this.#parts;
    rack.dataset.shared = this.#isShared ? "yes" : "no";
    units.forEach((unit, index) => {
      const down = covers(machines[index]!, this.#now) && (this.#revealed || this.#isKilled(index));
      mark(unit, { down, killed: this.#killedAt.has(index) });
    });
    const killed = this.#isShared && this.#sharedKilledAt !== undefined;
    mark(shared, { down: killed && this.#now >= this.#sharedKilledAt!, killed });
    shared.disabled = !this.#isShared;
    shared.querySelector(".word")!.textContent = this.#isShared ? this.#sharedName : "apart";
    shared.setAttribute("aria-label", `Kill ${this.#sharedName}`);
  }

  #isKilled(machine: number): boolean {
    return this.#killedAt.has(machine) || (this.#isShared && this.#sharedKilledAt !== undefined);
  }

  #showKnobs(allDown: readonly Interval[]): void {
    this.#grid.parameters.forEach((parameter, index) => {
      const knob = this.#parts.knobs[index];
      if (knob === undefined) return;
      const value = valueText(parameter, this.#indices[index]!);
      knob.input.value = String(this.#indices[index]);
      if (knob.isAmount) knob.input.setAttribute("aria-valuetext", value);
      knob.output.textContent = value;
    });
    const { moments, next, when } = this.#parts;
    const text = moment(this.#now, this.#record.horizon_us);
    moments.value = String(Math.round((this.#now / this.#record.horizon_us) * STEPS));
    moments.setAttribute("aria-valuetext", text);
    when.textContent = text;
    next.hidden = !this.#revealed || allDown.length === 0;
  }

  #showFigures(): void {
    const record = this.#record;
    const alone = this.#alone;
    const measured = record.measured;
    const outages = `${measured.outages.toLocaleString("en-US")} ${measured.outages === 1 ? "outage" : "outages"}`;
    const run = record.years === undefined ? "in this run" : `in a run of ${record.years.toLocaleString("en-US")} years`;
    const rows: [Mark, string, number, string][] = [
      ["exact", "computed, in the long run", record.exact.unavailability, downtime(record.exact.unavailability)],
      ["measured", `${run}: ${outages}`, measured.unavailability, downtime(measured.unavailability)],
    ];
    if (alone !== undefined) rows.push(["alone", "computed, nothing shared", alone, downtime(alone)]);
    if (this.#guess !== undefined) rows.push(["guess", "your guess", this.#guess, downtime(this.#guess)]);
    const { figures, heading, scale, told, guess } = this.#parts;
    heading.textContent = `All ${this.#count} down at once`;
    const list = rows.map(([mark, label, , text]) =>
      html("div", {}, html("dt", {}, icon(mark), label), html("dd", {}, text)),
    );
    const facts = (record.facts ?? []).map(([label, value]) => html("div", {}, html("dt", {}, label), html("dd", {}, value)));
    figures.replaceChildren(...list, ...facts);
    const width = Math.max(260, this.#parts.sheet.clientWidth - 40);
    scale.replaceChildren(drawScale(width, rows.filter(([, , share]) => share > 0).map(([mark, , share]) => [mark, share])));
    for (const part of [figures, heading, scale, told]) part.hidden = !this.#revealed;
    guess.hidden = this.#revealed;
    told.textContent = this.#verdict(record.exact.unavailability, alone);
  }

  #verdict(exact: number, alone: number | undefined): string {
    const sentences: string[] = [];
    const guess = this.#guess;
    if (guess !== undefined) {
      const ratio = exact / guess;
      const off = `your guess is ${times(exact, guess)} too ${ratio > 1 ? "low" : "high"}`;
      const close = ratio < 1.5 && ratio > 1 / 1.5;
      sentences.push(`You guessed ${downtime(guess)}. Here it is ${downtime(exact)}: ${close ? "well guessed" : off}.`);
    }
    if (alone !== undefined && exact > alone * 1.01) {
      sentences.push(`What they share makes it ${times(exact, alone)} what it would be if each failed alone.`);
    } else if (alone !== undefined) {
      sentences.push(`None of these outages comes from the ${this.#sharedName}. Move the slider.`);
    }
    return sentences.join(" ");
  }

  #showWords(machines: readonly Interval[][], allDown: readonly Interval[]): void {
    const record = this.#record;
    const recorded = this.#grid.texts?.[keyOf(this.#indices)];
    const rows = recorded === undefined ? this.#sentences(machines, allDown) : recorded.trim().split("\n");
    if (record.years !== undefined) rows.unshift(`Drawn: ${duration(record.horizon_us / 1e6)} of ${number(record.years)} years.`);
    this.#parts.words.replaceChildren(...rows.map((row) => html("li", {}, row)));
    this.#parts.twin.hidden = !this.#revealed;
  }

  #sentences(machines: readonly Interval[][], allDown: readonly Interval[]): string[] {
    const record = this.#record;
    const line = (name: string, list: readonly Interval[]): string =>
      `${name}: ${list.length} ${list.length === 1 ? "outage" : "outages"}, ${downtime(total(list) / record.horizon_us)}`;
    const rows = record.replicas.map(({ id }, index) => line(id, machines[index]!));
    if (this.#isShared) rows.push(line(`Of these from the ${this.#sharedName}`, record.shared));
    return [...rows, line(`All ${this.#count} at once`, allDown)];
  }

  /** Says the state at this moment, for eyes and for screen readers alike. */
  #say(): void {
    const record = this.#record;
    const down = record.replicas.filter((_, index) => covers(this.#machineDown(index), this.#now) && (this.#revealed || this.#isKilled(index)));
    const count = record.replicas.length;
    const head = this.#isShared && this.#sharedKilledAt !== undefined ? `You killed the ${this.#sharedName}. ` : "";
    const { live } = this.#parts;
    live.dataset.state = down.length === count ? "bad" : "good";
    if (down.length === count) live.textContent = `${head}All ${this.#count} are down: nobody answers.`;
    else if (down.length === 0) live.textContent = `All ${this.#count} are up.`;
    else live.textContent = `${head}${down.map(({ id }) => id).join(" and ")} down; ${number(count - down.length)} of ${count} still ${count - down.length === 1 ? "answers" : "answer"}.`;
  }
}

interface Hands {
  readonly guess: (share: number | undefined) => void;
  readonly slide: (parameter: number, index: number) => void;
  readonly kill: (machine: number) => void;
  readonly killShared: () => void;
  readonly move: (share: number) => void;
  readonly next: () => void;
}

type Parts = ReturnType<typeof buildParts>;

function buildParts(grid: Grid, record: Outages, hands: Hands) {
  const guess = guessForm(grid, record, hands);
  const knobs = grid.parameters.map((parameter, index) => knob(parameter, index, hands));
  const units = record.replicas.map(({ id }, index) => unit(id, "machine", () => hands.kill(index)));
  const name = grid.shared ?? Object.keys(record.causes ?? {})[0] ?? "rack";
  const shared = unit(name, "shared", hands.killShared);
  const rack = html("div", { class: "machines", role: "group", "aria-label": "Machines: press to kill or revive" }, shared, ...units);
  const lines = html("div", {});
  const when = html("span", { class: "quiet" });
  const moments = html("input", { type: "range", min: 0, max: STEPS, step: 1, "aria-label": "Moment in the run" });
  moments.addEventListener("input", () => hands.move(Number(moments.value) / STEPS));
  const next = html("button", { type: "button", class: "plain" }, "Next moment all are down");
  next.addEventListener("click", hands.next);
  const rail = html("div", {}, rack, html("div", { class: "service" }, "anyone up?"));
  const scrub = html("div", { class: "moment" }, moments, html("div", { class: "row" }, when, next));
  const stage = html("div", { class: "stage" }, rail, lines, scrub);
  drag(lines, hands.move);
  const live = html("p", { class: "live", role: "status", "aria-live": "polite" });
  live.textContent = "Press a machine, or what they share, to kill it.";
  const told = html("p", { class: "told", tabindex: -1 });
  const heading = html("p", { class: "title" });
  const figures = html("dl", { class: "figures" });
  const scale = html("div", {});
  const words = html("ul", {});
  const twin = html("details", {}, html("summary", {}, "The same in words"), words);
  const sheet = html(
    "div",
    { class: "sheet" },
    grid.title === undefined ? undefined : html("p", { class: "title" }, grid.title),
    guess,
    told,
    html("div", { class: "knobs" }, ...knobs.map(({ row }) => row)),
    stage,
    live,
    heading,
    figures,
    scale,
    grid.caption === undefined ? undefined : html("p", { class: "caption" }, grid.caption),
    twin,
  );
  return { sheet, guess, told, knobs, rack, units, shared, lines, moments, when, next, live, heading, figures, scale, words, twin };
}

function guessForm(grid: Grid, record: Outages, hands: Hands): HTMLElement {
  const each = record.replicas.map(({ intervals, down_share: share }) => share ?? total(intervals) / record.horizon_us);
  const up = 1 - each.reduce((sum, share) => sum + share, 0) / Math.max(1, each.length);
  const count = record.replicas.length;
  const question =
    grid.question ??
    `${count} replicas of one service, each up ${number(Math.round(up * 1000) / 10)} % of the time. ` +
      `Guess: how often are all ${count} down at once?`;
  const choices = GUESSES.map((share) => {
    const button = html("button", { type: "button", class: "choice", "data-guess": share }, downtime(share));
    button.addEventListener("click", () => hands.guess(share));
    return button;
  });
  const skip = html("button", { type: "button", class: "plain" }, "Show me");
  skip.addEventListener("click", () => hands.guess(undefined));
  return html("fieldset", {}, html("legend", {}, question), html("div", { class: "choices" }, ...choices, skip));
}

/** A slider for amounts, a list for names. */
function knob(parameter: Parameter, index: number, hands: Hands) {
  const id = `knob-${index}`;
  const isAmount = parameter.values.every((value) => Number.isFinite(Number(value)));
  const slider = { id, type: "range", min: 0, max: parameter.values.length - 1, step: 1, name: parameter.name };
  const options = parameter.values.map((value, at) => html("option", { value: at }, String(value)));
  const input = isAmount ? html("input", slider) : html("select", { id, name: parameter.name }, ...options);
  input.addEventListener("input", () => hands.slide(index, Number(input.value)));
  const output = html("span", { class: "value", "aria-hidden": "true" }); // the slider itself says its value
  const row = html("div", { class: "knob" }, html("label", { for: id }, parameter.label), isAmount ? output : undefined, input);
  return { row, input, output, isAmount };
}

function unit(name: string, style: string, press: () => void): HTMLButtonElement {
  const lamp = svg("svg", { class: "lamp", viewBox: "-6 -6 12 12", "aria-hidden": "true" });
  const button = html("button", { type: "button", class: `unit ${style}`, "aria-label": `Kill ${name}`, "aria-pressed": "false" }, lamp, html("span", { class: "word" }, name));
  button.addEventListener("click", press);
  return button;
}

/** Up is a disc, down a cross: the shape says it before the colour does. */
function mark(unit: HTMLButtonElement, state: { readonly down: boolean; readonly killed: boolean }): void {
  unit.dataset.down = state.down ? "yes" : "no";
  unit.setAttribute("aria-pressed", String(state.killed));
  const up = svg("circle", { r: 4.5, fill: "var(--good)" });
  const down = svg("path", { d: "M-4 -4L4 4M4 -4L-4 4", stroke: "var(--bad)", "stroke-width": 2.5 });
  unit.querySelector("svg")!.replaceChildren(state.down ? down : up);
}

function drag(area: HTMLElement, move: (share: number) => void): void {
  const to = (event: PointerEvent): void => {
    const box = area.getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
  };
  area.addEventListener("pointerdown", (event) => {
    area.setPointerCapture(event.pointerId);
    to(event);
  });
  area.addEventListener("pointermove", (event) => {
    if (event.buttons > 0) to(event);
  });
}

function valueText(parameter: Parameter, index: number): string {
  return `${parameter.values[index]}${parameter.unit === "" ? "" : ` ${parameter.unit}`}`;
}
