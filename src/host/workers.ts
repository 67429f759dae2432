/**
 * Threads of this program, with fewer rights than the program: a worker may read the segment and nothing else.
 * Invariant: a worker that fails or is stopped settles nothing by itself; whoever started it hears of it once.
 */

export interface Thread {
  post(message: unknown): void;
  /** Ends it at once, whatever it is doing. */
  stop(): void;
}

export interface ThreadEvents {
  readonly onMessage: (message: unknown) => void;
  /** It threw outside of any handler, or could not be loaded. It is of no use afterwards. */
  readonly onFailure: (reason: string) => void;
}

export interface Threads {
  /** How many can run at once. */
  readonly cores: number;
  start(module: URL, events: ThreadEvents): Thread;
}

export const denoThreads: Threads = {
  cores: navigator.hardwareConcurrency,
  start: (module, events) => {
    const permissions: Deno.PermissionOptionsObject = {
      read: ["."],
      write: false,
      env: false,
      net: false,
      run: false,
      sys: false,
      ffi: false,
      import: false,
    };
    const worker = new Worker(module, { type: "module", deno: { permissions } });
    worker.onmessage = (event) => events.onMessage(event.data);
    worker.onerror = (event) => {
      event.preventDefault(); // otherwise it ends the whole program
      events.onFailure(event.message);
    };
    return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
  },
};

/** What a worker's global object has and a program's has not. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown): void;
}

/** The other end: answers every message that this worker gets, in order. */
export function answerMessages(answer: (message: unknown) => Promise<unknown>): void {
  const scope = globalThis as unknown as WorkerScope;
  let last: Promise<void> = Promise.resolve();
  scope.onmessage = (event) => {
    last = last.then(async () => scope.postMessage(await answer(event.data)));
  };
}
