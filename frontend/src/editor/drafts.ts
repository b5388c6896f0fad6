/**
 * Keeps a draft in this browser and on the server. A text is only ever replaced by one made from it: when another
 * tab or device was faster, both are offered and nothing is thrown away.
 */

export interface Draft {
  readonly text: string;
  /** The server's version that this text was made from. */
  readonly version: number;
}

export interface Saved extends Draft {
  /** Whether the text that was sent is now the stored one. */
  readonly accepted: boolean;
}

/** What the keeper touches, handed in so that the rules can be tried without a browser. */
export interface World {
  load(): Draft | undefined;
  store(draft: Draft): void;
  forget(): void;
  /** Undefined when there is no server to keep drafts; throws when it does not answer. */
  send(draft: Draft): Promise<Saved | undefined>;
  say(text: string): void;
  /** Shows both; the keeper is told the choice through `choose`. */
  offer(mine: string, other: string): void;
  show(text: string): void;
}

export class DraftKeeper {
  #version: number;
  #text: string;
  #stored: string;
  #sending = false;
  #other: Draft | undefined;
  readonly #world: World;

  constructor(server: Draft, world: World) {
    this.#world = world;
    this.#version = server.version;
    this.#text = server.text;
    this.#stored = server.text;
  }

  /** Compares what this browser kept with what the server sent. */
  start(): void {
    const kept = this.#world.load();
    if (kept === undefined || kept.text === this.#stored) {
      this.#world.forget();
      return;
    }
    if (kept.version >= this.#version) {
      this.#text = kept.text;
      this.#world.show(kept.text);
      this.#world.say("What you last typed here is back.");
      return;
    }
    // The server's text is newer than the one this was made from: neither may win by itself.
    this.#other = { text: this.#stored, version: this.#version };
    this.#text = kept.text;
    this.#world.show(kept.text);
    this.#world.offer(kept.text, this.#stored);
  }

  /** The text changed: keep it here at once. */
  change(text: string): void {
    this.#text = text;
    this.#world.store({ text, version: this.#version });
  }

  /** Send what is not stored yet. */
  async save(): Promise<void> {
    if (this.#sending || this.#other !== undefined || this.#text === this.#stored) return;
    this.#sending = true;
    const sent = this.#text;
    try {
      const saved = await this.#world.send({ text: sent, version: this.#version });
      if (saved === undefined) this.#world.say("Kept in this browser.");
      else this.#settle(sent, saved);
    } catch {
      this.#world.say("Kept in this browser; the server did not answer.");
    } finally {
      this.#sending = false;
    }
    if (this.#text !== sent) await this.save();
  }

  /** The reader chose between the two texts. */
  async choose(choice: "mine" | "other"): Promise<void> {
    const other = this.#other;
    if (other === undefined) return;
    this.#other = undefined;
    this.#version = other.version;
    this.#stored = other.text;
    if (choice === "other") {
      this.#text = other.text;
      this.#world.show(other.text);
      this.#world.forget();
      this.#world.say("The other text is in the editor; undo brings yours back.");
      return;
    }
    this.#world.store({ text: this.#text, version: this.#version });
    await this.save();
  }

  #settle(sent: string, saved: Saved): void {
    if (!saved.accepted && saved.text !== sent) {
      this.#other = { text: saved.text, version: saved.version };
      this.#world.offer(this.#text, saved.text);
      return;
    }
    this.#version = saved.version;
    this.#stored = sent;
    if (this.#text === sent) this.#world.forget();
    else this.#world.store({ text: this.#text, version: this.#version });
    this.#world.say("Saved.");
  }
}
