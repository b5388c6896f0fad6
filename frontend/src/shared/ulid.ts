/** ULIDs made by the client: the name under which an event is written once, however often it is sent. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_BITS = 80n;
const MOST = (1n << RANDOM_BITS) - 1n;

/** A source of ULIDs that rise, also within one millisecond and when the clock steps back. */
export function ulids(now: () => number, random: (bytes: Uint8Array<ArrayBuffer>) => void): () => string {
  let last = -1;
  let tail = 0n;
  return () => {
    const time = Math.max(last, Math.floor(now()));
    if (time === last && tail < MOST) {
      tail += 1n;
    } else {
      last = time === last ? time + 1 : time;
      tail = draw(random);
    }
    return encode((BigInt(last) << RANDOM_BITS) | tail);
  };
}

/** The page's own source. */
export const newUlid = ulids(
  () => Date.now(),
  (bytes) => void crypto.getRandomValues(bytes),
);

function draw(random: (bytes: Uint8Array<ArrayBuffer>) => void): bigint {
  const bytes = new Uint8Array(10);
  random(bytes);
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function encode(value: bigint): string {
  let text = "";
  for (let rest = value, left = 26; left > 0; left -= 1, rest >>= 5n) text = ALPHABET[Number(rest & 31n)] + text;
  return text;
}
