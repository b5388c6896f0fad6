/** What of the page stands behind the # of its address, so that a link opens exactly this. */
import type { View } from "./view";

export interface Place {
  /** The run that is worked on, and the record of the chosen event in its trace. */
  readonly run: number;
  readonly record: number | undefined;
  readonly views: readonly (View | undefined)[];
  readonly locked: boolean;
  readonly lane: string;
  readonly hiddenLanes: readonly string[];
  readonly hiddenKinds: readonly string[];
  readonly search: string;
}

export const NOWHERE: Place = {
  run: 0,
  record: undefined,
  views: [],
  locked: true,
  lane: "",
  hiddenLanes: [],
  hiddenKinds: [],
  search: "",
};

export function toHash(place: Place): string {
  const parts: [string, string][] = [];
  if (place.run > 0) parts.push(["run", String(place.run)]);
  if (place.record !== undefined) parts.push(["event", String(place.record)]);
  place.views.forEach((view, at) => {
    if (view !== undefined && (at === 0 || !place.locked)) {
      parts.push([at === 0 ? "window" : "window2", `${Math.round(view.begin)}_${Math.round(view.end)}`]);
    }
  });
  if (!place.locked) parts.push(["free", "1"]);
  if (place.lane !== "") parts.push(["node", place.lane]);
  for (const name of place.hiddenLanes) parts.push(["hide", name]);
  for (const kind of place.hiddenKinds) parts.push(["without", kind]);
  if (place.search !== "") parts.push(["find", place.search]);
  return new URLSearchParams(parts).toString();
}

export function fromHash(hash: string): Place {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    run: given.get("run") === "1" ? 1 : 0,
    record: wholeNumber(given.get("event")),
    views: [window(given.get("window")), window(given.get("window2"))],
    locked: given.get("free") !== "1",
    lane: given.get("node") ?? "",
    hiddenLanes: given.getAll("hide"),
    hiddenKinds: given.getAll("without"),
    search: given.get("find") ?? "",
  };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

function window(text: string | null): View | undefined {
  const found = /^(-?\d{1,15})_(-?\d{1,15})$/.exec(text ?? "");
  const [begin, end] = [Number(found?.[1]), Number(found?.[2])];
  return found !== null && end > begin ? { begin, end } : undefined;
}
