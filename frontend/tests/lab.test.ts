import assert from "node:assert/strict";
import { test } from "node:test";

import { marksOf, megabytes, progressText, shareOf } from "../src/lab/job";
import { orderOf } from "../src/page/order";

test("a file that broke is marked with its message, a failure with the learner's line", () => {
  assert.deepEqual(marksOf({ error: { line: 3, message: "no )" } }), [{ line: 3, kind: "error", message: "no )" }]);
  assert.deepEqual(marksOf({ error: null, failure: { learner_line: 9 } }), [{ line: 9, kind: "event" }]);
  assert.deepEqual(marksOf({ error: null, failure: {} }), []);
});

test("progress reads as words and as a share", () => {
  assert.equal(progressText({ seed: 4, done: 3, of: 10, verdict: "ok" }), "Running seeds: 3 of 10");
  assert.equal(progressText({ seed: 8 }), "Running seeds, now 8");
  assert.equal(shareOf({ done: 3, total: 12 }), 0.25);
  assert.equal(shareOf({ seed: 8 }), undefined);
  assert.equal(progressText({ phase: "shrink", done: 3, of: 3 }), "Looking for the smallest failing run…");
});

test("sizes are given in megabytes", () => {
  assert.deepEqual([6_412_345, 13_400_000].map(megabytes), ["6.4 MB", "13 MB"]);
});

test("an entry order begins with what was chosen and leaves nothing out", () => {
  const canon = ["see", "run", "solve", "prove"];
  assert.deepEqual(orderOf(canon, ["prove"]), ["prove", "see", "run", "solve"]);
  assert.deepEqual(orderOf(canon, ["solve", "prove", "solve", "eval"]), ["solve", "prove", "see", "run"]);
});
