/** Answers to items are graded in place; without this, the form posts and the page comes back with the feedback. */
import { NotFetched, fetchElement, say, swap } from "./swap";

export function startItems(): void {
  startAgain();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const item = form.closest<HTMLElement>("[data-item]");
    if (item === null || item.id === "" || form.method !== "post" || event.defaultPrevented) return;
    event.preventDefault();
    void answer(item, form, event.submitter);
  });
}

/** "Try it again": the open item comes in place of the answered one. */
function startAgain(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-item] a[data-again]");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const item = link.closest<HTMLElement>("[data-item]")!;
    fetchElement(item.id, link.href).then(
      (fresh) => swap(item, fresh, "input:not([type='hidden']), select, textarea"),
      () => location.assign(link.href),
    );
  });
}

async function answer(item: HTMLElement, form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (item.getAttribute("aria-busy") === "true") return;
  const fields = new URLSearchParams(new FormData(form, submitter) as unknown as Record<string, string>);
  const action = submitter?.getAttribute("formaction") ?? form.action;
  item.setAttribute("aria-busy", "true");
  try {
    swap(item, await fetchElement(item.id, action, { method: "POST", body: fields }), "[data-feedback]");
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    // The event's name stays in the form, so that sending again cannot count twice.
    say(item, `${error.message} Your answer is still here; send it again.`);
  } finally {
    item.removeAttribute("aria-busy");
  }
}
