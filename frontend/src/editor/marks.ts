/** Marks on lines: where the learner's file broke, and which line an event of the run came from. */
import { StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";

export interface LineMark {
  /** Counted from 1; a line beyond the end marks the last one. */
  readonly line: number;
  readonly kind: "error" | "event";
  readonly message?: string;
}

export const setMarks = StateEffect.define<readonly LineMark[]>();

class Note extends WidgetType {
  readonly #message: string;

  constructor(message: string) {
    super();
    this.#message = message;
  }

  override eq(other: Note): boolean {
    return other.#message === this.#message;
  }

  override toDOM(): HTMLElement {
    const note = document.createElement("div");
    note.className = "q-note";
    note.setAttribute("role", "note");
    note.textContent = this.#message;
    return note;
  }
}

function decorate(state: EditorState, marks: readonly LineMark[]): DecorationSet {
  const ranges = marks.flatMap(({ line, kind, message }) => {
    const { from, to } = lineAt(state, line);
    const whole = Decoration.line({ class: `q-mark q-mark-${kind}` }).range(from);
    if (message === undefined) return [whole];
    return [whole, Decoration.widget({ widget: new Note(message), block: true, side: 1 }).range(to)];
  });
  return Decoration.set(ranges, true);
}

export function lineAt(state: EditorState, line: number) {
  return state.doc.line(Math.min(Math.max(1, Math.trunc(line)), state.doc.lines));
}

/** Marks move with the text and go when it changes on their line or when others are set. */
export const lineMarks: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let moved = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) moved = decorate(transaction.state, effect.value);
    }
    return moved;
  },
  provide: (field) => EditorView.decorations.from(field),
});
