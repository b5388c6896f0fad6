/** Enhances every page. Each part looks for its own `data-` attributes and does nothing where there are none. */
import { startAutosave } from "./autosave";
import { startEventIds } from "./events";
import { startItems } from "./items";
import { startOrder } from "./order";
import { startPolling } from "./poll";
import { startCopy, startDiagrams, startSearchKey } from "./small";
import { applyTheme, startThemeSwitch } from "./theme";

function start(): void {
  document.documentElement.dataset.script = "on";
  document.documentElement.classList.add("script");
  startThemeSwitch();
  startEventIds();
  startItems();
  startOrder();
  startAutosave();
  startPolling();
  startCopy();
  startDiagrams();
  startSearchKey();
}

applyTheme();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
