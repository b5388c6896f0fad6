/** What the page and the lab frame say to each other, and the caps on it. Every message is one JSON text. */

export interface Runtime {
  /** Folder of Pyodide's files, below the static base. */
  readonly pyodide: string;
  /** What a first run reads: the name Python's worker knows it by, and the address below the static base. */
  readonly files: readonly (readonly [name: string, address: string])[];
  /** Bytes of these, unpacked: the progress bar's total. */
  readonly bytes: number;
  /** Bytes that cross the network with gzip: what the page announces. */
  readonly sent: number;
  /** The head of Pyodide's list of packages; the list itself is not needed, since nothing is installed. */
  readonly info: JsonObject;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export type FromFrame =
  | { readonly type: "ready" }
  | { readonly type: "loaded" }
  | { readonly type: "progress"; readonly id: number; readonly progress: JsonObject }
  | { readonly type: "output"; readonly id: number; readonly text: string }
  | { readonly type: "result"; readonly id: number; readonly result: JsonObject }
  | { readonly type: "failed"; readonly stage: "load" | "run"; readonly message: string };

export interface RunRequest {
  readonly type: "run";
  readonly id: number;
  readonly job: JsonObject;
}

/** Caps on what a frame may say. Python in the frame can post anything, so nothing here is trusted. */
export const LIMITS = {
  messageCharacters: 2_000_000,
  depth: 32,
  values: 200_000,
  messagesPerRun: 20_000,
  outputCharacters: 64_000,
} as const;

const TYPES = new Set(["ready", "loaded", "progress", "output", "result", "failed"]);

export class RefusedMessage extends Error {}

/** Parses one message of the frame; throws RefusedMessage when it breaks a cap or has no known shape. */
export function parseFromFrame(data: unknown): FromFrame {
  const message = parseObject(data);
  const { type } = message;
  if (typeof type !== "string" || !TYPES.has(type)) throw new RefusedMessage("unknown type of message");
  if (["progress", "output", "result"].includes(type) && !isCount(message.id)) throw wrong(type);
  if (type === "progress" && !isObject(message.progress)) throw wrong(type);
  if (type === "result" && !isObject(message.result)) throw wrong(type);
  if (type === "output" && typeof message.text !== "string") throw wrong(type);
  if (type === "failed") {
    if (typeof message.message !== "string") throw wrong(type);
    if (message.stage !== "load" && message.stage !== "run") throw wrong(type);
  }
  return message as unknown as FromFrame;
}

/** A JSON object within the caps: length before parsing, then depth, size, finite numbers, whole characters. */
export function parseObject(data: unknown): JsonObject {
  if (typeof data !== "string") throw new RefusedMessage("a message must be JSON text");
  if (data.length > LIMITS.messageCharacters) {
    throw new RefusedMessage(`a message of ${data.length} characters; at most ${LIMITS.messageCharacters} are read`);
  }
  let value: Json;
  try {
    value = JSON.parse(data) as Json;
  } catch {
    throw new RefusedMessage("a message that is not JSON");
  }
  let left: number = LIMITS.values;
  const walk = (item: Json, depth: number): void => {
    left -= 1;
    if (left < 0) throw new RefusedMessage(`more than ${LIMITS.values} values in one message`);
    if (depth > LIMITS.depth) throw new RefusedMessage(`deeper than ${LIMITS.depth} levels`);
    if (typeof item === "number" && !Number.isFinite(item)) throw new RefusedMessage("a number that is not finite");
    if (typeof item === "string" && /\p{Surrogate}/u.test(item)) throw new RefusedMessage("half a character");
    if (item === null || typeof item !== "object") return;
    for (const child of Object.values(item)) walk(child, depth + 1);
  };
  walk(value, 0);
  if (!isObject(value)) throw new RefusedMessage("a message must be an object");
  return value;
}

const VERDICTS = new Set(["ok", "violated", "unknown"]);

/** Whether a result has the parts that the page and the server read; figures and versions are passed on. */
export function isLabResult(result: JsonObject): boolean {
  if (typeof result.lab !== "string" || typeof result.step !== "string") return false;
  if (typeof result.verdict !== "string" || !VERDICTS.has(result.verdict)) return false;
  if (typeof result.reason !== "string" || !isObject(result.seeds ?? null)) return false;
  const failure = result.failure ?? null;
  const error = result.error ?? null;
  return (failure === null || isObject(failure)) && (error === null || isObject(error));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function wrong(type: string): RefusedMessage {
  return new RefusedMessage(`a "${type}" message with missing or wrong fields`);
}
