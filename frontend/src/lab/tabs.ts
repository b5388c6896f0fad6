/** Read, Code, Result: on a narrow window one part of the lab is shown at a time. */

export function startTabs(): void {
  for (const button of tabs()) button.addEventListener("click", () => showTab(button.dataset.labTab!));
}

export function showTab(name: string): void {
  const lab = document.querySelector<HTMLElement>(".lab[data-tab]");
  if (lab === null) return;
  lab.dataset.tab = name;
  for (const button of tabs()) button.setAttribute("aria-pressed", String(button.dataset.labTab === name));
}

function tabs(): NodeListOf<HTMLButtonElement> {
  return document.querySelectorAll<HTMLButtonElement>("[data-lab-tab]");
}
