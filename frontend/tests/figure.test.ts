import assert from "node:assert/strict";
import { test } from "node:test";

import { gridOf, keyOf, parseGrid, readGrid, type Recording } from "../src/figure/data";
import { between, common, covers, inPixels, intersection, nextStart, total, union } from "../src/figure/intervals";
import type { Interval } from "../src/figure/data";
import { downtime, duration, moment, number, onScale, ticks, times } from "../src/figure/words";

test("a union merges what touches and drops what is empty", () => {
  assert.deepEqual(union([[5, 7], [0, 2]], [[2, 3], [9, 9]]), [[0, 3], [5, 7]]);
});

test("all are down where every list has a gap", () => {
  assert.deepEqual(common([[[0, 10]], [[2, 4], [6, 12]], [[3, 7]]]), [[3, 4], [6, 7]]);
  assert.deepEqual(common([]), []);
});

test("union and intersection agree with counting moments one by one", () => {
  let state = 7;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  const list = (): Interval[] => union(Array.from({ length: 6 }, (): Interval => {
    const from = random(40);
    return [from, from + random(8)];
  }));
  for (let round = 0; round < 300; round += 1) {
    const [a, b] = [list(), list()];
    const moments = Array.from({ length: 60 }, (_, at) => at);
    assert.equal(total(intersection(a, b)), moments.filter((at) => covers(a, at) && covers(b, at)).length);
    assert.equal(total(union(a, b)), moments.filter((at) => covers(a, at) || covers(b, at)).length);
  }
});

test("an outage is never drawn narrower than can be seen, and stays inside", () => {
  assert.deepEqual(inPixels([[0, 1], [495, 505], [999, 1000]], 1000, 100, 4), [[0, 4], [48, 52], [96, 100]]);
  assert.deepEqual(between([[0, 4], [48, 52], [96, 100]], 100), [[4, 48], [52, 96]]);
});

test("the next outage comes round again after the last", () => {
  const list: Interval[] = [[10, 20], [50, 60]];
  assert.deepEqual([0, 10, 50].map((at) => nextStart(list, at)), [10, 50, 10]);
  assert.equal(nextStart([], 3), undefined);
});

test("shares of time read as people say them", () => {
  assert.equal(downtime(1e-6), "8.8 h in 1,000 years");
  assert.equal(downtime(0.01), "3.7 days a year");
  assert.equal(downtime(1e-4), "53 min a year");
  assert.equal(downtime(1e-9), "8.8 h in a million years");
  assert.equal(downtime(0), "never");
  assert.equal(duration(86_400), "1 day");
  assert.equal(times(1e-3, 2e-6), "500 times");
  assert.equal(number(2_048), "2,000");
});

test("moments and marks suit the length of the run", () => {
  const year = 365.25 * 86_400 * 1e6;
  assert.equal(moment(12 * year, 20 * year), "year 12.0");
  assert.equal(moment(90e6, 300e6), "second 90.0");
  assert.deepEqual(ticks(20 * year, 4).map(({ text }) => text), ["0", "5 y", "10 y", "15 y", "20 y"]);
});

test("a log scale is even in powers of ten", () => {
  assert.equal(onScale(1e-9, 1e-8, 1), 0);
  assert.ok(Math.abs(onScale(1e-4, 1e-8, 1) - 0.5) < 1e-12);
  assert.equal(onScale(1, 1e-8, 1), 1);
});

const record = { replicas: [], shared: [], all_down: [], horizon_us: 1, measured: {}, exact: {} };

test("a grid is read when every point is recorded", () => {
  const parameters = [
    { name: "a", values: [0, 1], default: 1 },
    { name: "b", values: [5], default: 0 },
  ];
  const grid = parseGrid(JSON.stringify({ parameters, points: { "0-0": record, "1-0": record } }));
  assert.ok(typeof grid !== "string");
  assert.equal(keyOf([1, 0]), "1-0");
  assert.equal(parseGrid(JSON.stringify({ parameters, points: { "0-0": record } })), 'point "1-0" is not recorded');
});

test("a grid that cannot be used says why", () => {
  assert.equal(parseGrid("{"), "the recorded data is not JSON");
  assert.equal(parseGrid("{}"), "parameters or points are missing");
  const beyond = { parameters: [{ name: "a", values: [1], default: 1 }], points: {} };
  assert.equal(parseGrid(JSON.stringify(beyond)), 'parameter "a" has the default 1, which is none of its 1 values');
});

test("a lesson's recording is read as a grid, with its texts and what was chosen", () => {
  const recording: Recording = {
    title: "Three replicas",
    parameters: [{ name: "beta", label: "Share", unit: "", values: ["0", "0.1"] }],
    default: { beta: "0" },
    pieces: ["<svg>"],
    points: { "0": { svg: [0], text: "none", record }, "0.1": { svg: [0], text: "some", record } },
  };
  const grid = readGrid(gridOf(recording, { beta: "0.1" }));
  assert.deepEqual(typeof grid === "string" ? grid : [grid.parameters[0]!.default, grid.texts], [1, { "0": "none", "1": "some" }]);
  const parsed = parseGrid(JSON.stringify(recording));
  assert.equal(typeof parsed === "string" ? parsed : parsed.parameters[0]!.default, 0);
});
