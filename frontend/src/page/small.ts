/** Small conveniences: "/" goes to the search, copy buttons copy, an event is lit in drawing and list at once. */

const PRESSED_MS = 1_500;

export function startSearchKey(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0])) return;
    const field = document.querySelector<HTMLInputElement>("input[data-search], input[type='search']");
    const link = document.querySelector<HTMLAnchorElement>("a[data-search], a[href='/search']");
    if (field === null && link === null) return;
    event.preventDefault();
    if (field === null) link!.click();
    else field.focus();
  });
}

function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}

export function startCopy(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy], [data-copy-text]");
    if (button !== null) void copy(button);
  });
}

async function copy(button: HTMLElement): Promise<void> {
  const { copy: selector, copyText } = button.dataset;
  const source = selector === undefined ? null : document.querySelector<HTMLElement>(selector);
  const text = copyText ?? (source instanceof HTMLInputElement ? source.value : source?.innerText) ?? "";
  const word = button.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    if (source !== null) getSelection()?.selectAllChildren(source);
    button.textContent = "Press Ctrl+C";
  }
  window.setTimeout(() => {
    button.textContent = word;
  }, PRESSED_MS);
}

/** Hover and focus light every part with the same `data-event` in one `[data-diagram]`; a click says which was chosen. */
export function startDiagrams(): void {
  for (const type of ["pointerover", "focusin"]) document.addEventListener(type, (event) => light(event, true));
  for (const type of ["pointerout", "focusout"]) document.addEventListener(type, (event) => light(event, false));
  document.addEventListener("click", choose);
  document.addEventListener("keydown", (event) => {
    const isItem = (event.target as Element).matches("[data-event][tabindex]");
    if (isItem && (event.key === "Enter" || event.key === " ")) choose(event);
  });
}

function partOf(event: Event): [HTMLElement, Element] | undefined {
  const part = (event.target as Element).closest?.("[data-event]");
  const diagram = part?.closest<HTMLElement>("[data-diagram]");
  return part && diagram ? [diagram, part] : undefined;
}

function light(event: Event, isLit: boolean): void {
  const found = partOf(event);
  if (found === undefined) return;
  const [diagram, part] = found;
  const name = CSS.escape(part.getAttribute("data-event")!);
  for (const twin of diagram.querySelectorAll(`[data-event="${name}"]`)) twin.classList.toggle("is-lit", isLit);
}

function choose(event: Event): void {
  const found = partOf(event);
  if (found === undefined) return;
  const [diagram, part] = found;
  const name = part.getAttribute("data-event")!;
  const lined = [part, ...diagram.querySelectorAll(`[data-event="${CSS.escape(name)}"]`)].find((twin) => twin.hasAttribute("data-line"));
  const line = lined === undefined ? undefined : Number(lined.getAttribute("data-line"));
  part.dispatchEvent(new CustomEvent("quorate:event", { bubbles: true, detail: { event: name, line } }));
}
