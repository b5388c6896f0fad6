/** The recorded grid of a figure: every parameter, and one record for each combination of their values. */

export type Interval = readonly [from: number, to: number];

export interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly values: readonly (number | string)[];
  readonly default: number;
}

/** Outages of one recorded run; times are integer microseconds. */
export interface Outages {
  readonly replicas: readonly { readonly id: string; readonly intervals: readonly Interval[] }[];
  readonly shared: readonly Interval[];
  readonly all_down: readonly Interval[];
  readonly horizon_us: number;
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
}

/** The grid in `text`, or a sentence that says what is wrong with it. */
export function parseGrid(text: string): Grid | string {
  let grid: Partial<Grid>;
  try {
    grid = JSON.parse(text) as Partial<Grid>;
  } catch {
    return "the recorded data is not JSON";
  }
  if (!Array.isArray(grid.parameters) || typeof grid.points !== "object") return "parameters or points are missing";
  const parameters = grid.parameters as readonly Parameter[];
  for (const { name, values, default: index } of parameters) {
    if (!Array.isArray(values) || values.length === 0) return `parameter "${name}" has no values`;
    if (!Number.isInteger(index) || index < 0 || index >= values.length) {
      return `parameter "${name}" has the default ${index}, which is none of its ${values.length} values`;
    }
  }
  for (const key of keysOf(parameters)) {
    if (grid.points[key] === undefined) return `point "${key}" is not recorded`;
  }
  return grid as Grid;
}

/** The key of the point at these indices of the parameters' values. */
export function keyOf(indices: readonly number[]): string {
  return indices.join("-");
}

function keysOf(parameters: readonly Parameter[]): string[] {
  let keys: number[][] = [[]];
  for (const { values } of parameters) {
    keys = keys.flatMap((head) => values.map((_, index) => [...head, index]));
  }
  return keys.map(keyOf);
}
