import assert from "node:assert/strict";
import { test } from "node:test";

import { DraftKeeper, type Draft, type Saved, type World } from "../src/editor/drafts";

/** One server and any number of tabs that share a browser's storage. */
class Stored {
  kept: Draft | undefined;
  server: Draft = { text: "start", version: 1 };
  isDown = false;

  tab(): { keeper: DraftKeeper; shown: string[]; offers: [string, string][]; said: string[] } {
    const shown: string[] = [];
    const offers: [string, string][] = [];
    const said: string[] = [];
    const world: World = {
      load: () => this.kept,
      store: (draft) => void (this.kept = draft),
      forget: () => void (this.kept = undefined),
      send: (draft) => this.send(draft),
      say: (text) => void said.push(text),
      offer: (mine, other) => void offers.push([mine, other]),
      show: (text) => void shown.push(text),
    };
    const keeper = new DraftKeeper(this.server, world);
    keeper.start();
    return { keeper, shown, offers, said };
  }

  send(draft: Draft): Promise<Saved> {
    if (this.isDown) return Promise.reject(new Error("down"));
    const accepted = draft.version === this.server.version;
    if (accepted) this.server = { text: draft.text, version: draft.version + 1 };
    return Promise.resolve({ ...this.server, accepted });
  }
}

test("a change is kept here at once and stored when sent", async () => {
  const stored = new Stored();
  const { keeper } = stored.tab();
  keeper.change("mine");
  assert.deepEqual(stored.kept, { text: "mine", version: 1 });
  await keeper.save();
  assert.deepEqual(stored.server, { text: "mine", version: 2 });
  assert.equal(stored.kept, undefined);
});

test("what the server did not get comes back on the next visit", async () => {
  const stored = new Stored();
  const first = stored.tab();
  stored.isDown = true;
  first.keeper.change("mine");
  await first.keeper.save();
  const second = stored.tab();
  assert.deepEqual(second.shown, ["mine"]);
  assert.deepEqual(second.offers, []);
});

test("of two tabs the slower is offered both texts and neither is lost", async () => {
  const stored = new Stored();
  const [a, b] = [stored.tab(), stored.tab()];
  a.keeper.change("from a");
  await a.keeper.save();
  b.keeper.change("from b");
  await b.keeper.save();
  assert.deepEqual(b.offers, [["from b", "from a"]]);
  assert.equal(stored.server.text, "from a");
  assert.deepEqual(stored.kept, { text: "from b", version: 1 });
  await b.keeper.choose("mine");
  assert.equal(stored.server.text, "from b");
});

test("until the choice nothing more is sent", async () => {
  const stored = new Stored();
  const [a, b] = [stored.tab(), stored.tab()];
  a.keeper.change("from a");
  await a.keeper.save();
  b.keeper.change("from b");
  await b.keeper.save();
  b.keeper.change("more from b");
  await b.keeper.save();
  assert.equal(stored.server.text, "from a");
  assert.equal(b.offers.length, 1);
  await b.keeper.choose("other");
  assert.deepEqual(b.shown, ["from a"]);
});

test("a kept text made from an older version is offered beside the newer one", () => {
  const stored = new Stored();
  stored.kept = { text: "old but mine", version: 1 };
  stored.server = { text: "newer", version: 4 };
  const { offers, shown } = stored.tab();
  assert.deepEqual(offers, [["old but mine", "newer"]]);
  assert.deepEqual(shown, ["old but mine"]);
});

test("both tabs with the same text are no conflict", async () => {
  const stored = new Stored();
  const [a, b] = [stored.tab(), stored.tab()];
  a.keeper.change("same");
  await a.keeper.save();
  b.keeper.change("same");
  await b.keeper.save();
  assert.deepEqual(b.offers, []);
  b.keeper.change("same, and more");
  await b.keeper.save();
  assert.equal(stored.server.text, "same, and more");
});
