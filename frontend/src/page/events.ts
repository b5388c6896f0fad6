/** Hidden `event_id` inputs get a ULID when their form is sent, so that sending twice writes once. */
import { newUlid } from "../shared/ulid";

export function startEventIds(): void {
  // In the capture phase: before any listener that sends the form by fetch.
  document.addEventListener("submit", (event) => fillEventId(event.target as HTMLFormElement), true);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // Back from the next page: what is sent now is another event.
    for (const form of document.forms) clearEventId(form);
  });
}

export function fillEventId(form: HTMLFormElement): void {
  for (const input of eventIds(form)) if (input.value === "") input.value = newUlid();
}

/** After an event was written: the next one gets a name of its own. */
export function clearEventId(form: HTMLFormElement): void {
  for (const input of eventIds(form)) input.value = "";
}

function eventIds(form: HTMLFormElement): NodeListOf<HTMLInputElement> {
  return form.querySelectorAll<HTMLInputElement>('input[type="hidden"][name="event_id"]');
}
