/** What was typed into a form survives a closed tab: kept in this browser until the form is sent. */
import { forget, load, save } from "../shared/storage";

const UNKEPT = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const PAUSE_MS = 300;

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function startAutosave(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) {
    const key = `quorate.form.${form.dataset.autosave || location.pathname}`;
    restore(form, key);
    let timer: number | undefined;
    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => save(key, JSON.stringify(valuesOf(form))), PAUSE_MS);
    });
    form.addEventListener("submit", (event) => {
      window.clearTimeout(timer);
      if (!event.defaultPrevented) save(key, JSON.stringify(valuesOf(form)));
    });
    // The server says that it has taken the form; only then is the copy let go.
    if (form.dataset.autosaved === "taken") forget(key);
  }
  for (const taken of document.querySelectorAll<HTMLElement>("[data-autosave-taken]")) {
    forget(`quorate.form.${taken.dataset.autosaveTaken}`);
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
  const kept = load(key);
  // A form that the server sent back with what was entered is newer than the copy.
  if (kept === null || form.dataset.autosaved !== undefined) return;
  let values: [string, string][];
  try {
    values = JSON.parse(kept) as [string, string][];
  } catch {
    forget(key);
    return;
  }
  for (const field of fieldsOf(form)) {
    const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTicked(field)) field.checked = mine.includes(field.value);
    else if (mine[0] !== undefined) field.value = mine[0];
  }
  form.dispatchEvent(new Event("quorate:restored", { bubbles: true }));
}
