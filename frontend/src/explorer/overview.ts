/** The whole run in a thin strip: how much happens when, where it failed, and which part is in view. */
import { html } from "../figure/svg";
import type { Palette } from "./paint";
import type { Scene } from "./scene";
import { bounded, type View } from "./view";

const HEIGHT = 40;

export class Overview {
  readonly element: HTMLElement;
  #canvas = html("canvas", { "aria-hidden": "true" });
  #scene: Scene;
  #palette: Palette;
  #view: View = { begin: 0, end: 1 };
  #still: ImageData | undefined;
  #frame = 0;

  constructor(scene: Scene, palette: Palette, moved: (view: View) => void) {
    this.#scene = scene;
    this.#palette = palette;
    this.element = html("div", { class: "overview" }, this.#canvas);
    const to = (event: PointerEvent): void => {
      const box = this.#canvas.getBoundingClientRect();
      const us = ((event.clientX - box.left) / box.width) * scene.lastUs;
      const half = (this.#view.end - this.#view.begin) / 2;
      moved(bounded({ begin: us - half, end: us + half }, scene.lastUs));
    };
    this.#canvas.addEventListener("pointerdown", (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      to(event);
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      if (event.buttons > 0) to(event);
    });
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  show(view: View): void {
    this.#view = view;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  recolour(palette: Palette): void {
    this.#palette = palette;
    this.#still = undefined;
    this.show(this.#view);
  }

  #fit(): void {
    const width = this.element.clientWidth;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (width === 0 || this.#canvas.width === Math.round(width * ratio)) return;
    [this.#canvas.width, this.#canvas.height] = [Math.round(width * ratio), Math.round(HEIGHT * ratio)];
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${HEIGHT}px`;
    this.#still = undefined;
    this.#paint();
  }

  #paint(): void {
    const context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (context === null || this.#canvas.width === 0) return;
    if (this.#still === undefined) {
      this.#draw(context);
      this.#still = context.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
    } else context.putImageData(this.#still, 0, 0);
    const { width, height } = this.#canvas;
    const [left, right] = [this.#view.begin, this.#view.end].map((us) => Math.min(Math.max((us / this.#scene.lastUs) * width, 1), width - 1)) as [number, number];
    context.fillStyle = this.#palette.paper;
    context.globalAlpha = 0.6;
    context.fillRect(0, 0, left, height);
    context.fillRect(right, 0, width - right, height);
    context.globalAlpha = 1;
    context.strokeStyle = this.#palette.accent;
    context.lineWidth = 2;
    context.strokeRect(left, 1, Math.max(2, right - left), height - 2);
  }

  #draw(context: CanvasRenderingContext2D): void {
    const { width, height } = this.#canvas;
    const scene = this.#scene;
    context.fillStyle = this.#palette.paper;
    context.fillRect(0, 0, width, height);
    for (const band of scene.bands) {
      const left = (band.at / scene.lastUs) * width;
      context.fillStyle = this.#palette.band;
      context.fillRect(left, 0, Math.max(2, (Math.min(band.until, scene.lastUs) / scene.lastUs) * width - left), height);
    }
    const columns = Math.max(1, Math.floor(width / 2));
    const counts = new Uint32Array(columns + 1);
    for (let event = 0; event < scene.size; event++) counts[Math.floor((scene.t[event]! / scene.lastUs) * columns)]! += 1;
    const most = counts.reduce((high, count) => Math.max(high, count), 1);
    context.fillStyle = this.#palette.muted;
    counts.forEach((count, column) => {
      const size = count === 0 ? 0 : Math.max(1, (height - 6) * Math.sqrt(count / most));
      context.fillRect(column * 2, height - size, 1.5, size);
    });
    context.strokeStyle = this.#palette.bad;
    context.lineWidth = 1.5;
    for (const { event } of scene.violations) {
      const x = (scene.t[event]! / scene.lastUs) * width;
      for (const from of [-2, 2]) {
        context.beginPath();
        context.moveTo(x + from, 0);
        context.lineTo(x + from, height);
        context.stroke();
      }
    }
  }
}
