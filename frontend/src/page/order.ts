/**
 * "Start with…": reorders a lesson's facets in place. The paragraph being read stays where it is on the screen,
 * anchors keep their names, and each facet opens with the words for being met first or later.
 */

/** `facets` with `first` in front, or in the order given by name; unknown names are left out. */
export function orderOf(facets: readonly string[], wanted: readonly string[]): string[] {
  const known = wanted.filter((name, index) => facets.includes(name) && wanted.indexOf(name) === index);
  return [...known, ...facets.filter((name) => !known.includes(name))];
}

export function startOrder(): void {
  const lesson = document.querySelector<HTMLElement>("[data-lesson]");
  if (lesson === null) return;
  const canonical = facetsOf(lesson).map(nameOf).sort(byCanon);
  lesson.addEventListener("click", (event) => {
    const choice = (event.target as Element).closest<HTMLElement>("[data-start-with]");
    if (choice === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    reorder(lesson, orderOf(canonical, choice.dataset.startWith!.split(/[\s,]+/)), choice);
  });
  lesson.addEventListener("change", (event) => {
    const choice = event.target as HTMLSelectElement | HTMLInputElement;
    if (!choice.matches("[data-start-select]")) return;
    reorder(lesson, orderOf(canonical, choice.value.split(/[\s,]+/)), choice);
  });
}

const CANON = ["see", "run", "solve", "prove"];

function byCanon(a: string, b: string): number {
  return CANON.indexOf(a) - CANON.indexOf(b);
}

function facetsOf(lesson: HTMLElement): HTMLElement[] {
  return [...lesson.querySelectorAll<HTMLElement>("section[data-facet]")];
}

function nameOf(facet: HTMLElement): string {
  return facet.dataset.facet!;
}

function reorder(lesson: HTMLElement, order: readonly string[], choice: HTMLElement): void {
  const facets = facetsOf(lesson);
  const anchor = beingRead(facets);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  arrange(facets, order, nameOf);
  for (const list of lesson.querySelectorAll("[data-facet-bar]")) {
    arrange([...list.querySelectorAll<HTMLElement>("[data-facet-link]")].map(itemOf), order, linkOf);
  }
  for (const facet of facets) showOpening(facet, nameOf(facet) === order[0]);
  for (const link of lesson.querySelectorAll<HTMLElement>("[data-start-with]")) {
    const isFirst = link.dataset.startWith!.split(/[\s,]+/)[0] === order[0];
    if (isFirst) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  lesson.dataset.order = order.join(" ");
  if (anchor !== undefined) window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
  remember(lesson, order);
  choice.focus({ preventScroll: true });
  const status = lesson.querySelector("[data-order-status]");
  if (status !== null) status.textContent = `Order: ${order.join(", ")}.`;
}

/** The facet whose text is at the top of the window; none while the reader is above all of them. */
function beingRead(facets: readonly HTMLElement[]): HTMLElement | undefined {
  const top = Math.min(160, window.innerHeight / 4);
  return facets.findLast((facet) => facet.getBoundingClientRect().top <= top);
}

/** Puts elements of one parent into order, moving as few as possible: what does not move keeps focus and state. */
function arrange(elements: readonly HTMLElement[], order: readonly string[], name: (element: HTMLElement) => string): void {
  const parent = elements[0]?.parentElement;
  if (parent === undefined || parent === null) return;
  const marker = document.createComment("");
  elements[0]!.before(marker);
  let at: ChildNode = marker;
  const sorted = [...elements].sort((a, b) => order.indexOf(name(a)) - order.indexOf(name(b)));
  for (const element of sorted) {
    if (at.nextSibling !== element) at.after(element);
    at = element;
  }
  marker.remove();
}

function itemOf(link: HTMLElement): HTMLElement {
  return link.closest<HTMLElement>("li") ?? link;
}

function linkOf(item: HTMLElement): string {
  const link = item.matches("[data-facet-link]") ? item : item.querySelector<HTMLElement>("[data-facet-link]")!;
  return link.dataset.facetLink!;
}

function showOpening(facet: HTMLElement, isFirst: boolean): void {
  for (const opening of facet.querySelectorAll<HTMLElement>("[data-opening]")) {
    opening.hidden = (opening.dataset.opening === "first") !== isFirst;
  }
}

/** In the address, so that the page reloads and is shared as it is seen; and with the learner, where there is a place. */
function remember(lesson: HTMLElement, order: readonly string[]): void {
  const url = new URL(location.href);
  url.searchParams.set("order", order.join(","));
  history.replaceState(history.state, "", url);
  const { orderUrl } = lesson.dataset;
  if (orderUrl === undefined) return;
  const body = new URLSearchParams({ order: order.join(",") });
  fetch(orderUrl, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => undefined);
}
