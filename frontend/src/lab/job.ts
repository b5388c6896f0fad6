/** From the lab's form to a job for the runner, and from a result to the marks in the editor. */
import { isObject, type JsonObject } from "../shared/messages";

/** Fields of the form that are no answers. */
const NOT_ANSWERS = new Set(["event_id", "seed", "step"]);

export interface Mark {
  readonly line: number;
  readonly kind: "error" | "event";
  readonly message?: string;
}

/** The job of this form: its code, or the machines chosen in it; a pinned seed (the last failure) runs first. */
export function jobOf(form: HTMLFormElement): JsonObject {
  const { lab, step, seeds, pinnedSeed } = form.dataset;
  const listed = (seeds ?? "").split(/[\s,]+/).filter((seed) => /^\d+$/.test(seed)).map(Number);
  const pinned = pinnedSeed !== undefined && /^\d+$/.test(pinnedSeed) ? [Number(pinnedSeed)] : [];
  const job: JsonObject = { lab: lab ?? "", step: stepOf(form) ?? step ?? "", solution: solutionOf(form) };
  const all = [...pinned, ...listed.filter((seed) => !pinned.includes(seed))];
  return all.length === 0 ? job : { ...job, seeds: all };
}

/** The step chosen in the form itself, when it has such a field. */
function stepOf(form: HTMLFormElement): string | undefined {
  const step = new FormData(form).get("step");
  return typeof step === "string" && step !== "" ? step : undefined;
}

function solutionOf(form: HTMLFormElement): JsonObject {
  const fields = new FormData(form);
  const source = fields.get("source");
  if (typeof source === "string") return { source: source.replace(/\r\n?/g, "\n") };
  const decision: JsonObject = {};
  for (const name of new Set(fields.keys())) {
    const values = fields.getAll(name).map(String);
    const isList = form.querySelector(`input[type="checkbox"][name="${CSS.escape(name)}"]`) !== null;
    if (!NOT_ANSWERS.has(name)) decision[name] = isList ? values : values[0]!;
  }
  return { decision };
}

/** The lines a result points at: where the file broke, or the learner's line behind the failure. */
export function marksOf(result: JsonObject): Mark[] {
  const { error, failure } = result;
  if (isObject(error) && typeof error.line === "number") {
    return [{ line: error.line, kind: "error", message: String(error.message ?? "") }];
  }
  if (isObject(failure) && typeof failure.learner_line === "number") {
    return [{ line: failure.learner_line, kind: "event" }];
  }
  return [];
}

/** One sentence for a `progress` record, whatever of these names it has. */
export function progressText(progress: JsonObject): string {
  const done = firstNumber(progress, ["done", "run", "seeds_done"]);
  const total = firstNumber(progress, ["total", "of", "seeds", "seeds_total"]);
  if (progress.phase === "shrink") return "Looking for the smallest failing run…";
  const phase = typeof progress.phase === "string" ? progress.phase : "Running seeds";
  if (done !== undefined && total !== undefined) return `${phase}: ${done} of ${total}`;
  if (typeof progress.seed === "number") return `${phase}, now ${progress.seed}`;
  return phase;
}

export function shareOf(progress: JsonObject): number | undefined {
  if (progress.phase === "shrink") return undefined;
  const done = firstNumber(progress, ["done", "run", "seeds_done"]);
  const total = firstNumber(progress, ["total", "of", "seeds", "seeds_total"]);
  return done === undefined || total === undefined || total <= 0 ? undefined : Math.min(1, done / total);
}

function firstNumber(progress: JsonObject, names: readonly string[]): number | undefined {
  return names.map((name) => progress[name]).find((value) => typeof value === "number");
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
