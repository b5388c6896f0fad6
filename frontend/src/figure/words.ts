/** Numbers as people say them: shares of time become hours a year, or in a thousand years. */

const YEAR_S = 365.25 * 86_400;
const UNITS: readonly (readonly [seconds: number, one: string, many: string])[] = [
  [86_400, "day", "days"],
  [3_600, "h", "h"],
  [60, "min", "min"],
  [1, "s", "s"],
];
const SPANS: readonly (readonly [years: number, name: string])[] = [
  [1, "a year"],
  [1_000, "in 1,000 years"],
  [1_000_000, "in a million years"],
];

/** Two significant digits, thousands with commas. */
export function number(value: number): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(2));
  return rounded.toLocaleString("en-US", { maximumFractionDigits: 9, maximumSignificantDigits: 2 });
}

export function duration(seconds: number): string {
  const [size, one, many] = UNITS.find(([unit]) => seconds >= unit) ?? UNITS.at(-1)!;
  const text = number(seconds / size);
  return `${text} ${text === "1" ? one : many}`;
}

/** How long something is down that is down for this share of time: "3.7 days a year", "8.8 h in 1,000 years". */
export function downtime(share: number): string {
  if (share <= 0) return "never";
  const [years, name] = SPANS.find(([span]) => share * span * YEAR_S >= 60) ?? SPANS.at(-1)!;
  return `${duration(share * years * YEAR_S)} ${name}`;
}

/** "k times as often", for two shares of time. */
export function times(share: number, other: number): string {
  const ratio = share / other;
  return `${number(ratio >= 1 ? ratio : 1 / ratio)} times`;
}

/** A moment or length of the recorded run, in the unit that suits its whole length. */
export function moment(us: number, horizon_us: number): string {
  const horizon = horizon_us / 1e6;
  if (horizon >= 2 * YEAR_S) return `year ${(us / 1e6 / YEAR_S).toFixed(1)}`;
  if (horizon >= 2 * 86_400) return `day ${(us / 1e6 / 86_400).toFixed(1)}`;
  if (horizon >= 2 * 3_600) return `hour ${(us / 1e6 / 3_600).toFixed(1)}`;
  return `second ${(us / 1e6).toFixed(1)}`;
}

/** Round marks for an axis from 0 to the horizon: at most `most`, the last one left out if it would touch the end. */
export function ticks(horizon_us: number, most: number): { readonly at: number; readonly text: string }[] {
  const seconds = horizon_us / 1e6;
  const [unit, name] =
    seconds >= 2 * YEAR_S ? [YEAR_S, "y"] : seconds >= 2 * 86_400 ? [86_400, "d"] : seconds >= 7_200 ? [3_600, "h"] : [1, "s"];
  const span = seconds / unit;
  const steps = [1, 2, 5].flatMap((digit) => [1, 10, 100, 1_000, 10_000].map((power) => digit * power));
  const step = steps.sort((a, b) => a - b).find((size) => span / size <= most) ?? span;
  const marks = [];
  for (let value = 0; value <= span * (1 + 1e-9); value += step) {
    marks.push({ at: Math.min(1, value / span), text: value === 0 ? "0" : `${value.toLocaleString("en-US")} ${name}` });
  }
  return marks;
}

/** Where a share of time stands on a log scale between `low` and `high`, from 0 to 1. */
export function onScale(share: number, low: number, high: number): number {
  if (share <= low) return 0;
  return Math.min(1, Math.log(share / low) / Math.log(high / low));
}
