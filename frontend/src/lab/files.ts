/**
 * Reads Python's files for the lab frame. The page does it, not the frame: a frame of opaque origin gets no cache,
 * so every new frame would download six megabytes again.
 */
import type { Runtime } from "../shared/messages";

export type Files = Record<string, ArrayBuffer>;

/** All files of the runtime, with progress in bytes; throws when one cannot be had. */
export async function readFiles(
  runtime: Runtime,
  base: string,
  told: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Files> {
  let done = 0;
  const count = (bytes: number): void => {
    done += bytes;
    told(Math.min(done, runtime.bytes), runtime.bytes);
  };
  const read = async ([name, address]: readonly [string, string]): Promise<[string, ArrayBuffer]> => {
    const response = await fetch(new URL(address, base), { signal });
    if (!response.ok || response.body === null) throw new Error(`${name} answered ${response.status}`);
    return [name, await collect(response.body, count)];
  };
  return Object.fromEntries(await Promise.all(runtime.files.map(read)));
}

async function collect(stream: ReadableStream<Uint8Array>, count: (bytes: number) => void): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value as Uint8Array<ArrayBuffer>);
    count(part.value.byteLength);
  }
  return new Blob(chunks).arrayBuffer();
}
