import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMITS, isLabResult, parseFromFrame, parseObject } from "../src/shared/messages";
import { ulids } from "../src/shared/ulid";

const zeros = (): void => undefined;

test("a ULID has 26 characters of Crockford's alphabet and begins with its time", () => {
  const next = ulids(() => 1_469_918_176_385, zeros);
  assert.equal(next(), "01ARYZ6S410000000000000000");
});

test("ULIDs rise within a millisecond and when the clock steps back", () => {
  const times = [5, 5, 5, 3, 9];
  const next = ulids(
    () => times.shift() ?? 9,
    (bytes) => bytes.fill(255),
  );
  const made = [next(), next(), next(), next(), next()];
  assert.deepEqual([...made].sort(), made);
  assert.equal(new Set(made).size, 5);
});

test("a message of the frame is read when it has its parts", () => {
  assert.deepEqual(parseFromFrame('{"type":"progress","id":1,"progress":{"seed":3}}'), {
    type: "progress",
    id: 1,
    progress: { seed: 3 },
  });
});

const refused: [text: unknown, reason: RegExp][] = [
  [{ type: "ready" }, /must be JSON text/],
  ["[1]", /must be an object/],
  ["{", /not JSON/],
  ['{"type":"eval"}', /unknown type/],
  ['{"type":"result","id":1,"result":5}', /missing or wrong fields/],
  ['{"type":"result","id":-1,"result":{}}', /missing or wrong fields/],
  ['{"type":"failed","stage":"else","message":""}', /missing or wrong fields/],
  ['{"type":"ready","x":1e999}', /not finite/],
  ['{"type":"ready","x":"\\ud800"}', /half a character/],
  [`{"type":"ready","x":${"[".repeat(40)}${"]".repeat(40)}}`, /deeper than 32/],
  [`{"type":"ready","x":[${"0,".repeat(LIMITS.values)}0]}`, /more than 200000 values/],
  [`"${"x".repeat(LIMITS.messageCharacters)}"`, /at most 2000000/],
];

for (const [text, reason] of refused) {
  test(`a message is refused: ${reason.source}`, () => assert.throws(() => parseFromFrame(text), reason));
}

test("an emoji is a whole character", () => {
  assert.deepEqual(parseObject('{"x":"\\ud83d\\ude00"}'), { x: "😀" });
});

test("a result needs lab, step, a verdict of three, and a reason", () => {
  const good = { lab: "l", step: "s", verdict: "violated", reason: "r", seeds: {}, failure: null, error: null };
  assert.equal(isLabResult(good), true);
  for (const broken of [{ ...good, verdict: "passed" }, { ...good, reason: 3 }, { ...good, failure: "<b>" }, { ...good, seeds: [] }]) {
    assert.equal(isLabResult(broken), false);
  }
});
