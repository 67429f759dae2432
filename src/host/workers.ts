/**
 * Threads of this program, with fewer rights than the program: a worker may read the segment, ask who its user is, and
 * nothing else.
 * Invariant: whoever started a worker hears of its failure once, and nothing of it afterwards.
 */

export interface Thread {
  post(message: unknown): void;
  /** Ends it at once, whatever it is doing. */
  stop(): void;
}

export interface ThreadEvents {
  readonly onMessage: (message: unknown) => void;
  /** It could not be loaded, or threw; `reason` is one line. It has been stopped. */
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
      sys: ["uid"],
      ffi: false,
      import: false,
    };
    const worker = new Worker(module, { type: "module", deno: { permissions } });
    let isOver = false;
    const stop = (): void => {
      isOver = true;
      worker.terminate();
    };
    const fail = (reason: string): void => {
      if (isOver) return;
      stop();
      events.onFailure(reason.split("\n", 1)[0] ?? "");
    };
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (isOver) return;
      if ("thrown" in data) fail(data.thrown);
      else events.onMessage(data.answer);
    };
    worker.onerror = (event) => {
      event.preventDefault(); // otherwise it ends the whole program
      fail(event.message);
    };
    return { post: (message) => worker.postMessage(message), stop };
  },
};

/** What a worker sends back. What was thrown is sent as well, or the runtime would print it with its stack. */
type Reply = { readonly answer: unknown } | { readonly thrown: string };

/** What a worker's global object has and a program's has not. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(reply: Reply): void;
}

/** The other end: answers every message that this worker gets, in order. */
export function answerMessages(answer: (message: unknown) => Promise<unknown>): void {
  const scope = globalThis as unknown as WorkerScope;
  let last: Promise<void> = Promise.resolve();
  scope.onmessage = (event) => {
    last = last.then(async () => {
      try {
        scope.postMessage({ answer: await answer(event.data) });
      } catch (error) {
        scope.postMessage({
          thrown: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        });
      }
    });
  };
}
