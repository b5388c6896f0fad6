/** A run as `quorate.diagram.scene` writes it: columns of small numbers, each word once. Read into typed arrays. */

export interface Lane {
  readonly name: string;
  readonly client: boolean;
}

export interface Band {
  readonly kind: string;
  readonly at: number;
  readonly until: number;
  readonly lanes: readonly number[];
  readonly label: string;
}

export interface Violation {
  readonly event: number;
  readonly text: string;
}

export interface About {
  readonly title: string;
  readonly scenario: string;
  readonly seed: string;
  readonly verdict: string;
  readonly reason: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly changed: boolean;
}

const FORMAT = 1;
const MOMENT = -2;
const ENDLESS = -1;
const BLOCK = 512;
const PLACE = /\{(node|peer|name|detail|note)\}/g;

type Columns = Readonly<Record<string, readonly number[]>>;

export class Scene {
  readonly about: About;
  readonly grid: Readonly<Record<string, number>>;
  readonly lanes: readonly Lane[];
  readonly bands: readonly Band[];
  readonly violations: readonly Violation[];
  readonly kinds: readonly string[];
  readonly fates: readonly string[];
  readonly lastUs: number;
  readonly size: number;
  /** The record in which each event began and the one in which it ended, in the run's trace. */
  readonly index: Uint32Array;
  readonly endIndex: Uint32Array;
  readonly t: Float64Array;
  /** The end of each event: its own moment for one without a length, infinity for one without an end. */
  readonly end: Float64Array;
  readonly kind: Uint8Array;
  readonly node: Int16Array;
  readonly peer: Int16Array;
  readonly fate: Uint8Array;
  readonly accused: Uint8Array;
  /** The crashes and pauses, which leave a gap in a line. */
  readonly away: readonly number[];
  /** Room for the numbers of events, so that no frame has to ask for any. */
  readonly room: Uint32Array;
  readonly #says: readonly string[];
  readonly #strings: readonly string[];
  readonly #words: Readonly<Record<"says" | "name" | "detail" | "note", Uint32Array>>;
  readonly #latest: Float64Array;
  readonly #states: readonly (readonly Change[])[];

  constructor(data: Raw) {
    this.about = { ...data.about, seed: String(data.about.seed) };
    this.grid = data.grid;
    this.lanes = data.lanes.map(([name, client]) => ({ name, client: client === 1 }));
    this.bands = data.bands.map((band) => ({ ...band, until: band.until ?? Infinity }));
    this.kinds = data.kinds;
    this.fates = data.fates;
    this.lastUs = Math.max(1, data.last_us);
    const columns = data.events;
    const size = (this.size = columns["t"]!.length);
    this.index = Uint32Array.from(sums(columns["index"]!));
    this.t = Float64Array.from(sums(columns["t"]!));
    this.kind = Uint8Array.from(columns["kind"]!);
    this.node = Int16Array.from(columns["node"]!);
    this.peer = Int16Array.from(columns["peer"]!);
    this.fate = Uint8Array.from(columns["fate"]!);
    this.end = new Float64Array(size);
    this.endIndex = new Uint32Array(size);
    this.#latest = new Float64Array(Math.ceil(size / BLOCK));
    for (let at = 0; at < size; at++) {
      const last = columns["last"]![at]!;
      const end = last === ENDLESS ? Infinity : this.t[at]! + (last === MOMENT ? 0 : last);
      this.end[at] = end;
      this.endIndex[at] = this.index[at]! + columns["end"]![at]!;
      const block = Math.floor(at / BLOCK);
      this.#latest[block] = Math.max(this.#latest[block]!, end);
    }
    const gaps = [data.kinds.indexOf("crash"), data.kinds.indexOf("pause")];
    this.away = [...this.kind.keys()].filter((event) => gaps.includes(this.kind[event]!));
    this.room = new Uint32Array(size);
    this.#says = data.says;
    this.#strings = data.strings;
    const column = (name: string): Uint32Array => Uint32Array.from(columns[name]!);
    this.#words = { says: column("says"), name: column("name"), detail: column("detail"), note: column("note") };
    this.accused = new Uint8Array(size);
    this.violations = data.violations.flatMap(([record, text]) => {
      const event = this.ofRecord(record);
      if (event < 0) return [];
      this.accused[event] = 1;
      return [{ event, text }];
    });
    this.#states = changes(data.states, this.lanes.length);
  }

  get hasStates(): boolean {
    return this.#states.some((lane) => lane.length > 0);
  }

  kindOf(event: number): string {
    return this.kinds[this.kind[event]!]!;
  }

  fateOf(event: number): string {
    return this.fates[this.fate[event]!]!;
  }

  nameOf(event: number): string {
    return this.#strings[this.#words.name[event]!]!;
  }

  detailOf(event: number): string {
    return this.#strings[this.#words.detail[event]!]!;
  }

  laneName(lane: number): string {
    return this.lanes[lane]?.name ?? "";
  }

  /** The event as a sentence. */
  text(event: number): string {
    const words = this.#words;
    return this.#says[words.says[event]!]!.replace(PLACE, (_, place: string) => {
      if (place === "node") return this.laneName(this.node[event]!);
      if (place === "peer") return this.laneName(this.peer[event]!);
      return this.#strings[words[place as "name"][event]!]!;
    });
  }

  /** The first event that does not begin before `us`; `size` if all do. */
  from(us: number): number {
    return lowest(this.t, us);
  }

  /** The event that began in this record, or -1. */
  ofRecord(record: number): number {
    const at = lowest(this.index, record);
    return this.index[at] === record ? at : -1;
  }

  /** Calls `take` with each event that has a part in this time, in order; blocks that ended before it are skipped. */
  within(beginUs: number, endUs: number, take: (event: number) => void): void {
    const stop = lowest(this.t, endUs + 1);
    for (let start = 0; start < stop; start += BLOCK) {
      if (this.#latest[start / BLOCK]! < beginUs) continue;
      const limit = Math.min(stop, start + BLOCK);
      for (let at = start; at < limit; at++) if (this.end[at]! >= beginUs) take(at);
    }
  }

  /** The attributes of a node after this moment; marked are those that changed in it. */
  stateAt(lane: number, us: number): Attribute[] {
    const known = new Map<string, Attribute>();
    for (const change of this.#states[lane] ?? []) {
      if (change.us > us) break;
      for (const [place, value] of change.pairs) {
        const name = this.#strings[place]!;
        known.set(name, { name, value: this.#strings[value]!, changed: change.us === us });
      }
    }
    return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

interface Change {
  readonly us: number;
  readonly pairs: readonly (readonly [number, number])[];
}

export interface Raw {
  readonly format: number;
  readonly about: About;
  readonly grid: Readonly<Record<string, number>>;
  readonly last_us: number;
  readonly lanes: readonly (readonly [string, number])[];
  readonly bands: readonly (Omit<Band, "until"> & { readonly until: number | null })[];
  readonly violations: readonly (readonly [number, string])[];
  readonly kinds: readonly string[];
  readonly fates: readonly string[];
  readonly says: readonly string[];
  readonly strings: readonly string[];
  readonly events: Columns;
  readonly states: Columns;
}

/** Reads a scene, or says in a sentence why it cannot be read. */
export function readScene(data: unknown): Scene | string {
  const raw = data as Raw | null;
  if (typeof raw !== "object" || raw === null || !Array.isArray(raw.lanes)) return "this is not the data of a run";
  if (raw.format !== FORMAT) return `the data has format ${String(raw.format)}, this page reads ${FORMAT}: load the page again`;
  return new Scene(raw);
}

/** The lowest place whose number is not below `wanted`. */
export function lowest(numbers: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sums(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

function changes(columns: Columns, lanes: number): Change[][] {
  const found: Change[][] = Array.from({ length: lanes }, () => []);
  let at = 0;
  sums(columns["t"]!).forEach((us, row) => {
    const pairs: [number, number][] = [];
    for (let left = columns["size"]![row]!; left > 0; left--, at++) pairs.push([columns["name"]![at]!, columns["value"]![at]!]);
    found[columns["lane"]![row]!]?.push({ us, pairs });
  });
  return found;
}
