/**
 * SHA-256, from the runtime's own Web Crypto. Not `node:crypto`: importing it costs 25 to 33 ms (Deno 2.9.6), and
 * the no-op path of every command has less than that in all. Short texts are hashed here: Web Crypto has another
 * thread do each, and the way there and back takes several times as long as a kilobyte.
 */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Up to this length the work takes less than the two changes of thread: 5 to 8 µs. */
const SHORT_BYTES = 1024;

/** Hex SHA-256 of `bytes`: 64 lower-case digits. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (bytes.length <= SHORT_BYTES) return shortSha256Hex(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  let text = "";
  for (const byte of digest) text += HEX[byte];
  return text;
}

/** The constants of FIPS 180-4: the first 32 bits of the fractions of the roots of the first primes. */
interface Constants {
  /** Square roots of 8 primes. */
  readonly start: Int32Array;
  /** Cube roots of 64 primes. */
  readonly rounds: Int32Array;
}

let constants: Constants | null = null;

function makeConstants(): Constants {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (root: number): number => Math.trunc((root % 1) * 2 ** 32);
  return {
    start: Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
    rounds: Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  };
}

const BLOCK_BYTES = 64;
const schedule = new Int32Array(64);

/** The text, a one bit, zeros, and its length in bits in the last eight bytes. */
function padded(bytes: Uint8Array): DataView {
  const blocks = Math.ceil((bytes.length + 9) / BLOCK_BYTES);
  const message = new Uint8Array(blocks * BLOCK_BYTES);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 4, bytes.length * 8);
  return view;
}

function turned(word: number, bits: number): number {
  return word >>> bits | word << 32 - bits;
}

/** The same, by the steps of FIPS 180-4, section 6.2; for texts of less than 2^29 bytes. */
export function shortSha256Hex(bytes: Uint8Array): string {
  constants ??= makeConstants();
  const state = constants.start.slice();
  const view = padded(bytes);
  for (let at = 0; at < view.byteLength; at += BLOCK_BYTES) mix(state, view, at, constants.rounds);
  let text = "";
  for (const word of state) text += (word >>> 0).toString(16).padStart(8, "0");
  return text;
}

/** One block into the state. Typed arrays give 0 for what they do not have; nothing here asks for that. */
function mix(state: Int32Array, view: DataView, at: number, rounds: Int32Array): void {
  const w = schedule;
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const early = w[i - 15] ?? 0;
    const late = w[i - 2] ?? 0;
    const first = turned(early, 7) ^ turned(early, 18) ^ early >>> 3;
    const second = turned(late, 17) ^ turned(late, 19) ^ late >>> 10;
    w[i] = (w[i - 16] ?? 0) + first + (w[i - 7] ?? 0) + second;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const wide = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const step = h + wide + (e & f ^ ~e & g) + (rounds[i] ?? 0) + (w[i] ?? 0) | 0;
    const other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + step | 0;
    d = c;
    c = b;
    b = a;
    a = step + other | 0;
  }
  for (const [place, word] of [a, b, c, d, e, f, g, h].entries()) state[place] = (state[place] ?? 0) + word;
}
