/** Draws the outages: one line for each machine, gaps where it is down, a doubled outline where all are. */
import type { Interval } from "./data";
import { between, inPixels } from "./intervals";
import { svg } from "./svg";
import { ticks } from "./words";

/** Height of a row in pixels; the buttons beside the lines are as high, which makes them easy to touch. */
export const ROW = 44;
const AXIS = 30;
const LEAST_GAP = 3;

export interface Picture {
  readonly width: number;
  readonly horizon_us: number;
  /** What is shared, if anything is: its outages are bands across all machines. */
  readonly shared: readonly Interval[];
  readonly machines: readonly (readonly Interval[])[];
  readonly allDown: readonly Interval[];
  /** Index of each machine that the reader has killed, and when. */
  readonly killed: readonly { readonly machine: number; readonly at: number }[];
  readonly now: number;
  readonly title: string;
}

export function draw(picture: Picture): SVGSVGElement {
  const { width, horizon_us, machines } = picture;
  const rows = machines.length + 2;
  const height = rows * ROW + AXIS;
  const bottom = rows * ROW;
  const x = (moment: number): number => (moment / horizon_us) * width;
  const picture_ = svg(
    "svg",
    { class: "lines", viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": picture.title },
    hatching(),
    svg("g", {}, ...bands(picture)),
    svg("g", {}, ...machines.flatMap((gaps, index) => line(picture, gaps, (index + 1.5) * ROW, "line"))),
    svg("g", {}, ...line(picture, picture.allDown, (machines.length + 1.5) * ROW, "line all")),
    svg("g", {}, ...outlines(picture)),
    svg("g", {}, ...picture.killed.map(({ machine, at }) => cross(x(at), (machine + 1.5) * ROW))),
    axis(picture, bottom),
    now(x(picture.now), bottom, width),
  );
  return picture_;
}

function hatching(): SVGDefsElement {
  const lines = svg("path", { d: "M0 8 L8 0 M-2 2 L2 -2 M6 10 L10 6", class: "band" });
  const pattern = svg("pattern", { id: "hatched", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, lines);
  return svg("defs", {}, pattern);
}

function bands(picture: Picture): SVGElement[] {
  const height = (picture.machines.length + 0.5) * ROW;
  return inPixels(picture.shared, picture.horizon_us, picture.width, LEAST_GAP).map(([from, to]) =>
    svg("rect", { x: from, y: ROW / 2, width: to - from, height, fill: "url(#hatched)" }),
  );
}

function line(picture: Picture, gaps: readonly Interval[], y: number, style: string): SVGElement[] {
  const { width, horizon_us } = picture;
  const pixels = inPixels(gaps, horizon_us, width, LEAST_GAP);
  const strokes = between(pixels, width);
  const path = strokes.map(([from, to]) => `M${from} ${y}H${to}`).join("");
  const restarts = pixels.filter(([, to]) => to < width).map(([, to]) => `M${to} ${y - 5}V${y + 5}`);
  const ticked = style === "line" ? svg("path", { d: restarts.join(""), class: "tick" }) : undefined;
  return [svg("path", { d: path, class: style }), ...(ticked ? [ticked] : [])];
}

function outlines(picture: Picture): SVGElement[] {
  const top = ROW + 4;
  const height = (picture.machines.length + 1) * ROW - 8;
  return inPixels(picture.allDown, picture.horizon_us, picture.width, LEAST_GAP).flatMap(([from, to], index) => {
    const box = (margin: number): SVGElement => {
      const left = Math.max(1, from - margin);
      const right = Math.min(picture.width - 1, to + margin);
      const size = { x: left, y: top - margin, width: right - left, height: height + 2 * margin, rx: margin };
      return svg("rect", { ...size, class: "outline", "data-event": `all-down-${index}` });
    };
    return [box(5), box(2)];
  });
}

function cross(x: number, y: number): SVGElement {
  return svg("path", { d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, class: "cross" });
}

function axis(picture: Picture, bottom: number): SVGElement {
  const { width, horizon_us } = picture;
  const marks = ticks(horizon_us, Math.max(2, Math.floor(width / 90))).flatMap(({ at, text }) => {
    const x = at * width;
    const anchor = at === 0 ? "start" : at > 0.95 ? "end" : "middle";
    return [
      svg("path", { d: `M${x} ${bottom}v5`, class: "axis" }),
      svg("text", { x, y: bottom + 20, class: "axis-word", "text-anchor": anchor }, text),
    ];
  });
  return svg("g", { "aria-hidden": "true" }, svg("path", { d: `M0 ${bottom}H${width}`, class: "axis" }), ...marks);
}

/** The moment looked at: a stepped line, as every cut through a diagram here. */
function now(at: number, bottom: number, width: number): SVGElement {
  const x = Math.min(Math.max(3, at), width - 3);
  return svg("path", { d: `M${x - 3} 6V${bottom / 2}H${x + 3}V${bottom - 2}`, class: "now" });
}
