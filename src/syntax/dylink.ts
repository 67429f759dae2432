/**
 * Dynamic linking of WebAssembly (tool conventions, DynamicLinking.md), as far as tree-sitter and its grammars use it: a
 * library is given its place in a memory and a table and calls functions that are handed to it. Knows nothing of
 * tree-sitter. Invariant: linking changes nothing but the memory and the table, and two links share no state.
 */

/** What a library asks for: bytes of memory, their alignment (a power of two), slots of the table. */
export interface Needs {
  readonly bytes: number;
  readonly alignment: number;
  readonly slots: number;
}

/** What a library is linked into. */
export interface Surroundings {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  readonly stackPointer: WebAssembly.Global;
  /** What it may call, by name; anything else that it calls traps. */
  readonly functions: Readonly<Record<string, WebAssembly.ExportValue>>;
  /** Addresses that it may ask for beside its own. */
  readonly addresses: Readonly<Record<string, number>>;
}

const MEMORY_INFO = 1;

/** What `module` needs; null when it is no dynamic library. */
export function needsOf(module: WebAssembly.Module): Needs | null {
  const [section] = WebAssembly.Module.customSections(module, "dylink.0");
  if (section === undefined) {
    // Old Emscripten wrote the same numbers, and nothing before them.
    const [old] = WebAssembly.Module.customSections(module, "dylink");
    return old === undefined ? null : readNeeds(new Reader(new Uint8Array(old)));
  }
  const reader = new Reader(new Uint8Array(section));
  while (!reader.atEnd) {
    const kind = reader.varuint();
    const size = reader.varuint();
    if (kind === MEMORY_INFO) return readNeeds(reader);
    reader.at += size;
  }
  return { bytes: 0, alignment: 1, slots: 0 };
}

function readNeeds(reader: Reader): Needs {
  const bytes = reader.varuint();
  const alignment = 2 ** reader.varuint();
  return { bytes, alignment, slots: reader.varuint() };
}

/** A symbol whose address `module` asks for and nothing can tell; null where there is none. */
export function findUnknownAddress(module: WebAssembly.Module): string | null {
  const exported = new Set(WebAssembly.Module.exports(module).map((one) => one.name));
  const unknown = WebAssembly.Module.imports(module).find((one) =>
    one.module.startsWith("GOT.") && !exported.has(one.name)
  );
  return unknown?.name ?? null;
}

/**
 * An instance of `module` with its data at `base`, where as many bytes as it needs are zero, and its functions at the end
 * of the table; its data are relocated and its constructors have run. Throws WebAssembly.LinkError, and RuntimeError.
 */
export function link(
  module: WebAssembly.Module,
  base: number,
  { memory, table, stackPointer, functions, addresses }: Surroundings,
): WebAssembly.Exports {
  const fixed: Readonly<Record<string, WebAssembly.ImportValue>> = {
    memory,
    __indirect_function_table: table,
    __stack_pointer: stackPointer,
    __memory_base: base,
    __table_base: table.grow(needsOf(module)?.slots ?? 0),
  };
  const asked = new Map<string, WebAssembly.Global>();
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const values = imports[from] ??= {};
    if (from.startsWith("GOT.")) {
      const address = new WebAssembly.Global({ value: "i32", mutable: true }, addresses[name] ?? 0);
      if (addresses[name] === undefined) asked.set(name, address);
      values[name] = address;
    } else values[name] = fixed[name] ?? functions[name] ?? absent(name);
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  for (const [name, address] of asked) address.value = addressOf(exports[name], base, table);
  call(exports["__wasm_apply_data_relocs"]);
  call(exports["__wasm_call_ctors"]);
  return exports;
}

/** Functions have their slot in the table for an address; data tell theirs from the library's base on. */
function addressOf(
  value: WebAssembly.ExportValue | undefined,
  base: number,
  table: WebAssembly.Table,
): number {
  if (typeof value === "function") {
    const slot = table.grow(1);
    table.set(slot, value);
    return slot;
  }
  return value instanceof WebAssembly.Global ? base + Number(value.value) : 0;
}

function call(value: WebAssembly.ExportValue | undefined): void {
  if (typeof value === "function") value();
}

function absent(name: string): () => never {
  return () => {
    throw new WebAssembly.RuntimeError(`${name} was called`);
  };
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.at >= this.#bytes.length;
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
}
