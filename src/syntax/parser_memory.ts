/**
 * The memory of one instance of tree-sitter: its C stack, then its own data, then its heap. Can put the whole of it back to
 * a saved state after a text that made the parser trap, abort or run out of bounds: nothing else can be done then, for
 * what such a parse holds could not be freed without another deep recursion.
 * Invariant: after `restore` every object made before `save` is as it was then; every later one is gone.
 */

/** The part of tree-sitter's C library that is needed here. */
export interface Allocator {
  malloc(bytes: number): number;
  free(address: number): void;
}

/**
 * At the memory's beginning, so that an overflow leaves the memory and traps. More than V8's own stack of 1 MB lets any
 * recursion use; only what is used is ever backed by memory.
 */
const STACK_BYTES = 8 * 2 ** 20;
/** Larger than any hole that loading grammars leaves in the heap, so that it is handed out at the heap's top. */
const PROBE_BYTES = 2 ** 20;
const PAGE_BYTES = 2 ** 16;
/** In pages: 32 MB and 1 GB. */
const START_PAGES = 512;
const MAX_PAGES = 16_384;
/** More than is asked for, so that a heap that grows by little is not grown each time. */
const GROWTH = 1.2;

export class ParserMemory {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: START_PAGES, maximum: MAX_PAGES });
  /** Where the C stack begins; it grows downwards. */
  readonly stackPointer: WebAssembly.Global = new WebAssembly.Global(
    { value: "i32", mutable: true },
    STACK_BYTES,
  );
  /** Where data may lie. */
  readonly base = STACK_BYTES;
  /**
   * Bytes by which the memory may grow beyond what is remembered, and a fifth more, by which it is grown at a time. An
   * allocation that would need more fails, also between two reports.
   */
  limitBytes = Infinity;
  /** End of what is remembered; what lies above was free. */
  #top = 0;
  /** Nothing has been loaded or parsed: what is free is zeros, and clearing it would have the system provide 22 MB. */
  #isFresh = true;
  #saved: Uint8Array = new Uint8Array(0);

  /** Emscripten's `emscripten_resize_heap`: makes the memory hold `bytes`; 0 is a refusal. */
  readonly resize = (bytes: number): number => {
    const wanted = bytes >>> 0;
    if (wanted > this.#top + this.limitBytes) return 0;
    const now = this.memory.buffer.byteLength;
    const most = MAX_PAGES * PAGE_BYTES;
    if (wanted > most) return 0;
    const pages = Math.ceil((Math.min(most, Math.max(wanted, GROWTH * now)) - now) / PAGE_BYTES);
    try {
      this.memory.grow(pages);
      return 1;
    } catch (error) {
      if (error instanceof RangeError) return 0; // the system has no more
      throw error;
    }
  };

  /** Remembers the memory as it is. No tree may be alive, and nothing may have been parsed since `restore`. */
  save(allocator: Allocator): void {
    const top = allocator.malloc(PROBE_BYTES);
    allocator.free(top);
    this.#top = top + 64;
    this.#saved = new Uint8Array(this.memory.buffer).slice(this.base, this.#top);
  }

  /**
   * As `restore`, and makes of the free memory above, up to `most` bytes of it, what it was before anything was parsed:
   * for code that reads what it has not written.
   */
  restoreCleared(most = Infinity): void {
    if (this.#isFresh) {
      this.#isFresh = false;
      return;
    }
    this.restore();
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.fill(0, this.#top, Math.min(bytes.length, this.#top + most));
  }

  /** Puts the memory back to what it was at the last `save`. */
  restore(): void {
    new Uint8Array(this.memory.buffer).set(this.#saved, this.base);
    this.stackPointer.value = STACK_BYTES;
  }
}
