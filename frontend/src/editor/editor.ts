/**
 * CodeMirror over a `<textarea data-editor>`. The textarea stays in the form and holds the text; the editor lives in
 * a shadow root, where its styles are adopted sheets that no content policy forbids.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";

import { DraftKeeper, type Draft, type Saved, type World } from "./drafts";
import { AROUND, look } from "./look";
import { lineAt, lineMarks, setMarks, type LineMark } from "./marks";
import { forget, load, save } from "../shared/storage";

const SAVE_MS = 800;
const ESCAPED_MS = 5_000;

export class Editor {
  readonly view: EditorView;
  readonly #textarea: HTMLTextAreaElement;
  readonly #status = element("p", "", "");
  readonly #around: HTMLElement;
  readonly #keeper: DraftKeeper;
  #timer: number | undefined;

  constructor(textarea: HTMLTextAreaElement) {
    this.#textarea = textarea;
    const host = document.createElement("div");
    host.className = "q-editor";
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(AROUND);
    root.adoptedStyleSheets = [sheet];
    this.#status.setAttribute("role", "status");
    const hint = element("p", "", "Escape, then Tab, leaves the editor.");
    hint.id = "leave";
    this.#around = element("div", "frame", "");
    const place = element("div", "", "");
    const foot = element("div", "foot", "");
    foot.append(hint, this.#status);
    this.#around.append(place, foot);
    root.append(this.#around);
    const hadFocus = document.activeElement === textarea;
    const caret = textarea.selectionStart;
    textarea.after(host);
    this.view = new EditorView({ parent: place, root, state: this.#state() });
    textarea.hidden = true;
    textarea.dataset.editor = "on";
    this.#label();
    this.#keeper = new DraftKeeper(this.#serverDraft(), this.#world());
    // What was typed while the editor was still on its way is newer than anything that was kept.
    if (normal(textarea.value) === this.#serverDraft().text) this.#keeper.start();
    else this.#changed();
    if (hadFocus) {
      this.view.dispatch({ selection: { anchor: Math.min(caret, this.view.state.doc.length) } });
      this.view.focus();
    }
    this.#listen();
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Shows `marks` and nothing else; the first is brought into sight. */
  mark(marks: readonly LineMark[]): void {
    const first = marks[0];
    const scroll = first === undefined ? [] : [EditorView.scrollIntoView(lineAt(this.view.state, first.line).from, { y: "center" })];
    this.view.dispatch({ effects: [setMarks.of(marks), ...scroll] });
  }

  show(text: string): void {
    if (text !== this.text) this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  #state(): EditorState {
    const label = this.#labelText();
    return EditorState.create({
      doc: this.#textarea.value,
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        EditorView.lineWrapping,
        python(),
        look,
        lineMarks,
        EditorState.readOnly.of(this.#textarea.readOnly),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "leave", spellcheck: "false", tabindex: "0" }),
        keymap.of([
          {
            key: "Escape",
            run: (view) => {
              view.setTabFocusMode(ESCAPED_MS);
              return false;
            },
          },
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.#changed();
        }),
      ],
    });
  }

  #labelText(): string {
    const named = this.#textarea.getAttribute("aria-label");
    return named ?? this.#textarea.labels[0]?.textContent?.trim() ?? "Code";
  }

  /** The label goes on working: pressing it puts the caret into the editor. */
  #label(): void {
    for (const label of this.#textarea.labels) {
      label.addEventListener("click", (event) => {
        event.preventDefault();
        this.view.focus();
      });
    }
  }

  #listen(): void {
    const { form } = this.#textarea;
    this.#textarea.addEventListener("quorate:mark", (event) => {
      this.mark((event as CustomEvent<{ marks: readonly LineMark[] }>).detail.marks);
    });
    // Whoever sets the textarea's value (a reset to the starter, a restored form) says so with this event.
    this.#textarea.addEventListener("quorate:set", () => this.show(this.#textarea.value));
    form?.addEventListener("reset", () => window.setTimeout(() => this.show(this.#textarea.value)));
    form?.addEventListener("submit", () => void this.#keeper.save());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) void this.#keeper.save();
    });
  }

  #changed(): void {
    this.#textarea.value = this.text;
    this.#textarea.dispatchEvent(new Event("input", { bubbles: true }));
    this.#keeper.change(this.text);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#keeper.save(), SAVE_MS);
  }

  #serverDraft(): Draft {
    return { text: normal(this.#textarea.defaultValue), version: Number(this.#textarea.dataset.draftVersion ?? 0) };
  }

  #world(): World {
    const { draftUrl, draftKey } = this.#textarea.dataset;
    const key = `quorate.draft.${draftKey ?? draftUrl ?? location.pathname}`;
    return {
      load: () => parseDraft(load(key)),
      store: (draft) => void save(key, JSON.stringify(draft)),
      forget: () => forget(key),
      send: async (draft) => (draftUrl === undefined ? undefined : sendDraft(draftUrl, draft)),
      say: (text) => {
        this.#status.textContent = text;
      },
      offer: (mine, other) => this.#offer(mine, other),
      show: (text) => this.show(text),
    };
  }

  /** Two texts exist: both are shown, and the reader takes one. */
  #offer(mine: string, other: string): void {
    this.#around.parentNode?.querySelector(".both")?.remove();
    const box = element("div", "both", "");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Two versions of your text");
    const saved = element("pre", "", other);
    saved.tabIndex = 0;
    const keep = element("button", "", "Keep what is in the editor");
    const take = element("button", "", "Take the saved text");
    for (const [button, choice] of [[keep, "mine"], [take, "other"]] as const) {
      button.setAttribute("type", "button");
      button.addEventListener("click", () => {
        box.remove();
        this.view.focus();
        void this.#keeper.choose(choice);
      });
    }
    const words = "Another tab or device has saved a newer text. Nothing is overwritten until you choose. The saved text:";
    box.append(element("p", "", words), saved, keep, take);
    this.#around.before(box);
    this.#status.textContent = `Two versions exist: ${mine.length} characters here, ${other.length} saved.`;
  }
}

async function sendDraft(url: string, draft: Draft): Promise<Saved> {
  const body = new URLSearchParams({ text: draft.text, version: String(draft.version) });
  const headers = { accept: "application/json" };
  const response = await fetch(url, { method: "POST", body, headers, credentials: "same-origin" });
  // 409 carries the stored text as well: it is an answer, not a failure.
  if (!response.ok && response.status !== 409) throw new Error(`status ${response.status}`);
  const saved = (await response.json()) as Partial<Saved>;
  const text = saved.text ?? draft.text;
  return { text, version: Number(saved.version), accepted: saved.accepted ?? response.ok };
}

function parseDraft(text: string | null): Draft | undefined {
  if (text === null) return undefined;
  try {
    const draft = JSON.parse(text) as Partial<Draft>;
    const isDraft = typeof draft.text === "string" && typeof draft.version === "number";
    return isDraft ? { text: draft.text!, version: draft.version! } : undefined;
  } catch {
    return undefined;
  }
}

function normal(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, style: string, text: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (style !== "") made.className = style;
  if (text !== "") made.textContent = text;
  return made;
}
