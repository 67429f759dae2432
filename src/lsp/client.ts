/**
 * One language server and its whole life: spawn, `initialize`, every question it asks answered, requests with limits,
 * and an end after which no process is left. It does not choose the server, restart it or judge its answers.
 * Invariant: `gone` settles only when the process has been reaped, and then no request is pending.
 */
import type { ChildProcess } from "../host/child_process.ts";
import type { Clock } from "../host/clock.ts";
import { type CloseReason, type Connection, openConnection, type RequestOutcome } from "./connection.ts";
import { settlesWithin } from "./deadline.ts";
import { decodePublished, type PublishedDiagnostics } from "./decode.ts";
import { asMembers } from "./members.ts";
import type { LspObserver } from "./observer.ts";
import { toFileUri } from "./position.ts";
import { announcesFileList, Readiness, type ReadyVia } from "./readiness.ts";
import { answerServerRequest, CLIENT_CAPABILITIES } from "./server_requests.ts";

export interface ClientOptions {
  readonly process: ChildProcess;
  /** Absolute path of the folder that the server serves. */
  readonly root: string;
  /** This process's id: a server that follows the specification ends when it dies. Null keeps it from looking. */
  readonly parentPid: number | null;
  /** The value of a configuration section; null where there is none. */
  readonly settings: (section: string) => unknown;
  readonly clock: Clock;
  /** Monotonic time at which the process was started. */
  readonly spawnedAtMs: number;
  readonly observe: LspObserver;
  readonly limits: ClientLimits;
  /** Settles when nobody wants the server any more: it is not waited for then. */
  readonly unwanted: Promise<unknown>;
}

export interface ClientLimits {
  readonly initializeMs: number;
  /** For each of: the answer to `shutdown`, leaving after `exit`, leaving after SIGTERM. */
  readonly shutdownStepMs: number;
  readonly writeStallMs: number;
  readonly silenceMs: number;
}

export const CLIENT_LIMITS: ClientLimits = {
  initializeMs: 20_000,
  shutdownStepMs: 1000,
  writeStallMs: 10_000,
  // Six times what pyright takes for its longest answer on CPython's library.
  silenceMs: 60_000,
};

/** Why a server is gone. `exited`: by itself; `stopped`: it was asked to; the rest is the broken stream's fault. */
export type GoneReason = CloseReason | "exited" | "stopped" | "initialize-failed";

export interface LanguageClient {
  readonly pid: number;
  readonly readiness: Readiness;
  request(method: string, params: unknown, timeoutMs: number): Promise<RequestOutcome>;
  notify(method: string, params: unknown): void;
  /** Diagnostics as they come, until the returned function is called. */
  onDiagnostics(listener: (published: PublishedDiagnostics) => void): () => void;
  /** Notes that the server has given a sign of readiness, and tells the observer the first time. */
  noteSign(via: ReadyVia): void;
  readonly pendingCount: number;
  readonly gone: Promise<GoneReason>;
  /** The last lines of the server's stderr, for `CTX_DEBUG`; file content is possible in it. */
  stderrTail(): string;
  /** shutdown → exit → SIGTERM → SIGKILL; resolves when the process is reaped, after three steps at most. */
  stop(): Promise<void>;
}

export type StartOutcome =
  | { readonly kind: "started"; readonly client: LanguageClient }
  | { readonly kind: "failed"; readonly reason: GoneReason | "timeout"; readonly stderr: string };

const STDERR_TAIL_UNITS = 4096;

/** Reads a server's stderr to its end, so that it never blocks on a full pipe; keeps only the tail. */
async function drain(stream: ReadableStream<Uint8Array>, keep: (tail: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let tail = "";
  while (true) {
    let chunk: Uint8Array | undefined;
    try {
      chunk = (await reader.read()).value;
    } catch {
      return; // the pipe broke: the process is going, and `exited` tells it
    }
    if (chunk === undefined) return;
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-STDERR_TAIL_UNITS);
    keep(tail);
  }
}

/** Starts the conversation with a freshly spawned server; on failure its process is ended and reaped. */
export async function startClient(options: ClientOptions): Promise<StartOutcome> {
  const { process, clock, limits } = options;
  const readiness = new Readiness();
  const listeners = new Set<(published: PublishedDiagnostics) => void>();
  let stderr = "";
  let leaving: GoneReason | null = null;
  const wasAsked = (): boolean => leaving === "stopped";
  const stderrEnd = drain(process.stderr, (tail) => stderr = tail);

  const noteSign = (via: ReadyVia): void => {
    if (!readiness.sign(via)) return;
    options.observe({ kind: "ready", via, timingMs: clock.monotonicMs() - options.spawnedAtMs });
  };
  const notification = (method: string, params: unknown): void => {
    if (method === "textDocument/publishDiagnostics") {
      const published = decodePublished(params);
      if (published === null) return;
      noteSign("diagnostics");
      for (const listener of [...listeners]) listener(published);
    } else if (method === "window/logMessage") {
      const message = asMembers(params)?.["message"];
      if (typeof message === "string" && announcesFileList(message)) readiness.filesListed();
    }
  };
  const connection: Connection = openConnection(
    { input: process.stdout, write: (bytes) => process.write(bytes) },
    {
      notification,
      request: (method, params) => answerServerRequest(method, params, options.root, options.settings),
    },
    limits,
  );

  const gone = (async (): Promise<GoneReason> => {
    const first = await Promise.race([connection.closed, process.exited.then(() => "exited" as const)]);
    leaving ??= first === "eof" ? "exited" : first;
    if (first === "exited") {
      // What it wrote before it died is still in the pipe: let that be read, but not for ever.
      await settlesWithin(connection.closed, limits.shutdownStepMs);
    } else if (!wasAsked()) {
      process.signal("SIGKILL");
    }
    connection.close();
    process.closeInput();
    await process.exited;
    await settlesWithin(stderrEnd, limits.shutdownStepMs);
    return leaving;
  })();

  const stop = async (): Promise<void> => {
    if (leaving !== null) return void await gone;
    leaving = "stopped";
    await connection.request("shutdown", undefined, limits.shutdownStepMs);
    connection.notify("exit", undefined);
    process.closeInput();
    if (!await settlesWithin(process.exited, limits.shutdownStepMs)) {
      process.signal("SIGTERM");
      if (!await settlesWithin(process.exited, limits.shutdownStepMs)) process.signal("SIGKILL");
    }
    await gone;
  };

  const startedMs = clock.monotonicMs();
  const abandoned = options.unwanted.then((): RequestOutcome => ({ kind: "closed", reason: "closed-here" }));
  const initialized = connection.request("initialize", {
    processId: options.parentPid,
    clientInfo: { name: "ctx" },
    rootUri: toFileUri(options.root),
    rootPath: options.root,
    workspaceFolders: [{ uri: toFileUri(options.root), name: "segment" }],
    capabilities: CLIENT_CAPABILITIES,
  }, limits.initializeMs);
  const answer = await Promise.race([initialized, abandoned]);
  const accepted = answer.kind === "result" && speaksUtf16(answer.value);
  const status = accepted ? "ok" : answer.kind === "timeout" ? "timeout" : "failed";
  options.observe({ kind: "initialize", status, timingMs: clock.monotonicMs() - startedMs });
  if (!accepted) {
    if (answer.kind !== "closed" || answer.reason === "closed-here") leaving ??= "initialize-failed";
    process.signal("SIGKILL");
    const reason = await gone;
    return { kind: "failed", reason: answer.kind === "timeout" ? "timeout" : reason, stderr };
  }
  readiness.initializeAnswered();
  connection.notify("initialized", {});

  const client: LanguageClient = {
    pid: process.pid,
    readiness,
    request: connection.request,
    notify: connection.notify,
    onDiagnostics: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    noteSign,
    get pendingCount(): number {
      return connection.pendingCount;
    },
    gone,
    stderrTail: () => stderr,
    stop,
  };
  return { kind: "started", client };
}

/** A server that insists on another position encoding would answer for the wrong columns: it is not used. */
function speaksUtf16(initializeResult: unknown): boolean {
  const capabilities = asMembers(asMembers(initializeResult)?.["capabilities"]);
  if (capabilities === null) return false;
  const encoding = capabilities["positionEncoding"];
  return encoding === undefined || encoding === null || encoding === "utf-16";
}
