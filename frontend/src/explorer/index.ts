/**
 * Puts the explorer where a page has the data of a run: `data-explorer` with a scene in a script element, or with the
 * addresses of one or two. What the server has drawn stays until the explorer stands, and for good if it cannot.
 */
import { fromHash } from "./address";
import { Explorer } from "./explorer";
import type { Palette } from "./paint";
import { readScene, type Scene } from "./scene";
import { STYLE } from "./style";

const COLOURS = ["ink", "muted", "accent", "bad", "good", "band", "paper", "line", "tint"] as const;

async function scenesOf(place: HTMLElement): Promise<Scene[]> {
  const inside = [...place.querySelectorAll('script[type="application/json"][data-scene]')].map((script) => script.textContent ?? "");
  const addresses = [place.dataset["scene"], place.dataset["compare"]].filter((address) => address !== undefined);
  const fetched = await Promise.all(addresses.map(read));
  return [...inside.map((text) => JSON.parse(text) as unknown), ...fetched].map((data) => {
    const scene = readScene(data);
    if (typeof scene === "string") throw new Error(scene);
    return scene;
  });
}

async function read(address: string): Promise<unknown> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { message = "", hint = "" } = (answer as { error?: { message?: string; hint?: string } }).error ?? {};
  throw new Error(`${message} ${hint}`);
}

/** The page's colours as the canvas takes them: a name of light and dark becomes one of the two. */
function paletteOf(host: Element): Palette {
  const probe = document.createElement("span");
  host.append(probe);
  const colours = COLOURS.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.style.color = "";
  probe.style.fontFamily = "var(--font, sans-serif)";
  const font = getComputedStyle(probe).fontFamily;
  probe.remove();
  return { ...Object.fromEntries(colours), font } as unknown as Palette;
}

async function start(place: HTMLElement): Promise<void> {
  const said = place.querySelector<HTMLElement>("[data-explorer-status]");
  try {
    if (said !== null) said.textContent = "The run is being read.";
    const scenes = await scenesOf(place);
    if (scenes.length === 0 || scenes[0]!.size === 0) return;
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const explorer = new Explorer(scenes, paletteOf(place));
    root.append(explorer.element);
    for (const child of place.children) if (child instanceof HTMLElement) child.hidden = true;
    place.append(host);
    place.dataset["live"] = "yes";
    follow(explorer, place);
  } catch (error) {
    console.warn(error);
    const words = error instanceof Error ? error.message : String(error);
    if (said !== null) said.textContent = `The run cannot be explored: ${words} The picture and the words below stay.`;
  }
}

function follow(explorer: Explorer, place: HTMLElement): void {
  const recolour = (): void => explorer.recolour(paletteOf(place));
  window.addEventListener("hashchange", () => explorer.go(fromHash(location.hash)));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  new MutationObserver(recolour).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}

for (const place of document.querySelectorAll<HTMLElement>("[data-explorer]")) {
  const open = place.querySelector<HTMLButtonElement>("button[data-explorer-open]");
  // An address with a place behind the # was made here, by somebody who looked closely.
  if (open === null || location.hash.length > 1) void start(place);
  else {
    open.disabled = false;
    open.addEventListener("click", () => void start(place), { once: true });
  }
}
