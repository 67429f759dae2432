/**
 * A JSON-RPC connection over two byte streams: requests with a deadline, notifications, and one end for all. It knows
 * nothing of processes or of LSP's methods; ids, queues and dispatch are vscode-jsonrpc's.
 * Invariant: every request settles, as a value, within its own time limit, whatever the other side does; after `closed`
 * none is pending.
 */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  CancellationTokenSource,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageWriter,
  ResponseError,
} from "vscode-jsonrpc";
import { encodeFrame, FrameDecoder, FrameError, type FrameFault, type RawMessage } from "./framing.ts";

/** Why a connection ended. `eof`: the other side closed its output. `stalled`: it stopped reading. `silent`: it hangs. */
export type CloseReason =
  | FrameFault
  | "truncated"
  | "eof"
  | "stalled"
  | "silent"
  | "write-failed"
  | "closed-here";

export type RequestOutcome =
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "error"; readonly code: number; readonly message: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "closed"; readonly reason: CloseReason };

export interface ConnectionHandlers {
  notification(method: string, params: unknown): void;
  /** The result to send back; `unhandled` answers −32601 (method not found). */
  request(method: string, params: unknown): unknown;
}

/** What `request` returns for a method it does not know. */
export const unhandled: unique symbol = Symbol("unhandled");

export interface ByteStreams {
  readonly input: ReadableStream<Uint8Array>;
  /** Resolves when the bytes are taken; rejects when they never will be. */
  write(bytes: Uint8Array): Promise<void>;
}

export interface Connection {
  /** Sends a request; at `timeoutMs` it sends `$/cancelRequest`, forgets the request and answers `timeout`. */
  request(method: string, params: unknown, timeoutMs: number): Promise<RequestOutcome>;
  notify(method: string, params: unknown): void;
  /** Requests that were sent and have neither been answered nor forgotten. */
  readonly pendingCount: number;
  readonly closed: Promise<CloseReason>;
  close(): void;
}

export interface ConnectionOptions {
  /** A write that the pipe has not taken after this long means that the peer stopped reading. */
  readonly writeStallMs: number;
  /** A peer that has been asked something and then says nothing at all for so long hangs: the connection is given up. */
  readonly silenceMs: number;
}

/** JSON-RPC and LSP error codes that are used here. */
const METHOD_NOT_FOUND = -32601;
const REQUEST_CANCELLED = -32800;

/** Bytes that may wait for a slow reader before the connection is given up. */
const MAX_QUEUED_BYTES = 64 * 1024 * 1024;

class StreamReader extends AbstractMessageReader {
  readonly #input: ReadableStream<Uint8Array>;
  readonly #admit: (message: RawMessage) => boolean;
  readonly #heard: () => void;
  readonly #ended: (reason: CloseReason) => void;
  #deliver: DataCallback | null = null;
  #stop: () => void = () => {};

  constructor(
    input: ReadableStream<Uint8Array>,
    admit: (message: RawMessage) => boolean,
    heard: () => void,
    ended: (reason: CloseReason) => void,
  ) {
    super();
    this.#heard = heard;
    this.#input = input;
    this.#admit = admit;
    this.#ended = ended;
  }

  listen(callback: DataCallback): Disposable {
    this.#deliver = callback;
    const pump = this.#input.getReader();
    this.#stop = () => void pump.cancel().catch(() => "the stream is gone already");
    this.#pump(pump).then((reason) => this.#ended(reason));
    return { dispose: this.#stop };
  }

  override dispose(): void {
    this.#stop();
    super.dispose();
  }

  /** Hands a message to the dispatcher as if it had been read. */
  inject(message: Message): void {
    this.#deliver?.(message);
  }

  async #pump(pump: ReadableStreamDefaultReader<Uint8Array>): Promise<CloseReason> {
    const decoder = new FrameDecoder();
    while (true) {
      let chunk: Uint8Array | undefined;
      try {
        chunk = (await pump.read()).value;
      } catch {
        return "eof"; // a reset pipe and a closed one mean the same here
      }
      if (chunk === undefined) return decoder.atBoundary ? "eof" : "truncated";
      try {
        for (const message of decoder.push(chunk)) {
          if (this.#admit(message)) this.#deliver?.({ jsonrpc: "2.0", ...message });
        }
        this.#heard();
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        this.#stop();
        return error.fault;
      }
    }
  }
}

class StreamWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #sending: (message: Message) => void;
  readonly #failed: (reason: CloseReason) => void;
  readonly #stallMs: number;
  #queuedBytes = 0;

  constructor(
    write: (bytes: Uint8Array) => Promise<void>,
    sending: (message: Message) => void,
    failed: (reason: CloseReason) => void,
    stallMs: number,
  ) {
    super();
    this.#write = write;
    this.#sending = sending;
    this.#failed = failed;
    this.#stallMs = stallMs;
  }

  async write(message: Message): Promise<void> {
    this.#sending(message);
    const frame = encodeFrame(message);
    this.#queuedBytes += frame.length;
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.#failed("stalled");
    const timer = setTimeout(() => this.#failed("stalled"), this.#stallMs);
    try {
      await this.#write(frame);
    } catch (error) {
      this.#failed("write-failed");
      throw error;
    } finally {
      clearTimeout(timer);
      this.#queuedBytes -= frame.length;
    }
  }

  end(): void {}
}

function isResponse(message: RawMessage): boolean {
  return message["method"] === undefined && ("result" in message || "error" in message || "id" in message);
}

const silent = { error: () => {}, warn: () => {}, info: () => {}, log: () => {} };

/** Opens the connection and starts to read; `handlers` are called in the order of the messages. */
export function openConnection(
  streams: ByteStreams,
  handlers: ConnectionHandlers,
  options: ConnectionOptions,
): Connection {
  const outstanding = new Set<number>();
  let received = 0;
  let handled = 0;
  let ending: CloseReason | null = null;
  let settleClosed: (reason: CloseReason) => void = () => {};
  const closed = new Promise<CloseReason>((resolve) => settleClosed = resolve);
  let lastSentId = -1;
  /** Runs from a question on until anything is heard, also when the question has been forgotten meanwhile. */
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(silence);
    silence = outstanding.size > 0 && ending === null
      ? setTimeout(() => end("silent"), options.silenceMs)
      : undefined;
  };

  /** Only the first answer to a request that still waits gets through; stray ones are dropped here. */
  const admit = (message: RawMessage): boolean => {
    if (ending !== null) return false;
    if (isResponse(message)) {
      const id = message["id"];
      if (typeof id !== "number" || !outstanding.delete(id)) return false;
    }
    received++;
    return true;
  };

  /** What was read before the end is still dispatched, then everything pending is settled. */
  const finish = (): void => {
    if (ending === null || handled < received) return;
    outstanding.clear();
    clearTimeout(silence);
    settleClosed(ending);
    connection.dispose();
  };
  const end = (reason: CloseReason): void => {
    if (ending !== null) return;
    ending = reason;
    finish();
  };

  const reader = new StreamReader(streams.input, admit, heard, end);
  const writer = new StreamWriter(
    streams.write,
    (message) => {
      if (!("method" in message) || !("id" in message) || typeof message.id !== "number") return;
      lastSentId = message.id;
      outstanding.add(message.id);
      silence ??= setTimeout(() => end("silent"), options.silenceMs);
    },
    end,
    options.writeStallMs,
  );
  const connection: MessageConnection = createMessageConnection(reader, writer, silent, {
    messageStrategy: {
      handleMessage: (message, next) => {
        next(message);
        handled++;
        if (ending !== null) queueMicrotask(finish);
      },
    },
  });
  connection.onRequest((method, params) => {
    const result = handlers.request(method, params);
    return result === unhandled ? new ResponseError(METHOD_NOT_FOUND, `unhandled method ${method}`) : result;
  });
  connection.onNotification((method, params) => handlers.notification(method, params));
  connection.listen();

  const request = (method: string, params: unknown, timeoutMs: number): Promise<RequestOutcome> => {
    if (ending !== null) return Promise.resolve({ kind: "closed", reason: ending });
    const source = new CancellationTokenSource();
    return new Promise((resolve) => {
      const sent = connection.sendRequest<unknown>(method, params, source.token);
      const id = lastSentId; // sendRequest hands its message to the writer before it returns
      const timer = setTimeout(() => {
        resolve({ kind: "timeout" });
        if (ending === null) forget(id, source);
      }, timeoutMs);
      const settle = (outcome: RequestOutcome): void => {
        clearTimeout(timer);
        resolve(ending !== null && outcome.kind === "error" ? { kind: "closed", reason: ending } : outcome);
      };
      sent.then((value) => settle({ kind: "result", value }), (error: unknown) => settle(outcomeOf(error)));
    });
  };

  /** Tells the peer to stop, and clears the request's slot so that nothing is kept for an answer that never comes. */
  const forget = (id: number, source: CancellationTokenSource): void => {
    source.cancel();
    if (!outstanding.delete(id)) return;
    received++;
    const error = { code: REQUEST_CANCELLED, message: "forgotten" };
    reader.inject({ jsonrpc: "2.0", id, error } as Message);
  };

  return {
    request,
    notify: (method, params) => {
      if (ending === null) connection.sendNotification(method, params).catch(() => end("write-failed"));
    },
    get pendingCount(): number {
      return outstanding.size;
    },
    closed,
    close: () => end("closed-here"),
  };
}

function outcomeOf(error: unknown): RequestOutcome {
  if (error instanceof ResponseError) return { kind: "error", code: error.code, message: error.message };
  return { kind: "error", code: 0, message: error instanceof Error ? error.message : "unreadable answer" };
}
