/** Guess, computed and measured share of time on one log scale, since they differ by powers of ten. */
import { svg } from "./svg";
import { onScale } from "./words";

export type Mark = "guess" | "exact" | "measured" | "alone";

const LOW = 1e-8;
const WORDS: readonly (readonly [share: number, text: string])[] = [
  [1 / (365.25 * 86_400), "1 s a year"],
  [1 / (365.25 * 24), "1 h a year"],
  [1, "always"],
];
// Each has a shape of its own: colour is never the only difference.
const SHAPES: Readonly<Record<Mark, string>> = {
  guess: "M-5 -5L5 5M5 -5L-5 5",
  exact: "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0",
  measured: "M0 -8V8",
  alone: "M0 -6L6 0L0 6L-6 0Z",
};

export function shape(mark: Mark, x: number, y: number): SVGElement {
  const style = `mark-shape${mark === "exact" ? " full" : ""}`;
  const path = svg("path", { d: SHAPES[mark], class: style, transform: `translate(${x} ${y})` });
  return svg("g", { class: `mark-${mark}`, "data-mark": mark }, path);
}

/** The same sign, as small as a letter, for the list of figures. */
export function icon(mark: Mark): SVGElement {
  return svg("svg", { class: "mark", viewBox: "-8 -8 16 16", "aria-hidden": "true" }, shape(mark, 0, 0));
}

export function drawScale(width: number, shares: readonly (readonly [Mark, number])[]): SVGElement {
  const y = 16;
  const place = (share: number): number => 8 + onScale(share, LOW, 1) * (width - 16);
  const marks = WORDS.map(([share, text]) =>
    svg(
      "g",
      {},
      svg("path", { d: `M${place(share)} ${y}v7`, class: "axis" }),
      svg("text", { x: place(share), y: y + 20, class: "axis-word", "text-anchor": share === 1 ? "end" : "middle" }, text),
    ),
  );
  return svg(
    "svg",
    { class: "scale", viewBox: `0 0 ${width} 44`, height: 44, "aria-hidden": "true" },
    svg("path", { d: `M8 ${y}H${width - 8}`, class: "axis" }),
    ...marks,
    ...shares.map(([mark, share]) => shape(mark, place(share), y)),
  );
}
