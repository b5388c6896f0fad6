/**
 * Figures in lessons: `<figure class="simulation" data-recording="…">` with a drawing, a form and facts. The recording
 * is read when the figure comes near the window, so that no drag or tap has to wait for a request.
 */
import { gridOf, hasOutages, isRecording, type Recording } from "./data";
import { FigureElement } from "./element";

export function startSimulations(): void {
  const figures = document.querySelectorAll<HTMLElement>("figure[data-recording]");
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        void enhance(target as HTMLElement);
      }
    },
    { rootMargin: "100% 0px" },
  );
  for (const figure of figures) near.observe(figure);
}

async function enhance(figure: HTMLElement): Promise<void> {
  let recording: unknown;
  try {
    const response = await fetch(figure.dataset.recording!, { credentials: "same-origin" });
    recording = response.ok ? await response.json() : undefined;
  } catch {
    return; // the drawing and its form stay
  }
  if (!isRecording(recording)) return;
  const records = Object.values(recording.points).map(({ record }) => record);
  if (records.length > 0 && records.every(hasOutages)) playOutages(figure, recording);
  else playDrawings(figure, recording);
}

function chosenIn(figure: HTMLElement): Record<string, string> {
  const form = figure.querySelector<HTMLFormElement>("form");
  if (form === null) return {};
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

function playOutages(figure: HTMLElement, recording: Recording): void {
  const player = new FigureElement();
  if (figure.dataset.guess !== undefined) player.dataset.guess = figure.dataset.guess;
  // The figure's own heading and caption are on the page already.
  if (!player.play({ ...(gridOf(recording, chosenIn(figure)) as object), title: undefined })) return;
  const covered = figure.querySelectorAll<HTMLElement>(":scope > :not(figcaption)");
  for (const part of covered) part.hidden = true;
  figure.prepend(player);
}

/** Any other recording: the same form, answered by the recorded drawing instead of a new page. */
function playDrawings(figure: HTMLElement, recording: Recording): void {
  const form = figure.querySelector<HTMLFormElement>("form");
  if (form === null) return;
  const show = (): void => {
    const chosen = chosenIn(figure);
    const values = recording.parameters.map(({ name }) => chosen[name] ?? recording.default[name]);
    const point = recording.points[values.join("|")];
    const picture = figure.querySelector(".figure-picture");
    if (point === undefined || picture === null) return;
    // From our own build, by our own drawing code.
    picture.innerHTML = point.svg.map((piece) => recording.pieces[piece] ?? "").join("");
    const facts = (point.record.facts ?? []) as readonly (readonly [string, string])[];
    const list = facts.map(([label, value]) => fact(label, value));
    figure.querySelector(".figure-facts")?.replaceChildren(...list);
    const words = figure.querySelector<HTMLElement>(".figure-text p");
    if (words !== null) words.innerText = point.text.trim();
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
}

function fact(label: string, value: string): HTMLElement {
  const row = document.createElement("div");
  const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = label;
  detail.textContent = value;
  row.append(term, detail);
  return row;
}
