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

/** The dock's tabs: links to panels that stand below each other without script, one at a time with it. */
export function startDock(): void {
  document.addEventListener("click", (event) => {
    const tab = (event.target as Element).closest<HTMLElement>("[data-dock]");
    if (tab === null) return;
    event.preventDefault();
    showPanel(tab.dataset.dock!);
  });
  showPanel("verdict");
}

export function showPanel(name: string): void {
  for (const tab of document.querySelectorAll<HTMLElement>("[data-dock]")) {
    if (tab.dataset.dock === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  for (const panel of document.querySelectorAll<HTMLElement>("[data-dock-panel]")) {
    panel.hidden = panel.dataset.dockPanel !== name;
  }
}
