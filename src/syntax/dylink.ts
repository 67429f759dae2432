/**
 * Grammars built by old Emscripten carry their memory and table needs in a custom section `dylink`; today's loader
 * wants the same numbers in `dylink.0` (WebAssembly tool conventions, DynamicLinking.md). Rewrites that one section.
 * Invariant: bytes that are not such a module come back as they are.
 */

const HEADER_BYTES = 8;
const CUSTOM_SECTION = 0;
const MEMORY_INFO = 1;
const NEEDED = 2;

/** `wasm` with a leading `dylink` section turned into `dylink.0`. */
export function modernizeDylink(wasm: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (wasm[HEADER_BYTES] !== CUSTOM_SECTION) return wasm;
  const reader = new Reader(wasm, HEADER_BYTES + 1);
  const size = reader.varuint();
  const end = reader.at + size;
  if (reader.text(reader.varuint()) !== "dylink" || end > wasm.length) return wasm;

  const memorySize = reader.varuint();
  const memoryAlignment = reader.varuint();
  const tableSize = reader.varuint();
  const tableAlignment = reader.varuint();
  const libraries: number[][] = [];
  const count = reader.at < end ? reader.varuint() : 0;
  for (let i = 0; i < count; i++) {
    const length = reader.varuint();
    libraries.push([...varuint(length), ...wasm.subarray(reader.at, reader.at + length)]);
    reader.at += length;
  }

  const info = [memorySize, memoryAlignment, tableSize, tableAlignment].flatMap(varuint);
  const body = [
    ...sized([...new TextEncoder().encode("dylink.0")]),
    MEMORY_INFO,
    ...sized(info),
    ...(count === 0 ? [] : [NEEDED, ...sized([...varuint(count), ...libraries.flat()])]),
  ];
  const head = [...wasm.subarray(0, HEADER_BYTES), CUSTOM_SECTION, ...sized(body)];
  const out = new Uint8Array(head.length + wasm.length - end);
  out.set(head, 0);
  out.set(wasm.subarray(end), head.length);
  return out;
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  varuint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  }

  text(length: number): string {
    const from = this.at;
    this.at += length;
    return new TextDecoder().decode(this.#bytes.subarray(from, this.at));
  }
}

function varuint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest % 0x80;
    rest = Math.floor(rest / 0x80);
    out.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return out;
}

function sized(bytes: readonly number[]): number[] {
  return [...varuint(bytes.length), ...bytes];
}
