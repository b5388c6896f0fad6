/** One run on one canvas: sized, painted at most once a frame, moved by hand, asked what lies under a pointer. */
import { html } from "../figure/svg";
import { AXIS, rowsOf, Scale, type Rows } from "./layout";
import { isMessage, isShown, paint, type Painted, type Palette, type Picture } from "./paint";
import type { Scene } from "./scene";
import { pan, zoom, type View } from "./view";

const REACH = 9;

export interface ChartHands {
  readonly moved: (view: View) => void;
  readonly chosen: (event: number) => void;
  readonly hovered: (event: number, x: number, y: number) => void;
  readonly key: (event: KeyboardEvent) => void;
}

export interface Shown {
  readonly view: View;
  readonly chosen: number;
  readonly now: number | undefined;
  readonly kinds: readonly boolean[];
  readonly hidden: ReadonlySet<number>;
  readonly found: Uint8Array | undefined;
}

export class Chart {
  readonly element: HTMLElement;
  readonly scene: Scene;
  painted: Painted = { mode: "marks", marks: 0, inView: 0 };
  #canvas = html("canvas", { "aria-hidden": "true" });
  #spacer = html("div", { class: "spacer" });
  #palette: Palette;
  #hands: ChartHands;
  #shown: Shown | undefined;
  #rows: Rows;
  #hidden: ReadonlySet<number> = new Set();
  #isTight: boolean;
  #hover = -1;
  #width = 0;
  #height = 0;
  #frame = 0;

  constructor(scene: Scene, palette: Palette, said: { readonly label: string; readonly isTight: boolean }, hands: ChartHands) {
    this.scene = scene;
    this.#isTight = said.isTight;
    this.#palette = palette;
    this.#hands = hands;
    this.#rows = rowsOf(scene, this.#hidden, this.#isTight);
    this.element = html(
      "div",
      { class: "stage", tabindex: 0, role: "application", "aria-roledescription": "space-time diagram", "aria-label": said.label, "aria-describedby": "keys" },
      this.#canvas,
      this.#spacer,
    );
    this.element.addEventListener("keydown", hands.key);
    this.element.addEventListener("scroll", () => this.request(), { passive: true });
    this.#followPointers();
    this.#followWheel();
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  get scale(): Scale {
    const rail = this.#width < 560 ? 58 : Math.min(this.scene.grid["rail"] ?? 104, 104);
    return new Scale(this.#shown?.view ?? { begin: 0, end: 1 }, rail, Math.max(rail + 40, this.#width - 10));
  }

  get rows(): Rows {
    return this.#rows;
  }

  show(shown: Shown): void {
    if (shown.hidden !== this.#hidden) {
      this.#hidden = shown.hidden;
      this.#rows = rowsOf(this.scene, shown.hidden, this.#isTight);
      this.#size();
    }
    this.#shown = shown;
    this.request();
  }

  recolour(palette: Palette): void {
    this.#palette = palette;
    this.request();
  }

  request(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  /** Scrolls the lanes, if need be, until this one is seen. */
  reveal(lane: number): void {
    const y = this.#rows.middle[lane] ?? -1;
    const top = AXIS + this.#rows.strip;
    if (y < 0) return;
    const half = this.#rows.lane / 2;
    if (y - half < this.element.scrollTop + top) this.element.scrollTop = y - half - top;
    else if (y + half > this.element.scrollTop + this.#height) this.element.scrollTop = y + half - this.#height;
  }

  #size(): void {
    this.#spacer.style.height = `${Math.max(0, this.#rows.height - this.#height)}px`;
    this.element.style.setProperty("--rows", `${this.#rows.height}px`);
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0 || (clientWidth === this.#width && clientHeight === this.#height)) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    [this.#width, this.#height] = [clientWidth, clientHeight];
    [this.#canvas.width, this.#canvas.height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    this.#canvas.style.width = `${clientWidth}px`;
    this.#canvas.style.height = `${clientHeight}px`;
    this.#size();
    this.#paint();
  }

  #picture(): Picture | undefined {
    const shown = this.#shown;
    if (shown === undefined || this.#width === 0) return undefined;
    const [width, height, scroll] = [this.#width, this.#height, this.element.scrollTop];
    const common = { scene: this.scene, rows: this.#rows, scale: this.scale, palette: this.#palette, hover: this.#hover };
    return { ...common, ...shown, width, height, scroll };
  }

  #paint(): void {
    const picture = this.#picture();
    const context = this.#canvas.getContext("2d", { alpha: false });
    if (picture === undefined || context === null) return;
    const ratio = this.#canvas.width / this.#width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.painted = paint(context, picture);
    Object.assign(this.element.dataset, { mode: this.painted.mode, marks: this.painted.marks, inView: this.painted.inView });
    this.element.dispatchEvent(new CustomEvent("painted"));
  }

  /** The event whose mark is nearest to this pixel, or -1; small marks win over the bars they stand on. */
  at(x: number, y: number): number {
    const picture = this.#picture();
    if (picture === undefined || y < AXIS + this.#rows.strip) return -1;
    const { scale, rows, scene } = picture;
    const from = y + picture.scroll;
    let best = -1;
    let nearest = REACH;
    scene.within(scale.us(x - 14), scale.us(x + 14), (event) => {
      if (!isShown(picture, event)) return;
      const distance = this.#distance(picture, event, x, from);
      if (distance < nearest) [best, nearest] = [event, distance];
    });
    return rows.height > 0 ? best : -1;
  }

  #distance({ scene, rows, scale }: Picture, event: number, x: number, y: number): number {
    const row = rows.middle[scene.node[event]!]!;
    const left = scale.x(scene.t[event]!);
    const kind = scene.kindOf(event);
    if (isMessage(scene, event)) {
      const to = rows.middle[scene.peer[event]!] ?? -1;
      if (row < 0 || to < 0) return Infinity;
      return 1 + toSegment(x, y, [left, row], [scale.x(Math.min(scene.end[event]!, 1e15)), to]);
    }
    if (row < 0 || Math.abs(y - row) > rows.lane / 2) return Infinity;
    if (kind !== "operation" && kind !== "crash" && kind !== "pause") return Math.hypot((x - left) * 0.9, (y - row) * 0.35);
    const right = scale.x(Math.min(scene.end[event]!, 1e15));
    const outside = Math.max(left - x, x - right, 0) + Math.max(Math.abs(y - row) - 7, 0);
    return outside + (kind === "operation" ? 2.5 : 4);
  }

  #local(event: MouseEvent): readonly [number, number] {
    const box = this.#canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #hovering(event: number, x: number, y: number): void {
    if (event !== this.#hover) {
      this.#hover = event;
      this.request();
    }
    this.#hands.hovered(event, x, y);
  }

  #followPointers(): void {
    const held = new Map<number, readonly [number, number]>();
    let travelled = 0;
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      held.set(event.pointerId, this.#local(event));
      travelled = 0;
      this.element.focus({ preventScroll: true });
    });
    canvas.addEventListener("pointermove", (event) => {
      const here = this.#local(event);
      const before = held.get(event.pointerId);
      if (before === undefined) {
        this.#hovering(this.at(...here), ...here);
        return;
      }
      const others = [...held].filter(([id]) => id !== event.pointerId);
      const last = this.#lastUs;
      const view = this.#shown?.view;
      if (view === undefined) return;
      const scale = this.scale;
      if (others.length > 0) {
        const other = others[0]![1];
        const factor = Math.max(20, Math.abs(before[0] - other[0])) / Math.max(20, Math.abs(here[0] - other[0]));
        this.#hands.moved(zoom(view, factor, scale.us((here[0] + other[0]) / 2), last));
        travelled = 100;
      } else {
        travelled += Math.abs(here[0] - before[0]);
        if (travelled > 4) this.#hands.moved(pan(view, (before[0] - here[0]) * scale.usPerPixel, last));
      }
      held.set(event.pointerId, here);
    });
    const release = (event: PointerEvent): void => {
      const was = held.delete(event.pointerId);
      if (!was || event.type !== "pointerup" || travelled > 4) return;
      const [x, y] = this.#local(event);
      this.#hands.chosen(this.at(x, y));
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => this.#hovering(-1, 0, 0));
  }

  get #lastUs(): number {
    return this.scene.lastUs;
  }

  #followWheel(): void {
    this.element.addEventListener(
      "wheel",
      (event) => {
        const view = this.#shown?.view;
        if (view === undefined) return;
        const scale = this.scale;
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 160)));
          this.#hands.moved(zoom(view, factor, scale.us(this.#local(event)[0]), this.#lastUs));
          return;
        }
        // Up and down scroll the page, or the lanes, until somebody works here.
        const overflows = this.#rows.height > this.#height + 1;
        const isOurs = this.element.matches(":focus, :focus-within") && !overflows;
        const sideways = event.deltaX !== 0 ? event.deltaX : event.shiftKey || isOurs ? event.deltaY : 0;
        if (sideways === 0) return;
        event.preventDefault();
        this.#hands.moved(pan(view, sideways * scale.usPerPixel, this.#lastUs));
      },
      { passive: false },
    );
  }
}

export function toSegment(x: number, y: number, from: readonly [number, number], to: readonly [number, number]): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const long = dx * dx + dy * dy || 1;
  const share = Math.max(0, Math.min(1, ((x - from[0]) * dx + (y - from[1]) * dy) / long));
  return Math.hypot(x - from[0] - share * dx, y - from[1] - share * dy);
}
