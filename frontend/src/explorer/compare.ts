/** Where two runs part: the first moment at which they no longer tell the same. */
import type { Scene } from "./scene";

export interface Difference {
  readonly us: number;
  /** The event of each run to look at; -1 where a run had ended. */
  readonly events: readonly [number, number];
}

export function firstDifference(one: Scene, two: Scene): Difference | undefined {
  let best: Difference | undefined;
  const size = Math.min(one.size, two.size);
  let at = 0;
  for (; at < size && begin(one, at) === begin(two, at); at++) {
    // The same beginning may end otherwise, for instance be lost, and then that is the first difference.
    if (one.end[at] === two.end[at] && one.fateOf(at) === two.fateOf(at)) continue;
    const us = Math.min(one.end[at]!, two.end[at]!);
    if (best === undefined || us < best.us) best = { us, events: [at, at] };
  }
  if (at >= one.size && at >= two.size) return best;
  const us = Math.min(at < one.size ? one.t[at]! : Infinity, at < two.size ? two.t[at]! : Infinity);
  if (best !== undefined && best.us <= us) return best;
  return { us, events: [at < one.size ? at : -1, at < two.size ? at : -1] };
}

function begin(scene: Scene, event: number): string {
  const names = [scene.laneName(scene.node[event]!), scene.laneName(scene.peer[event]!)];
  return [scene.t[event], scene.kindOf(event), ...names, scene.nameOf(event), scene.detailOf(event)].join("\0");
}
