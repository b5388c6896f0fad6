/**
 * The recorded grid of a figure: every parameter, and one record for each combination of their values. Two spellings
 * are read: the plain one below, and a lesson's recording, whose points also hold the drawing as pieces and a text.
 */

export type Interval = readonly [from: number, to: number];

export interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly values: readonly (number | string)[];
  readonly default: number;
}

/** Outages of one recorded run; times are integer microseconds. What is drawn may be a window of a longer run. */
export interface Outages {
  readonly replicas: readonly { readonly id: string; readonly intervals: readonly Interval[]; readonly down_share?: number }[];
  readonly shared: readonly Interval[];
  readonly all_down: readonly Interval[];
  readonly horizon_us: number;
  /** Length of the whole run, when only a window of it is drawn. */
  readonly years?: number;
  /** The shared outages by what was shared: "rack", "zone". */
  readonly causes?: Readonly<Record<string, readonly Interval[]>>;
  readonly facts?: readonly (readonly [label: string, value: string])[];
  readonly measured: { readonly unavailability: number; readonly outages: number };
  readonly exact: { readonly unavailability: number };
}

export interface Grid {
  readonly parameters: readonly Parameter[];
  readonly points: Readonly<Record<string, Outages>>;
  readonly title?: string;
  readonly question?: string;
  readonly caption?: string;
  /** What the replicas share: "rack", "power feed". */
  readonly shared?: string;
  /** The text twin of each point, where it was recorded. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** A lesson's recording, as the content's build writes it. */
export interface Recording {
  readonly title: string;
  readonly parameters: readonly Omit<Parameter, "default">[];
  readonly default: Readonly<Record<string, string>>;
  readonly pieces: readonly string[];
  readonly points: Readonly<Record<string, RecordedPoint>>;
}

export interface RecordedPoint {
  readonly svg: readonly number[];
  readonly text: string;
  readonly record: Readonly<Record<string, unknown>>;
}

export function isRecording(data: unknown): data is Recording {
  return typeof data === "object" && data !== null && "pieces" in data && "points" in data && "parameters" in data;
}

/** Whether the record of a point has the lines of an outage figure. */
export function hasOutages(record: Readonly<Record<string, unknown>>): boolean {
  return ["replicas", "all_down", "horizon_us", "measured", "exact"].every((name) => name in record);
}

/** The grid of a recording of outages; its keys are values, ours are indices. */
export function gridOf(recording: Recording, chosen: Readonly<Record<string, string>> = {}): unknown {
  const parameters = recording.parameters.map((parameter) => {
    const value = chosen[parameter.name] ?? recording.default[parameter.name];
    return { ...parameter, default: Math.max(0, parameter.values.findIndex((each) => String(each) === value)) };
  });
  const points: Record<string, unknown> = {};
  const texts: Record<string, string> = {};
  for (const indices of indicesOf(parameters)) {
    const values = indices.map((index, parameter) => String(parameters[parameter]!.values[index]));
    const point = recording.points[values.join("|")];
    if (point === undefined) continue;
    points[keyOf(indices)] = point.record;
    texts[keyOf(indices)] = point.text;
  }
  return { title: recording.title, parameters, points, texts };
}

/** The grid in `text`, or a sentence that says what is wrong with it. */
export function parseGrid(text: string): Grid | string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return "the recorded data is not JSON";
  }
  return readGrid(isRecording(data) ? gridOf(data) : data);
}

export function readGrid(data: unknown): Grid | string {
  const grid = (data ?? {}) as Partial<Grid>;
  if (!Array.isArray(grid.parameters) || typeof grid.points !== "object") return "parameters or points are missing";
  const parameters = grid.parameters as readonly Parameter[];
  for (const { name, values, default: index } of parameters) {
    if (!Array.isArray(values) || values.length === 0) return `parameter "${name}" has no values`;
    if (!Number.isInteger(index) || index < 0 || index >= values.length) {
      return `parameter "${name}" has the default ${index}, which is none of its ${values.length} values`;
    }
  }
  for (const key of indicesOf(parameters).map(keyOf)) {
    const point = grid.points[key];
    if (point === undefined) return `point "${key}" is not recorded`;
    if (!hasOutages(point as never)) return `point "${key}" has no outages`;
  }
  return grid as Grid;
}

/** The key of the point at these indices of the parameters' values. */
export function keyOf(indices: readonly number[]): string {
  return indices.join("-");
}

function indicesOf(parameters: readonly Pick<Parameter, "values">[]): number[][] {
  let keys: number[][] = [[]];
  for (const { values } of parameters) {
    keys = keys.flatMap((head) => values.map((_, index) => [...head, index]));
  }
  return keys;
}
