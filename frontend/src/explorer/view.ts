/** The part of time that is seen, and how it moves. Pure numbers, so that it can be tested without a page. */

export interface View {
  readonly begin: number;
  readonly end: number;
}

/** Closer than this nothing is left to see: ten microseconds across the drawing. */
const SPAN_MIN_US = 10;
/** A little air after the last event, so that it does not stand on the edge. */
const AIR = 0.02;

export function whole(lastUs: number): View {
  return { begin: -lastUs * AIR, end: lastUs * (1 + AIR) };
}

export function pan(view: View, us: number, lastUs: number): View {
  return bounded({ begin: view.begin + us, end: view.end + us }, lastUs);
}

/** Zooms by a factor (below 1 is closer) round a moment that stays where it is. */
export function zoom(view: View, factor: number, round: number, lastUs: number): View {
  const share = (round - view.begin) / (view.end - view.begin);
  const limits = whole(lastUs);
  const span = Math.min(Math.max((view.end - view.begin) * factor, SPAN_MIN_US), limits.end - limits.begin);
  const begin = round - share * span;
  return bounded({ begin, end: begin + span }, lastUs);
}

/** The same span, moved if need be until it shows this moment, not on its edge. */
export function showing(view: View, us: number, lastUs: number): View {
  const margin = (view.end - view.begin) * 0.08;
  if (us >= view.begin + margin && us <= view.end - margin) return view;
  const half = (view.end - view.begin) / 2;
  return bounded({ begin: us - half, end: us + half }, lastUs);
}

export function bounded(view: View, lastUs: number): View {
  const limits = whole(lastUs);
  const span = Math.min(view.end - view.begin, limits.end - limits.begin);
  const begin = Math.min(Math.max(view.begin, limits.begin), limits.end - span);
  return { begin, end: begin + span };
}

/** Round moments for an axis: about `count` of them, at 1, 2 or 5 times a power of ten. */
export function ticks(view: View, count: number): { readonly moments: number[]; readonly step: number } {
  const rough = (view.end - view.begin) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10));
  const moments: number[] = [];
  for (let at = Math.max(0, Math.ceil(view.begin / step) * step); at <= view.end; at += step) moments.push(at);
  return { moments, step };
}

/** A moment in seconds, with as many decimals as the distance of the ticks asks for. */
export function moment(us: number, step = 1_000): string {
  const decimals = step >= 1_000_000 ? 0 : step >= 100_000 ? 1 : step >= 10_000 ? 2 : step >= 1_000 ? 3 : step >= 100 ? 4 : 6;
  return `${(us / 1_000_000).toFixed(decimals)}\u00a0s`;
}

/** A span in the unit in which a reader thinks of it. */
export function span(us: number): string {
  if (us < 1_000) return `${us}\u00a0µs`;
  return us < 1_000_000 ? `${Number((us / 1_000).toFixed(us < 10_000 ? 2 : 1))}\u00a0ms` : `${Number((us / 1_000_000).toFixed(3))}\u00a0s`;
}
