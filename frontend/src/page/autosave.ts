/** What was typed into a form survives a closed tab: kept in this browser until the form is sent. */
import { forget, keys, load, save } from "../shared/storage";

const UNKEPT = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const PAUSE_MS = 300;

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Kept {
  readonly values: readonly (readonly [string, string])[];
  /** The form was sent; the next page without it shows that the server has taken it. */
  readonly sent: boolean;
}

const PREFIX = "quorate.form.";

export function startAutosave(): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-autosave]")];
  for (const form of forms) {
    const key = keyOf(form);
    restore(form, key);
    let timer: number | undefined;
    const keep = (sent: boolean): void => {
      window.clearTimeout(timer);
      timer = undefined;
      save(key, JSON.stringify({ values: valuesOf(form), sent } satisfies Kept));
    };
    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => keep(false), PAUSE_MS);
    });
    form.addEventListener("submit", () => keep(true));
    window.addEventListener("pagehide", () => {
      if (timer !== undefined) keep(false);
    });
  }
  forgetTaken(forms.map(keyOf));
}

function keyOf(form: HTMLFormElement): string {
  return PREFIX + (form.dataset.autosave || location.pathname);
}

function forgetTaken(here: readonly string[]): void {
  for (const key of keys(PREFIX)) if (!here.includes(key) && parse(load(key))?.sent === true) forget(key);
}

function parse(text: string | null): Kept | undefined {
  if (text === null) return undefined;
  try {
    const kept = JSON.parse(text) as Partial<Kept>;
    return Array.isArray(kept.values) ? { values: kept.values, sent: kept.sent === true } : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) &&
      field.name !== "" &&
      !UNKEPT.has(field.type),
  );
}

function isTicked(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function valuesOf(form: HTMLFormElement): [string, string][] {
  return fieldsOf(form).flatMap((field): [string, string][] => {
    if (isTicked(field) && !field.checked) return [];
    return [[field.name, field.value]];
  });
}

function restore(form: HTMLFormElement, key: string): void {
  const kept = parse(load(key));
  // A form that the server sent back with what was entered is newer than the copy.
  if (kept === undefined || form.dataset.autosaved !== undefined) return;
  for (const field of fieldsOf(form)) {
    const mine = kept.values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTicked(field)) field.checked = mine.includes(field.value);
    else if (mine[0] !== undefined) field.value = mine[0];
  }
  form.dispatchEvent(new Event("quorate:restored", { bubbles: true }));
}
