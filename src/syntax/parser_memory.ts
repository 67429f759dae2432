/**
 * The memory of web-tree-sitter's one WebAssembly instance: enlarges its stack, and puts the whole of it back to a
 * saved state after a text that made the parser trap, abort or run out of bounds. Nothing else can be done then: the
 * library cannot be loaded twice, and what such a parse holds could not be freed without another deep recursion.
 * Invariant: after `restore` every object made before `save` is as it was then; every later one is gone.
 */

/** What of the instance is used past the library. */
interface Exports {
  readonly malloc: (bytes: number) => number;
  readonly free: (pointer: number) => void;
  readonly setStackPointer: (pointer: number) => void;
}

/** More than V8's own stack of 1 MB lets any recursion use. Only what is used is ever backed by memory. */
const STACK_BYTES = 8 * 2 ** 20;
/** Larger than any hole that loading grammars leaves in the heap, so that it is handed out at the heap's top. */
const PROBE_BYTES = 2 ** 20;
/** In pages of 64 KiB: the library's own start size, and half of the size at which it would give up. */
const START_PAGES = 512;
const MAX_PAGES = 16_384;

export class ParserMemory {
  readonly memory: WebAssembly.Memory;
  /**
   * Bytes by which the memory may grow beyond what is remembered, and a fifth more, by which the library grows it at a
   * time. An allocation that would need more traps, also between two reports.
   */
  limitBytes = Infinity;
  #exports: Exports | null = null;
  #stackStart = 0;
  #stackTop = 0;
  /** End of what is remembered; what lies above was free. */
  #top = 0;
  /** Nothing has been loaded or parsed: what is free is zeros, and clearing it would have the system provide 22 MB. */
  #isFresh = true;
  #belowStack: Uint8Array = new Uint8Array(0);
  #aboveStack: Uint8Array = new Uint8Array(0);

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: START_PAGES, maximum: MAX_PAGES });
  }

  /** Emscripten's `Module.instantiateWasm`: a synchronous one, whose functions V8 compiles as they are called. */
  instantiator(wasm: Uint8Array<ArrayBuffer>): Instantiator {
    return (imports, receive) => {
      const module = new WebAssembly.Module(wasm);
      const instance = new WebAssembly.Instance(module, this.#withLimit(imports));
      this.#exports = exportsOf(instance);
      receive(instance, module);
      return instance.exports;
    };
  }

  /**
   * Moves the C stack into a block of its own. The library gives it 64 KB right above its static data and does not
   * check it, so that freeing a parse of `a => a => …` would overwrite the allocator's state.
   */
  enlargeStack(): void {
    const exports = this.#exported();
    this.#stackStart = exports.malloc(STACK_BYTES);
    if (this.#stackStart === 0) throw new RangeError("no memory for the parser's stack");
    this.#stackTop = (this.#stackStart + STACK_BYTES) & ~15;
    exports.setStackPointer(this.#stackTop);
  }

  /** Remembers the memory as it is. No tree may be alive, and nothing may have been parsed since `restore`. */
  save(): void {
    const exports = this.#exported();
    const top = exports.malloc(PROBE_BYTES);
    exports.free(top);
    const bytes = new Uint8Array(this.memory.buffer);
    this.#belowStack = bytes.slice(0, this.#stackStart);
    this.#top = top + 64;
    this.#aboveStack = bytes.slice(this.#stackStart + STACK_BYTES, this.#top);
  }

  /**
   * As `restore`, and makes of the free memory above, up to `most` bytes of it, what it was before anything was parsed:
   * for code that reads what it has not written.
   */
  restoreCleared(most = Infinity): void {
    this.restore();
    if (this.#isFresh) {
      this.#isFresh = false;
      return;
    }
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.fill(0, this.#top, Math.min(bytes.length, this.#top + most));
  }

  /** Puts the memory back to what it was at the last `save`. */
  restore(): void {
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.set(this.#belowStack, 0);
    bytes.set(this.#aboveStack, this.#stackStart + STACK_BYTES);
    this.#exported().setStackPointer(this.#stackTop);
  }

  /** `imports` with the one that makes the memory grow held to the limit: 0 is what Emscripten takes for a refusal. */
  #withLimit(imports: WebAssembly.Imports): WebAssembly.Imports {
    const env = imports["env"];
    const grow = env?.["emscripten_resize_heap"];
    if (env === undefined || typeof grow !== "function") {
      throw new TypeError("web-tree-sitter never grows its memory");
    }
    const growWithin = (bytes: number): unknown =>
      (bytes >>> 0) > this.#top + this.limitBytes ? 0 : grow(bytes);
    return { ...imports, env: { ...env, emscripten_resize_heap: growWithin } };
  }

  #exported(): Exports {
    if (this.#exports === null) throw new TypeError("web-tree-sitter is not instantiated");
    return this.#exports;
  }
}

export type Instantiator = (
  imports: WebAssembly.Imports,
  receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
) => WebAssembly.Exports;

function exportsOf(instance: WebAssembly.Instance): Exports {
  const get = (name: string): (...args: number[]) => unknown => {
    const value = instance.exports[name];
    if (typeof value !== "function") throw new TypeError(`web-tree-sitter exports no ${name}`);
    return (...args) => value(...args);
  };
  const malloc = get("malloc");
  return {
    malloc: (bytes) => Number(malloc(bytes)),
    free: get("free"),
    setStackPointer: get("_emscripten_stack_restore"),
  };
}
