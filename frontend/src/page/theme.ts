/** The theme switch: as the system, light, dark. Set before the first paint when the script stands in the head. */
import { load, save } from "../shared/storage";

const KEY = "quorate.theme";
const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

export function applyTheme(): void {
  const theme = current();
  const root = document.documentElement;
  if (load(KEY) === null) return; // the server's setting, if any, stands
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.style.colorScheme = theme === "system" ? "" : theme;
}

export function startThemeSwitch(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-switch]")) {
    button.hidden = false;
    label(button);
    button.addEventListener("click", () => {
      const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length]!;
      save(KEY, next);
      applyTheme();
      label(button);
    });
  }
}

function current(): Theme {
  const kept = load(KEY) ?? document.documentElement.dataset.theme;
  return THEMES.find((theme) => theme === kept) ?? "system";
}

function label(button: HTMLButtonElement): void {
  const word = button.querySelector("[data-theme-word]") ?? button;
  word.textContent = `Theme: ${current()}`;
}
