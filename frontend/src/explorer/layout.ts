/** Where things stand: rows of lanes and of faults, and the way from a moment to a pixel and back. */
import type { Band, Scene } from "./scene";
import type { View } from "./view";

export const AXIS = 26;
const FAULT_ROW = 18;
const FAULT_ROWS_MAX = 4;

export interface Rows {
  /** The middle of each lane's row, counted from the top of all rows; -1 for a lane that is hidden. */
  readonly middle: readonly number[];
  readonly lane: number;
  readonly height: number;
  /** The row of each fault in the strip above the lanes. */
  readonly faults: readonly number[];
  readonly strip: number;
}

export function rowsOf(scene: Scene, hidden: ReadonlySet<number>, isTight = false): Rows {
  const shown = scene.lanes.filter((_, lane) => !hidden.has(lane)).length;
  const full = scene.grid["lane"] ?? 52;
  const lane = shown <= 10 && !isTight ? full : shown <= 24 ? Math.round(full * 0.7) : Math.round(full / 2);
  const faults = packed(scene.bands);
  const strip = scene.bands.length === 0 ? 0 : FAULT_ROW * (Math.max(...faults) + 1) + 4;
  const top = AXIS + strip;
  let row = 0;
  const middle = scene.lanes.map((_, at) => (hidden.has(at) ? -1 : top + lane * (row++ + 0.5)));
  return { middle, lane, height: top + lane * shown + 8, faults, strip };
}

/** Puts bands into as few rows as keep them apart; what finds no row shares the last. */
function packed(bands: readonly Band[]): number[] {
  const ends: number[] = [];
  return bands.map((band) => {
    let row = ends.findIndex((last) => last <= band.at);
    if (row < 0) row = Math.min(ends.length, FAULT_ROWS_MAX - 1);
    ends[row] = Math.max(ends[row] ?? 0, band.until);
    return row;
  });
}

export function faultTop(row: number): number {
  return AXIS + FAULT_ROW * row + 3;
}

export const FAULT_HEIGHT = FAULT_ROW - 4;

export class Scale {
  readonly left: number;
  readonly right: number;
  readonly #perUs: number;
  readonly #begin: number;

  constructor(view: View, left: number, right: number) {
    this.left = left;
    this.right = right;
    this.#begin = view.begin;
    this.#perUs = (right - left) / (view.end - view.begin);
  }

  /** The pixel of a moment; far outside it stays near, so that no line is ever too long to draw. */
  x(us: number): number {
    const x = this.left + (us - this.#begin) * this.#perUs;
    return Math.max(this.left - 20_000, Math.min(this.right + 20_000, x));
  }

  us(x: number): number {
    return this.#begin + (x - this.left) / this.#perUs;
  }

  get usPerPixel(): number {
    return 1 / this.#perUs;
  }
}
