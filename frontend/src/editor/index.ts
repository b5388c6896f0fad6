/** Turns every `<textarea data-editor>` of the page into an editor; when this fails the textarea stays as it was. */
import { Editor } from "./editor";

const editors = new WeakMap<HTMLTextAreaElement, Editor>();

export function enhance(textarea: HTMLTextAreaElement): Editor {
  const known = editors.get(textarea);
  if (known !== undefined) return known;
  const editor = new Editor(textarea);
  editors.set(textarea, editor);
  return editor;
}

for (const textarea of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-editor]")) enhance(textarea);
