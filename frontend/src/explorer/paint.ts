/** Draws what is in view, and no more: marks while they can be told apart, density when they cannot. */
import { AXIS, FAULT_HEIGHT, faultTop, type Rows, type Scale } from "./layout";
import type { Scene } from "./scene";
import { moment, ticks, type View } from "./view";

/** More marks than this for each pixel of width cannot be told apart. */
const MARKS_PER_PIXEL_MAX = 1.5;
const BUCKET = 3;
const CHUNK = 400;

export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly accent: string;
  readonly bad: string;
  readonly good: string;
  readonly band: string;
  readonly paper: string;
  readonly line: string;
  readonly tint: string;
  readonly font: string;
}

export interface Picture {
  readonly scene: Scene;
  readonly rows: Rows;
  readonly scale: Scale;
  readonly view: View;
  readonly width: number;
  readonly height: number;
  readonly scroll: number;
  readonly palette: Palette;
  /** Which kinds are drawn, by the number of the kind. */
  readonly kinds: readonly boolean[];
  readonly chosen: number;
  readonly hover: number;
  readonly now: number | undefined;
  readonly found: Uint8Array | undefined;
}

export interface Painted {
  readonly mode: "marks" | "density";
  readonly marks: number;
  readonly inView: number;
}

type Context = CanvasRenderingContext2D;

export function paint(context: Context, picture: Picture): Painted {
  const { width, height, palette, scale, scroll } = picture;
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, height);
  const { room } = picture.scene;
  let count = 0;
  picture.scene.within(picture.view.begin, picture.view.end, (event) => {
    if (isShown(picture, event)) room[count++] = event;
  });
  const shown = room.subarray(0, count);
  const mode = shown.length > (scale.right - scale.left) * MARKS_PER_PIXEL_MAX ? "density" : "marks";
  context.save();
  context.beginPath();
  context.rect(scale.left - 1, 0, scale.right - scale.left + 2, height);
  context.clip();
  context.translate(0, -scroll);
  bands(context, picture);
  lifelines(context, picture);
  const marks = mode === "density" ? density(context, picture, shown) : arrows(context, picture, shown);
  for (const event of [picture.hover, picture.chosen]) if (event >= 0) lit(context, picture, event, event === picture.chosen);
  now(context, picture);
  context.restore();
  strip(context, picture);
  names(context, picture);
  axis(context, picture);
  return { mode, marks, inView: shown.length };
}

export function isShown(picture: Picture, event: number): boolean {
  const { scene, rows } = picture;
  if (!picture.kinds[scene.kind[event]!]) return false;
  const node = scene.node[event]!;
  if (node < 0) return false;
  if (rows.middle[node]! >= 0) return true;
  const peer = scene.peer[event]!;
  return isMessage(scene, event) && peer >= 0 && rows.middle[peer]! >= 0;
}

export function isMessage(scene: Scene, event: number): boolean {
  const kind = scene.kindOf(event);
  return kind === "message" || kind === "copy";
}

function bands(context: Context, { scene, rows, scale, palette }: Picture): void {
  for (const band of scene.bands) {
    const middles = band.lanes.map((lane) => rows.middle[lane]!).filter((y) => y >= 0);
    if (band.kind !== "partition" || middles.length === 0) continue;
    const [left, right] = [Math.max(scale.x(band.at), scale.left), Math.min(scale.x(Math.min(band.until, 1e15)), scale.right)];
    if (right < scale.left || left > scale.right) continue;
    const [top, bottom] = [Math.min(...middles) - rows.lane / 2 + 3, Math.max(...middles) + rows.lane / 2 - 3];
    hatch(context, [left, top, Math.max(2, right - left), bottom - top], palette);
  }
}

function hatch(context: Context, [x, y, w, h]: readonly [number, number, number, number], palette: Palette): void {
  context.save();
  context.beginPath();
  context.rect(x, y, w, h);
  context.clip();
  context.globalAlpha = 0.55;
  context.fillStyle = palette.band;
  context.fillRect(x, y, w, h);
  context.strokeStyle = palette.muted;
  context.globalAlpha = 0.4;
  context.lineWidth = 1;
  context.beginPath();
  // Counted from 0, so that the hatching stays where it is while the drawing moves under a finger.
  for (let at = Math.floor((x - h) / 9) * 9; at < x + w; at += 9) {
    context.moveTo(at, y + h);
    context.lineTo(at + h, y);
  }
  context.stroke();
  context.restore();
}

/** A line for each node, with a gap where it was down, a tick where it came back, dots where it stood still. */
function lifelines(context: Context, picture: Picture): void {
  const { scene, rows, scale, palette } = picture;
  const tick = scene.grid["tick"] ?? 7;
  const away = new Map<number, number[]>();
  for (const event of scene.away) {
    if (scene.t[event]! > picture.view.end || scene.end[event]! < picture.view.begin) continue;
    away.set(scene.node[event]!, [...(away.get(scene.node[event]!) ?? []), event]);
  }
  scene.lanes.forEach((lane, at) => {
    const y = rows.middle[at]!;
    if (y < 0) return;
    let x = scale.left;
    stroke(context, lane.client ? palette.muted : palette.ink, 1.5);
    for (const event of away.get(at) ?? []) {
      const [left, right] = [Math.max(scale.x(scene.t[event]!), scale.left), Math.min(scale.x(Math.min(scene.end[event]!, 1e15)), scale.right)];
      if (left > x) line(context, x, y, left, y);
      if (scene.kindOf(event) === "pause") {
        context.setLineDash([1.5, 5]);
        line(context, left, y, right, y);
        context.setLineDash([]);
      } else if (Number.isFinite(scene.end[event]!)) line(context, right, y - tick, right, y + tick);
      x = Math.max(x, right);
    }
    if (x < scale.right) line(context, x, y, scale.right, y);
  });
}

/** Every event as a mark of its own: long things first, so that what is small stays on top. */
function arrows(context: Context, picture: Picture, shown: Uint32Array): number {
  const { scene } = picture;
  const of: Record<string, number[]> = { operation: [], sent: [], lost: [], rest: [] };
  for (const event of shown) {
    const kind = scene.kindOf(event);
    if (kind === "operation") of["operation"]!.push(event);
    else if (isMessage(scene, event)) of[scene.fateOf(event) === "lost" ? "lost" : "sent"]!.push(event);
    else if (kind !== "crash" && kind !== "pause") of["rest"]!.push(event);
  }
  for (const event of of["operation"]!) operation(context, picture, event);
  messages(context, picture, of["sent"]!, picture.palette.accent);
  losses(context, picture, of["lost"]!);
  for (const event of of["rest"]!) mark(context, picture, event);
  for (const event of shown) if (picture.found?.[event]) ring(context, picture, event, 6, picture.palette.good);
  return shown.length;
}

function messages(context: Context, picture: Picture, events: readonly number[], colour: string): void {
  const heads = events.length < 900;
  stroke(context, colour, events.length > 700 ? 0.8 : 1.25);
  context.fillStyle = colour;
  // Paths of some hundred pieces: one long path costs more than the square of it.
  for (let start = 0; start < events.length; start += CHUNK) {
    context.beginPath();
    for (const event of events.slice(start, start + CHUNK)) message(context, picture, event);
    context.stroke();
    if (heads) for (const event of events.slice(start, start + CHUNK)) head(context, picture, event);
  }
}

/** A lost message is a dashed line to a cross. */
function losses(context: Context, picture: Picture, events: readonly number[]): void {
  stroke(context, picture.palette.bad, 1.25);
  for (let start = 0; start < events.length; start += CHUNK) {
    const part = events.slice(start, start + CHUNK);
    context.setLineDash([4, 3]);
    context.beginPath();
    for (const event of part) message(context, picture, event);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    for (const event of part) cross(context, picture, event, 4);
    context.stroke();
  }
}

function ends(picture: Picture, event: number): readonly [number, number, number, number] | undefined {
  const { scene, rows, scale } = picture;
  const peer = scene.peer[event]!;
  const from = rows.middle[scene.node[event]!]!;
  const to = peer < 0 ? -1 : rows.middle[peer]!;
  if (from < 0 && to < 0) return undefined;
  const x1 = scale.x(scene.t[event]!);
  const x2 = scale.x(Math.min(scene.end[event]!, picture.view.end + 1e9));
  if (to < 0) return [x1, from, x1, from + 9];
  if (from < 0) return [x2, to - 9, x2, to];
  if (scene.fateOf(event) !== "lost") return [x1, from, x2, to];
  // The cross stands before the line of who never got it; one lost at once needs a slant to be seen.
  const reach = Math.max(x2, x1 + 6);
  return [x1, from, x1 + (reach - x1) * 0.8, from + (to - from) * 0.8];
}

function message(context: Context, picture: Picture, event: number): void {
  const found = ends(picture, event);
  if (found === undefined) return;
  context.moveTo(found[0], found[1]);
  context.lineTo(found[2], found[3]);
}

function cross(context: Context, picture: Picture, event: number, size: number): void {
  const found = ends(picture, event);
  if (found === undefined) return;
  const [x, y] = [found[2], found[3]];
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x - size, y + size);
  context.lineTo(x + size, y - size);
}

function head(context: Context, picture: Picture, event: number): void {
  if (picture.scene.fateOf(event) !== "arrived") return;
  const found = ends(picture, event);
  if (found === undefined) return;
  const [x1, y1, x2, y2] = found;
  if (x2 < picture.scale.left - 10 || x2 > picture.scale.right + 10) return;
  const long = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / long, (y2 - y1) / long];
  const size = Math.min(picture.scene.grid["head"] ?? 8, picture.rows.lane / 6);
  context.beginPath();
  context.moveTo(x2, y2);
  context.lineTo(x2 - size * ux - 0.42 * size * uy, y2 - size * uy + 0.42 * size * ux);
  context.lineTo(x2 - size * ux + 0.42 * size * uy, y2 - size * uy - 0.42 * size * ux);
  context.fill();
}

/** A bar, open to the right when nobody knows its end; one that a check accuses has a doubled outline. */
function operation(context: Context, picture: Picture, event: number): void {
  const { scene, rows, scale, palette } = picture;
  const y = rows.middle[scene.node[event]!]!;
  if (y < 0) return;
  const bar = scene.grid["bar"] ?? 14;
  const left = Math.max(scale.x(scene.t[event]!), scale.left - 12);
  const right = Math.min(scale.x(Math.min(scene.end[event]!, 1e15)), scale.right + 12);
  const wide = Math.max(2, right - left);
  context.fillStyle = palette.band;
  context.fillRect(left, y - bar / 2, wide, bar);
  const fate = scene.fateOf(event);
  stroke(context, fate === "fail" ? palette.bad : palette.ink, 1.25);
  if (fate !== "ok" && fate !== "fail") context.setLineDash([5, 3]);
  context.strokeRect(left, y - bar / 2, wide, bar);
  context.setLineDash([]);
  if (scene.accused[event]) {
    stroke(context, palette.bad, 1.25);
    for (const m of [3, 6]) context.strokeRect(left - m, y - bar / 2 - m, wide + 2 * m, bar + 2 * m);
  }
  const words = `${scene.nameOf(event)}${scene.detailOf(event)}`;
  context.font = `12px ${palette.font}`;
  if (wide > 24 && context.measureText(words).width < wide - 8) {
    context.fillStyle = palette.ink;
    context.textBaseline = "middle";
    context.fillText(words, Math.max(left, scale.left) + 4, y + 0.5);
  }
}

function mark(context: Context, picture: Picture, event: number): void {
  const { scene, rows, scale, palette } = picture;
  const y = rows.middle[scene.node[event]!]!;
  if (y < 0) return;
  const x = scale.x(scene.t[event]!);
  const kind = scene.kindOf(event);
  const bar = scene.grid["bar"] ?? 14;
  if (kind === "return") {
    stroke(context, scene.fateOf(event) === "ok" ? palette.good : palette.bad, 2.5);
    line(context, x, y - bar, x, y + bar);
  } else if (kind === "error") {
    stroke(context, palette.bad, 2);
    line(context, x - 6, y - 6, x + 6, y + 6);
    line(context, x - 6, y + 6, x + 6, y - 6);
  } else {
    context.fillStyle = palette.paper;
    stroke(context, scene.accused[event] ? palette.bad : palette.muted, 1.5);
    context.beginPath();
    shape(context, kind, x, y);
    context.fill();
    context.stroke();
    if (scene.accused[event]) context.strokeRect(x - 8.5, y - 8.5, 17, 17);
  }
}

/** A timer is a circle, a write a square, a word a diamond, everything else a triangle. */
function shape(context: Context, kind: string, x: number, y: number): void {
  if (kind === "timer") context.arc(x, y, 3, 0, 2 * Math.PI);
  else if (kind === "disk") context.rect(x - 3.5, y - 3.5, 7, 7);
  else {
    const low = ["log", "observe", "assert"].includes(kind) ? [x + 5, y, x, y + 5, x - 5, y] : [x + 5, y + 4, x - 5, y + 4];
    context.moveTo(x, y - 5);
    for (let at = 0; at < low.length; at += 2) context.lineTo(low[at]!, low[at + 1]!);
    context.closePath();
  }
}

/** How much happens, lane by lane: a bar up for what happens, one down for what is lost, operations as one band. */
function density(context: Context, picture: Picture, shown: Uint32Array): number {
  const { scene, rows, scale, palette } = picture;
  const columns = Math.ceil((scale.right - scale.left) / BUCKET) + 1;
  const lanes = scene.lanes.length;
  const many = new Uint16Array(lanes * columns);
  const lost = new Uint16Array(lanes * columns);
  const busy = new Uint8Array(lanes * columns);
  const special: number[] = [];
  let most = 1;
  const perColumn = scale.usPerPixel * BUCKET;
  const beginUs = scale.us(scale.left);
  const add = (counts: Uint16Array, lane: number, us: number): void => {
    const column = Math.floor((us - beginUs) / perColumn);
    if (lane < 0 || column < 0 || column >= columns || rows.middle[lane]! < 0) return;
    most = Math.max(most, ++counts[lane * columns + column]!);
  };
  const lostFate = scene.fates.indexOf("lost");
  const [operationKind, errorKind] = [scene.kinds.indexOf("operation"), scene.kinds.indexOf("error")];
  const messageKinds = scene.kinds.map((kind) => kind === "message" || kind === "copy");
  for (const event of shown) {
    const lane = scene.node[event]!;
    const kind = scene.kind[event]!;
    if (kind === operationKind) {
      if (scene.accused[event]) special.push(event);
      const first = Math.max(0, Math.floor((scale.x(scene.t[event]!) - scale.left) / BUCKET));
      const last = Math.min(columns - 1, Math.floor((scale.x(Math.min(scene.end[event]!, 1e15)) - scale.left) / BUCKET));
      busy.fill(1, lane * columns + first, lane * columns + last + 1);
      continue;
    }
    if (kind === errorKind || picture.found?.[event] || scene.accused[event]) special.push(event);
    add(many, lane, scene.t[event]!);
    if (!messageKinds[kind]) continue;
    if (scene.fate[event] === lostFate) add(lost, scene.peer[event]!, scene.end[event]!);
    else add(many, scene.peer[event]!, scene.end[event]!);
  }
  const high = rows.lane / 2 - 5;
  const full = usual(many, most);
  let marks = 0;
  const bars = (counts: Uint16Array, colour: string, sign: number): void => {
    context.fillStyle = colour;
    for (let lane = 0; lane < lanes; lane++) {
      for (let column = 0; column < columns; column++) {
        const count = counts[lane * columns + column]!;
        if (count === 0) continue;
        const size = Math.max(1.5, high * Math.sqrt(Math.min(1, count / full)));
        const y = rows.middle[lane]!;
        context.fillRect(scale.left + column * BUCKET, sign > 0 ? y - size : y, BUCKET - 0.5, size);
        marks += 1;
      }
    }
  };
  context.globalAlpha = 0.75;
  bars(many, palette.accent, 1);
  context.globalAlpha = 1;
  bars(lost, palette.bad, -1);
  marks += running(context, picture, busy, columns);
  for (const event of special) {
    if (scene.kind[event] === operationKind) operation(context, picture, event);
    else if (picture.found?.[event]) ring(context, picture, event, 5, palette.good);
    else mark(context, picture, event);
  }
  return marks + special.length;
}

/** What nearly every column stays below: one burst must not press all others flat. */
function usual(counts: Uint16Array, most: number): number {
  const columns = new Uint32Array(most + 1);
  let filled = 0;
  for (const count of counts) {
    if (count === 0) continue;
    columns[count]! += 1;
    filled += 1;
  }
  let left = filled * 0.01;
  let level = most;
  while (level > 1 && (left -= columns[level]!) >= 0) level--;
  return level;
}

/** Stretches in which operations ran, as thin bars on their client's line. */
function running(context: Context, picture: Picture, busy: Uint8Array, columns: number): number {
  const { scene, rows, scale, palette } = picture;
  context.fillStyle = palette.ink;
  let marks = 0;
  for (let lane = 0; lane < scene.lanes.length; lane++) {
    const y = rows.middle[lane]!;
    for (let column = 0; y >= 0 && column < columns; column++) {
      if (!busy[lane * columns + column]) continue;
      let end = column;
      while (end < columns && busy[lane * columns + end]) end++;
      context.fillRect(scale.left + column * BUCKET, y - 2, (end - column) * BUCKET, 4);
      column = end;
      marks += 1;
    }
  }
  return marks;
}

/** The chosen event, or the one under the pointer: thicker, and ringed where it touches a line. */
function lit(context: Context, picture: Picture, event: number, chosen: boolean): void {
  const { scene, palette } = picture;
  if (!isShown(picture, event)) return;
  if (isMessage(scene, event)) {
    const lost = scene.fateOf(event) === "lost";
    stroke(context, palette.paper, chosen ? 7 : 5);
    for (const [colour, wide] of [[palette.paper, chosen ? 7 : 5], [lost ? palette.bad : palette.accent, chosen ? 3 : 2]] as const) {
      stroke(context, colour, wide);
      context.beginPath();
      message(context, picture, event);
      if (lost) cross(context, picture, event, 5);
      context.stroke();
    }
    context.fillStyle = palette.accent;
    head(context, picture, event);
    if (chosen) {
      ring(context, picture, event, 7, palette.accent);
      const found = ends(picture, event);
      if (found !== undefined && !lost) circle(context, found[2], found[3], 7, palette.accent);
    }
  } else if (scene.kindOf(event) === "operation") {
    operation(context, picture, event);
    const { rows, scale } = picture;
    const y = rows.middle[scene.node[event]!]!;
    const left = scale.x(scene.t[event]!);
    stroke(context, palette.accent, chosen ? 2.5 : 1.5);
    const right = Math.min(scale.x(Math.min(scene.end[event]!, 1e15)), scale.right + 40);
    const m = scene.accused[event] ? 9 : 3;
    context.strokeRect(left - m, y - 7 - m, Math.max(2, right - left) + 2 * m, 14 + 2 * m);
  } else {
    mark(context, picture, event);
    ring(context, picture, event, chosen ? 10 : 8, palette.accent);
  }
}

function ring(context: Context, picture: Picture, event: number, radius: number, colour: string): void {
  const y = picture.rows.middle[picture.scene.node[event]!]!;
  if (y >= 0) circle(context, picture.scale.x(picture.scene.t[event]!), y, radius, colour);
}

function circle(context: Context, x: number, y: number, radius: number, colour: string): void {
  stroke(context, colour, 2);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

/** The cut through the chosen moment, down through every line. */
function now(context: Context, { now: us, scale, rows, palette, scroll }: Picture): void {
  if (us === undefined || us < 0) return;
  const x = Math.round(scale.x(us)) + 0.5;
  stroke(context, palette.accent, 1);
  context.setLineDash([2, 3]);
  line(context, x, AXIS + scroll, x, rows.height);
  context.setLineDash([]);
}

/** Faults in words above the lanes; the strip stays while lanes are scrolled. */
function strip(context: Context, picture: Picture): void {
  const { scene, rows, scale, palette } = picture;
  if (rows.strip === 0) return;
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, picture.width, AXIS + rows.strip);
  context.font = `13px ${palette.font}`;
  context.textBaseline = "middle";
  context.fillStyle = palette.muted;
  context.fillText(fitted(context, "faults", scale.left - 14), 2, faultTop(0) + FAULT_HEIGHT / 2 + 0.5);
  context.save();
  context.beginPath();
  context.rect(scale.left, 0, scale.right - scale.left, AXIS + rows.strip);
  context.clip();
  context.font = `11.5px ${palette.font}`;
  context.textBaseline = "middle";
  const free = new Map<number, number>();
  scene.bands.forEach((band, at) => {
    const [left, right] = [scale.x(band.at), Math.min(scale.x(Math.min(band.until, 1e15)), scale.right + 9)];
    if (right < scale.left || left > scale.right) return;
    const row = rows.faults[at]!;
    const top = faultTop(row);
    if (band.kind === "partition") hatch(context, [left, top, Math.max(2, right - left), FAULT_HEIGHT], palette);
    else {
      context.fillStyle = palette.band;
      context.fillRect(left, top, Math.max(2, right - left), FAULT_HEIGHT);
    }
    stroke(context, palette.muted, 1);
    line(context, left + 0.5, top, left + 0.5, top + FAULT_HEIGHT);
    const x = Math.max(left, scale.left) + 5;
    const wide = context.measureText(band.label).width;
    // Words that would run over the ones before stay away; the fault stands in the panel, too.
    if (x < (free.get(row) ?? -1)) return;
    const next = nextBegin(scene, rows, at, scale);
    if (wide > Math.max(right, next) - x - 4) return;
    free.set(row, x + wide + 6);
    if (band.kind === "partition") {
      context.fillStyle = palette.paper;
      context.globalAlpha = 0.8;
      context.fillRect(x - 2, top, wide + 4, FAULT_HEIGHT);
      context.globalAlpha = 1;
    }
    context.fillStyle = palette.ink;
    context.fillText(band.label, x, top + FAULT_HEIGHT / 2 + 0.5);
  });
  context.restore();
}

function nextBegin(scene: Scene, rows: Rows, at: number, scale: Scale): number {
  for (let next = at + 1; next < scene.bands.length; next++) {
    if (rows.faults[next] === rows.faults[at]) return Math.min(scale.x(scene.bands[next]!.at), scale.right);
  }
  return scale.right;
}

function names(context: Context, { scene, rows, palette, scale, scroll, height }: Picture): void {
  context.fillStyle = palette.paper;
  context.fillRect(0, AXIS + rows.strip, scale.left - 8, height);
  context.save();
  context.beginPath();
  context.rect(0, AXIS + rows.strip, scale.left, height);
  context.clip();
  context.textBaseline = "middle";
  scene.lanes.forEach((lane, at) => {
    const y = rows.middle[at]! - scroll;
    if (rows.middle[at]! < 0 || y < 0 || y > height) return;
    context.font = `${lane.client ? "" : "600 "}13px ${palette.font}`;
    context.fillStyle = lane.client ? palette.muted : palette.ink;
    context.fillText(fitted(context, lane.name, scale.left - 14), 2, y);
  });
  context.restore();
}

function fitted(context: Context, text: string, wide: number): string {
  if (context.measureText(text).width <= wide) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}…`).width > wide) short = short.slice(0, -1);
  return `${short}…`;
}

function axis(context: Context, { scale, view, palette, width }: Picture): void {
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, AXIS);
  stroke(context, palette.line, 1);
  line(context, scale.left, AXIS - 0.5, scale.right, AXIS - 0.5);
  context.font = `12px ${palette.font}`;
  context.fillStyle = palette.muted;
  context.textBaseline = "middle";
  const { moments, step } = ticks(view, (scale.right - scale.left) / 110);
  for (const us of moments) {
    const x = Math.round(scale.x(us)) + 0.5;
    line(context, x, AXIS - 6, x, AXIS);
    const words = moment(us, step);
    const half = context.measureText(words).width / 2;
    if (x - half >= scale.left - 12 && x + half <= width) context.fillText(words, x - half, AXIS / 2 - 2);
  }
}

function stroke(context: Context, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
}

function line(context: Context, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
