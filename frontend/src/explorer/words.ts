/** What the explorer calls things. */

export interface Group {
  readonly id: string;
  readonly label: string;
  readonly kinds: readonly string[];
}

/** Kinds that one takes away together; what no group names is shown with "Other". */
export const GROUPS: readonly Group[] = [
  { id: "messages", label: "Messages", kinds: ["message", "copy", "hold"] },
  { id: "operations", label: "Operations", kinds: ["operation", "return"] },
  { id: "timers", label: "Timers", kinds: ["timer"] },
  { id: "disk", label: "Disk", kinds: ["disk"] },
  { id: "notes", label: "Logs and claims", kinds: ["log", "observe", "assert"] },
  { id: "errors", label: "Crashes and errors", kinds: ["crash", "pause", "error"] },
];
const NAMED = new Set(GROUPS.flatMap(({ kinds }) => kinds));
const OTHER: Group = { id: "other", label: "Other", kinds: [] };

export function groupsIn(kinds: readonly string[]): Group[] {
  const found = GROUPS.filter((group) => group.kinds.some((kind) => kinds.includes(kind)));
  return kinds.some((kind) => !NAMED.has(kind) && !isFault(kind)) ? [...found, OTHER] : found;
}

export function inGroup(group: Group, kind: string): boolean {
  return group.kinds.length > 0 ? group.kinds.includes(kind) : !NAMED.has(kind) && !isFault(kind);
}

/** Faults of the plan stand in the strip above the lanes. */
export function isFault(kind: string): boolean {
  return kind === "fault" || kind === "heal";
}

export const KEYS: readonly (readonly [string, string])[] = [
  ["← → or k j", "event before, event after"],
  ["↑ ↓", "nearest event on the line above, below"],
  ["Home End", "first event, last event"],
  ["n p", "violation after, before"],
  ["+ − 0", "closer, farther, the whole run"],
  ["Shift with ← →", "move the window"],
  ["Enter", "the chosen event in the middle, closer"],
  ["/", "search"],
  ["Esc", "nothing chosen"],
];

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
