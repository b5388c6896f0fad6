/** The strip that says what a run is doing: words, a bar, a way to stop, and what the learner's file printed. */

export class Panel {
  readonly #box: HTMLElement;
  readonly #words: HTMLElement;
  readonly #bar: HTMLProgressElement;
  readonly #cancel: HTMLButtonElement;
  readonly #output: HTMLElement;

  constructor(form: HTMLFormElement, cancel: () => void) {
    this.#box = document.querySelector<HTMLElement>("[data-lab-progress]") ?? made(form);
    this.#words = part(this.#box, "p", "words");
    this.#words.setAttribute("role", "status");
    this.#bar = part(this.#box, "progress", "bar");
    this.#bar.setAttribute("aria-label", "Progress of the run");
    this.#cancel = part(this.#box, "button", "cancel");
    this.#cancel.type = "button";
    this.#cancel.textContent = "Stop";
    this.#cancel.addEventListener("click", cancel);
    this.#output = part(this.#box, "pre", "output");
    this.#output.tabIndex = 0;
    this.#output.setAttribute("aria-label", "What your file printed");
    this.#output.hidden = true;
  }

  begin(text: string): void {
    this.#box.hidden = false;
    this.#bar.hidden = false;
    this.#cancel.hidden = false;
    this.#output.hidden = true;
    this.#output.textContent = "";
    this.show(text, undefined);
  }

  show(text: string, share: number | undefined): void {
    if (this.#words.textContent !== text) this.#words.textContent = text;
    if (share === undefined) this.#bar.removeAttribute("value");
    else this.#bar.value = share;
  }

  print(text: string): void {
    this.#output.hidden = false;
    this.#output.append(`${text}\n`);
  }

  end(text: string): void {
    this.#words.textContent = text;
    this.#bar.hidden = true;
    this.#cancel.hidden = true;
    this.#box.hidden = text === "" && this.#output.hidden;
  }
}

function made(form: HTMLFormElement): HTMLElement {
  const box = document.createElement("div");
  box.className = "lab-progress";
  box.dataset.labProgress = "";
  box.hidden = true;
  form.after(box);
  return box;
}

function part<K extends keyof HTMLElementTagNameMap>(box: HTMLElement, name: K, role: string): HTMLElementTagNameMap[K] {
  const found = box.querySelector<HTMLElementTagNameMap[K]>(`${name}[data-lab-${role}]`);
  if (found !== null) return found;
  const element = document.createElement(name);
  element.setAttribute(`data-lab-${role}`, "");
  element.className = `lab-progress-${role}`;
  box.append(element);
  return element;
}
