/** Arithmetic of sorted, disjoint intervals, and where they lie on a line so many pixels wide. */
import type { Interval } from "./data";

/** The moments covered by any of the lists. */
export function union(...lists: readonly (readonly Interval[])[]): Interval[] {
  const sorted = lists.flat().sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) merged.push([from, to]);
  }
  return merged;
}

/** The moments covered by both lists. */
export function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i]!, b[j]!];
    const from = Math.max(x[0], y[0]);
    const to = Math.min(x[1], y[1]);
    if (from < to) common.push([from, to]);
    if (x[1] < y[1]) i += 1;
    else j += 1;
  }
  return common;
}

/** The moments covered by every list; none when there is no list. */
export function common(lists: readonly (readonly Interval[])[]): Interval[] {
  const [first, ...rest] = lists;
  return rest.reduce<Interval[]>((so_far, list) => intersection(so_far, list), union(first ?? []));
}

export function covers(list: readonly Interval[], moment: number): boolean {
  return list.some(([from, to]) => from <= moment && moment < to);
}

export function total(list: readonly Interval[]): number {
  return list.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** The first moment of the next interval after `moment`, from the start again when there is none. */
export function nextStart(list: readonly Interval[], moment: number): number | undefined {
  return (list.find(([from]) => from > moment) ?? list[0])?.[0];
}

/** The intervals in pixels, none narrower than `least`, so that an hour in a year can be seen; near ones flow together. */
export function inPixels(list: readonly Interval[], horizon: number, width: number, least: number): Interval[] {
  const wide = list.map(([from, to]): Interval => {
    const left = (from / horizon) * width;
    const right = (to / horizon) * width;
    if (right - left >= least) return [left, right];
    const start = Math.min(Math.max(0, (left + right - least) / 2), width - least);
    return [start, start + least];
  });
  return union(wide).map(([from, to]): Interval => [round(from), round(to)]);
}

/** What is left of a line from 0 to `width` between the gaps. */
export function between(gaps: readonly Interval[], width: number): Interval[] {
  const lines: Interval[] = [];
  let at = 0;
  for (const [from, to] of gaps) {
    if (from > at) lines.push([at, from]);
    at = Math.max(at, to);
  }
  if (at < width) lines.push([at, width]);
  return lines;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
