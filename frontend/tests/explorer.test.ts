import assert from "node:assert/strict";
import { test } from "node:test";

import { fromHash, NOWHERE, toHash } from "../src/explorer/address";
import { toSegment } from "../src/explorer/chart";
import { firstDifference } from "../src/explorer/compare";
import { rowsOf, Scale } from "../src/explorer/layout";
import { place } from "../src/explorer/list";
import { lowest, readScene, type Raw, type Scene } from "../src/explorer/scene";
import { bounded, moment, pan, showing, span, ticks, whole, zoom } from "../src/explorer/view";
import { groupsIn, inGroup } from "../src/explorer/words";

type Row = { t: number; kind?: string; node?: number; peer?: number; last?: number; fate?: string; name?: string };

/** A scene of these events on three lanes, the last of them a client's. */
function scene(rows: readonly Row[], more: Partial<Raw> = {}): Scene {
  const kinds = [...new Set(rows.map(({ kind }) => kind ?? "timer"))];
  const fates = ["", "arrived", "lost"];
  const strings = ["", ...new Set(rows.map(({ name }) => name ?? "beat"))];
  const steps = (numbers: readonly number[]): number[] => numbers.map((number, at) => number - (numbers[at - 1] ?? 0));
  const read = readScene({
    format: 1,
    about: { title: "t", scenario: "s", seed: 3, verdict: "ok", reason: "", parameters: {} },
    grid: { lane: 52, bar: 14, tick: 7, head: 8, rail: 104 },
    last_us: Math.max(...rows.map(({ t }) => t)),
    lanes: [["a", 0], ["b", 0], ["c1", 1]],
    bands: [],
    violations: [],
    kinds,
    fates,
    says: ["{node} and {peer}: {name}"],
    strings,
    events: {
      index: steps(rows.map((_, at) => at * 2)),
      t: steps(rows.map(({ t }) => t)),
      last: rows.map(({ last }) => last ?? -2),
      end: rows.map(() => 1),
      kind: rows.map(({ kind }) => kinds.indexOf(kind ?? "timer")),
      node: rows.map(({ node }) => node ?? 0),
      peer: rows.map(({ peer }) => peer ?? -1),
      fate: rows.map(({ fate }) => fates.indexOf(fate ?? "")),
      says: rows.map(() => 0),
      name: rows.map(({ name }) => strings.indexOf(name ?? "beat")),
      detail: rows.map(() => 0),
      note: rows.map(() => 0),
    },
    states: { t: [], lane: [], size: [], name: [], value: [] },
    ...more,
  });
  if (typeof read === "string") throw new Error(read);
  return read;
}

function visible(of: Scene, begin: number, end: number): number[] {
  const found: number[] = [];
  of.within(begin, end, (event) => found.push(event));
  return found;
}

test("a sentence is put together from its places, and a name with braces stays a name", () => {
  const read = scene([{ t: 1, kind: "message", node: 0, peer: 1, name: "{node}{name}" }]);
  assert.equal(read.text(0), "a and b: {node}{name}");
});

test("the events of a window are those that have a part in it, as a plain look at all of them says", () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  let t = 0;
  const rows = Array.from({ length: 3_000 }, () => ({ t: (t += Math.floor(random() * 9)), kind: "message", peer: 1, last: random() < 0.01 ? -1 : Math.floor(random() ** 8 * 5_000) }));
  const read = scene(rows);
  for (let round = 0; round < 40; round++) {
    const begin = Math.floor(random() * t);
    const end = begin + Math.floor(random() * 900);
    const plain = rows.flatMap((row, at) => (row.t <= end && (row.last === -1 || row.t + row.last >= begin) ? [at] : []));
    assert.deepEqual(visible(read, begin, end), plain);
  }
});

test("an event is found by its record and a moment by its first event", () => {
  const read = scene([{ t: 5 }, { t: 5 }, { t: 9 }]);
  assert.deepEqual([read.ofRecord(2), read.ofRecord(3), read.ofRecord(99)], [1, -1, -1]);
  assert.deepEqual([read.from(0), read.from(6), read.from(10)], [0, 2, 3]);
  assert.deepEqual([lowest([], 1), place([2, 4, 6], 5)], [0, 2]);
});

test("the state of a node is what changed up to a moment, marked if in it", () => {
  const strings = ["", "beat", "term", "1", "2", "vote"];
  const states = { t: [1, 8], lane: [0, 0], size: [2, 1], name: [2, 5, 2], value: [3, 4, 4] };
  const read = scene([{ t: 1 }, { t: 9 }], { strings, states });
  assert.deepEqual(read.stateAt(0, 0), []);
  assert.deepEqual(read.stateAt(0, 1), [{ name: "term", value: "1", changed: true }, { name: "vote", value: "2", changed: true }]);
  assert.deepEqual(read.stateAt(0, 9), [{ name: "term", value: "2", changed: true }, { name: "vote", value: "2", changed: false }]);
  assert.deepEqual(read.stateAt(0, 20).map(({ changed }) => changed), [false, false]);
  assert.deepEqual(read.stateAt(1, 9), []);
});

test("data of another kind or format is a sentence, not an error", () => {
  assert.ok(String(readScene(null)).includes("not the data"));
  assert.ok(String(readScene({ lanes: [], format: 9 })).includes("format 9"));
});

test("zooming keeps the moment under the hand, and nothing leaves the run", () => {
  const view = zoom({ begin: 0, end: 1_000 }, 0.5, 250, 1_000);
  assert.deepEqual(view, { begin: 125, end: 625 });
  assert.deepEqual(zoom(view, 1e9, 250, 1_000), whole(1_000));
  assert.equal(zoom(view, 1e-9, 250, 1_000).end - zoom(view, 1e-9, 250, 1_000).begin, 10);
  assert.deepEqual(pan({ begin: 0, end: 100 }, 1e9, 1_000), { begin: 920, end: 1_020 });
  assert.deepEqual(bounded({ begin: -500, end: -400 }, 1_000), { begin: -20, end: 80 });
});

test("a window moves only if the moment is not well inside it", () => {
  const view = { begin: 0, end: 100 };
  assert.equal(showing(view, 50, 1_000), view);
  assert.deepEqual(showing(view, 99, 1_000), { begin: 49, end: 149 });
});

test("an axis has round moments and as many decimals as they need", () => {
  const { moments, step } = ticks({ begin: 30_000, end: 330_000 }, 6);
  assert.deepEqual(moments, [50_000, 100_000, 150_000, 200_000, 250_000, 300_000]);
  assert.equal(moment(150_000, step), "0.15\u00a0s");
  assert.deepEqual([span(900), span(1_500), span(2_000_000)], ["900\u00a0µs", "1.5\u00a0ms", "2\u00a0s"]);
});

test("an address keeps everything, and nonsense behind the # opens the beginning", () => {
  const stated = {
    run: 1,
    record: 42,
    views: [{ begin: -5, end: 900 }, { begin: 10, end: 20 }],
    locked: false,
    lane: "n1 & co",
    hiddenLanes: ["c1", "c,2"],
    hiddenKinds: ["timers"],
    search: "term=3 #1",
  };
  assert.deepEqual(fromHash(`#${toHash(stated)}`), stated);
  assert.deepEqual(fromHash("#event=-1&window=9_3&window2=x&run=7&event=1e9"), { ...NOWHERE, views: [undefined, undefined] });
  assert.equal(toHash(NOWHERE), "");
});

test("two equal runs do not differ; else the first moment is found, a loss counted when it happens", () => {
  const rows = [{ t: 1, kind: "message", peer: 1, last: 5, fate: "arrived" }, { t: 3 }, { t: 9, name: "x" }];
  assert.equal(firstDifference(scene(rows), scene(rows)), undefined);
  const lost = [{ ...rows[0]!, last: 7, fate: "lost" }, ...rows.slice(1)];
  assert.deepEqual(firstDifference(scene(rows), scene(lost)), { us: 6, events: [0, 0] });
  const other = [...rows.slice(0, 2), { t: 9, name: "y" }];
  assert.deepEqual(firstDifference(scene(rows), scene(other)), { us: 9, events: [2, 2] });
  assert.deepEqual(firstDifference(scene(rows), scene(rows.slice(0, 2))), { us: 9, events: [2, -1] });
  assert.deepEqual(firstDifference(scene(rows), scene([{ ...rows[0]!, t: 0 }])), { us: 0, events: [0, 0] });
});

test("rows leave hidden lanes out, and faults at one time get rows of their own", () => {
  const bands = [[0, 50], [10, 20], [30, null], [60, 70]].map(([at, until]) => ({ kind: "crash", at: at!, until: until!, lanes: [0], label: "x" }));
  const read = scene([{ t: 100 }], { bands });
  const rows = rowsOf(read, new Set([0]));
  assert.equal(rows.middle[0], -1);
  assert.equal(rows.middle[2]! - rows.middle[1]!, 52);
  assert.deepEqual(rows.faults, [0, 1, 1, 0]);
  assert.ok(rowsOf(read, new Set(), true).lane < 52);
});

test("a pixel and its moment belong together, and what is far away stays drawable", () => {
  const scale = new Scale({ begin: 100, end: 300 }, 50, 250);
  assert.deepEqual([scale.x(200), scale.us(150), scale.usPerPixel], [150, 200, 1]);
  assert.ok(Number.isFinite(scale.x(Infinity)) && scale.x(1e18) < 50_000);
  assert.equal(toSegment(5, 3, [0, 0], [10, 0]), 3);
});

test("every kind has a place among the filters, and faults stay in their strip", () => {
  const groups = groupsIn(["message", "timer", "clock", "fault"]);
  assert.deepEqual(groups.map(({ id }) => id), ["messages", "timers", "other"]);
  assert.deepEqual(["clock", "timer", "fault"].map((kind) => inGroup(groups[2]!, kind)), [true, false, false]);
});
