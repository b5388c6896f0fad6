/** Fetches a page or a piece of one from our own server and puts the element of the same id in place. */

export class NotFetched extends Error {}

/** The element with `id` in the answer; a fragment that is nothing but one element is taken as it. */
export async function fetchElement(id: string, url: string, options: RequestInit = {}): Promise<HTMLElement> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...options,
      credentials: "same-origin",
      headers: { accept: "text/html", "x-quorate-fragment": id, ...options.headers },
    });
  } catch {
    throw new NotFetched("The server could not be reached.");
  }
  const text = await response.text();
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const only = parsed.body.childElementCount === 1 ? parsed.body.firstElementChild : null;
  const found = parsed.getElementById(id) ?? (response.ok ? only : null);
  if (found === null) throw new NotFetched(`The server answered ${response.status}.`);
  return document.adoptNode(found) as HTMLElement;
}

/** Puts `fresh` where `old` was, and the focus on what is new in it. */
export function swap(old: Element, fresh: HTMLElement, focus: string): void {
  old.replaceWith(fresh);
  const target = fresh.querySelector<HTMLElement>(focus);
  if (target === null) return;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

/** Says `text` in the element that `root` keeps for it, made when missing. */
export function say(root: Element, text: string): void {
  let status = root.querySelector<HTMLElement>("[data-status]");
  if (status === null) {
    status = document.createElement("p");
    status.dataset.status = "";
    status.setAttribute("role", "status");
    root.append(status);
  }
  status.textContent = text;
}
