/** The dock under the editor: one of its panels at a time, the verdict first after each run. */

export function startDock(): void {
  const dock = document.querySelector<HTMLElement>("[data-lab-result]");
  if (dock === null) return;
  dock.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("a[data-dock]");
    if (link === null) return;
    event.preventDefault();
    showPanel(dock, link.dataset.dock!);
  });
  dock.closest("form")?.addEventListener("quorate:verdict", () => showPanel(dock, "verdict"));
  showPanel(dock, "verdict");
}

export function showPanel(dock: HTMLElement, name: string): void {
  for (const panel of dock.querySelectorAll<HTMLElement>("[data-dock-panel]")) panel.hidden = panel.dataset.dockPanel !== name;
  for (const link of dock.querySelectorAll<HTMLElement>("a[data-dock]")) {
    if (link.dataset.dock === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
