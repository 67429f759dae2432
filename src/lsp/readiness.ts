/**
 * When a server's answers may be believed. Ready (the contract's word): `initialize` answered, then the first of a
 * diagnostics notification or a definition that found something. Beyond it: until the server has listed its files an
 * empty answer means nothing, so it is "not ready" and never "no definition".
 * Invariant: `ready` never goes back; a new server gets a new value.
 */

export type ReadyVia = "diagnostics" | "definition";

/** Pyright lists anew within 0.3 s of a change in a small project, and within 1 s in one of 1,800 files. */
const RELIST_MS = 2000;

export class Readiness {
  #initialized = false;
  #readyVia: ReadyVia | null = null;
  #listed = false;
  #relistTimer: ReturnType<typeof setTimeout> | undefined;
  /** Changes that the server has been told of and has not been heard to have taken in. */
  #untaken = 0;
  readonly #waiting: (() => void)[] = [];

  get initialized(): boolean {
    return this.#initialized;
  }

  get readyVia(): ReadyVia | null {
    return this.#readyVia;
  }

  /** Whether an empty answer can be taken for "there is none". */
  get emptyMeansNone(): boolean {
    return this.#initialized && this.#listed;
  }

  initializeAnswered(): void {
    this.#initialized = true;
  }

  /** Notes a sign of readiness; true the first time that it makes the server ready. */
  sign(via: ReadyVia): boolean {
    if (!this.#initialized || this.#readyVia !== null) return false;
    this.#readyVia = via;
    return true;
  }

  /** The server has said that it knows its files; while it has not taken a change in, it speaks of those before. */
  filesListed(): void {
    if (this.#untaken > 0) return;
    clearTimeout(this.#relistTimer);
    if (this.#listed) return;
    this.#listed = true;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /**
   * Files have come or gone: an empty answer means nothing again until the server has taken that in, which `taken` tells,
   * and then has listed its files anew. It does so only when it cares for them, so that after `RELIST_MS` of silence the
   * old list counts again.
   */
  filesChanged(taken: Promise<unknown>): void {
    this.#listed = false;
    this.#untaken++;
    clearTimeout(this.#relistTimer);
    taken.finally(() => {
      this.#untaken--;
      if (this.#untaken > 0) return;
      clearTimeout(this.#relistTimer);
      this.#relistTimer = setTimeout(() => this.filesListed(), RELIST_MS);
    });
  }

  /** Resolves when the files are listed, or after `timeoutMs`; tells which. */
  whenListed(timeoutMs: number): Promise<boolean> {
    if (this.#listed) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }
}

/**
 * Whether a `window/logMessage` tells that the files are listed: pyright and basedpyright log "Found 12 source files",
 * "Found 1 source file" or "No source files found." when they have walked the workspace, and at no other time.
 */
export function announcesFileList(message: string): boolean {
  return /^(?:Found \d+ source files?\b|No source files found)/.test(message.replace(/^\[[^\]]*\]\s*/, ""));
}
