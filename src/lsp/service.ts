/**
 * Answers questions with a language server: gets one, brings its files up to date, asks, and decides whether what came
 * back is an answer. An empty reply from a server that has not listed its files yet is "not ready"; one about a file
 * that it does not track is asked again with the file opened.
 * Invariant: `ask` settles within the question's limit, whatever the server does.
 */
import type { Clock } from "../host/clock.ts";
import type { LanguageClient } from "./client.ts";
import type { RequestOutcome } from "./connection.ts";
import { settlesWithin } from "./deadline.ts";
import { decodeHover, decodeLocations, type Location, type PublishedDiagnostics } from "./decode.ts";
import type { Documents } from "./documents.ts";
import type { LspObserver } from "./observer.ts";
import { fromFileUri, type ProtocolPosition, relativeTo, toProtocolPosition } from "./position.ts";
import type { Answer, Finding, Question, Target } from "./question.ts";
import type { Supervisor } from "./supervisor.ts";

export interface ServiceOptions {
  /** Absolute real path of the segment. */
  readonly root: string;
  readonly supervisor: Supervisor;
  readonly documents: Documents;
  readonly clock: Clock;
  readonly observe: LspObserver;
}

export interface Service {
  ask(question: Question): Promise<Answer>;
}

/**
 * Asked again this soon after an empty reply of a server that is still finding its files, unless it says that it has
 * found them. Not sooner: pyright puts its walk off for 250 ms after each request, and one that is asked every 50 ms was
 * seen to never walk at all.
 */
const NOT_READY_PAUSE_MS = 600;

/** A first answer takes 0.4 s on a small project and 3 s on the standard library; a loaded machine needs longer. */
const LINGER_MS = 30_000;

/** LSP error codes that mean "ask again": RequestCancelled, ContentModified, ServerCancelled. */
const ASK_AGAIN: readonly number[] = [-32800, -32801, -32802];
const MAX_REPEATS = 3;

const METHODS = {
  definition: "textDocument/definition",
  references: "textDocument/references",
  hover: "textDocument/hover",
} as const;

type PlaceMethod = keyof typeof METHODS;

interface Task {
  readonly client: LanguageClient;
  readonly path: string;
  readonly method: PlaceMethod;
  readonly position: ProtocolPosition;
  /** Monotonic. */
  readonly deadlineMs: number;
}

/** Long enough for a server that is in the midst of `references`; none that keeps to the protocol never answers. */
const TAKEN_MS = 20_000;

/**
 * Settles when the server has taken in all that it was told before: it answers in order, and a request whose name begins
 * with `$/` and that it does not know it must answer with an error (LSP 3.17, "$ Notifications and Requests"). Without
 * this the list that an earlier change made it announce was taken for the one of the latest.
 */
function takenIn(client: LanguageClient): Promise<unknown> {
  return client.request("$/ctx/taken", undefined, TAKEN_MS);
}

/** Makes the service; nothing is started before the first question. */
export function createService(options: ServiceOptions): Service {
  const { root, supervisor, documents, clock, observe } = options;
  const left = (deadlineMs: number): number => Math.max(0, deadlineMs - clock.monotonicMs());

  const request = async (task: Task): Promise<RequestOutcome> => {
    const params = {
      textDocument: { uri: documents.uriOf(task.path) },
      position: task.position,
      ...(task.method === "references" ? { context: { includeDeclaration: true } } : {}),
    };
    let outcome: RequestOutcome = { kind: "timeout" };
    for (let i = 0; i <= MAX_REPEATS; i++) {
      outcome = await task.client.request(METHODS[task.method], params, left(task.deadlineMs));
      if (outcome.kind !== "error" || !ASK_AGAIN.includes(outcome.code)) break;
    }
    return outcome;
  };

  /** Repeats the request until its answer can be believed. */
  const settle = async (task: Task): Promise<Answer> => {
    let late: "timeout" | "not-ready" = "timeout";
    while (true) {
      const believed = task.client.readiness.emptyMeansNone;
      const outcome = await request(task);
      if (outcome.kind === "timeout") return { kind: "none", reason: late };
      if (outcome.kind === "closed") return { kind: "none", reason: "server-crashed" };
      if (outcome.kind === "error") return { kind: "none", reason: "server-error" };
      const answer = decode(task.method, outcome.value, !believed);
      if (answer === null) return { kind: "none", reason: "server-error" };
      if (!isEmpty(answer)) return answer;
      if (believed) {
        if (documents.isOpen(task.path) || documents.open(task.client, task.path) === null) return answer;
      } else {
        late = "not-ready";
        await task.client.readiness.whenListed(Math.min(NOT_READY_PAUSE_MS, left(task.deadlineMs)));
        if (left(task.deadlineMs) === 0) return { kind: "none", reason: late };
      }
    }
  };

  const decode = (method: PlaceMethod, value: unknown, partial: boolean): Answer | null => {
    if (method === "hover") {
      const contents = decodeHover(value);
      return contents === null ? null : { kind: "hover", contents };
    }
    const locations = decodeLocations(value);
    if (locations === null) return null;
    const targets = locations.map(toTarget).filter((target) => target !== null);
    if (method === "references") targets.sort(byPlace);
    return { kind: "targets", targets, partial: partial && method === "references", packSha: null };
  };

  const toTarget = ({ uri, range }: Location): Target | null => {
    const absolute = fromFileUri(uri);
    if (absolute === null) return null;
    const inside = relativeTo(root, absolute);
    return { path: inside ?? absolute, external: inside === null, range, id: null };
  };

  const askPlace = async (
    client: LanguageClient,
    question: Question,
    method: PlaceMethod,
    deadlineMs: number,
  ): Promise<Answer> => {
    const text = documents.read(question.path);
    const position = text === null ? null : toProtocolPosition(text, question.line, question.column);
    if (position === null) return { kind: "none", reason: "no-such-place" };
    if (method === "references") await client.readiness.whenListed(left(deadlineMs));
    const answer = await settle({ client, path: question.path, method, position, deadlineMs });
    if (method === "definition" && answer.kind === "targets" && answer.targets.length > 0) {
      client.noteSign("definition");
    }
    return answer;
  };

  const askDiagnostics = async (
    client: LanguageClient,
    path: string,
    deadlineMs: number,
  ): Promise<Answer> => {
    let stopListening: () => void = () => {};
    const uri = documents.uriOf(path);
    const awaited: { version: number | null } = { version: null };
    const published = new Promise<PublishedDiagnostics | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), left(deadlineMs));
      const off = client.onDiagnostics((found) => {
        const isThis = fromFileUri(found.uri) === fromFileUri(uri);
        // A notification for an older text says nothing of this one.
        if (isThis && (found.version === null || found.version === awaited.version)) resolve(found);
      });
      client.gone.then(() => resolve(null));
      stopListening = () => {
        clearTimeout(timer);
        off();
      };
    });
    // Without its files a server finds every import missing; and right after it has listed them anew, pyright was seen to
    // publish its findings of an older text under the newest version. What is asked for then is of a later version.
    if (!await client.readiness.whenListed(left(deadlineMs))) {
      stopListening();
      return { kind: "none", reason: "not-ready" };
    }
    const sentMs = clock.monotonicMs();
    awaited.version = documents.requestDiagnostics(client, path);
    if (awaited.version === null) {
      stopListening();
      return { kind: "none", reason: "no-such-place" };
    }
    const found = await published;
    stopListening();
    if (found === null) return { kind: "none", reason: "timeout" };
    observe({
      kind: "diagnostics",
      count: found.diagnostics.length,
      digest: digestOf(found.diagnostics),
      timingMs: clock.monotonicMs() - sentMs,
    });
    return { kind: "diagnostics", findings: found.diagnostics };
  };

  const answerWithin = async (question: Question, timeoutMs: number): Promise<Answer> => {
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    const supply = await supervisor.supply(timeoutMs);
    if (supply.kind === "none") return { kind: "none", reason: supply.reason };
    const { client } = supply;
    if (documents.refresh(client)) client.readiness.filesChanged(takenIn(client));
    return question.method === "diagnostics"
      ? await askDiagnostics(client, question.path, deadlineMs)
      : await askPlace(client, question, question.method, deadlineMs);
  };

  /** Why a server that is not ready has said nothing yet. */
  const lateness = (): Answer => {
    const readiness = supervisor.current?.readiness;
    const reason = readiness === undefined
      ? "server-starting"
      : readiness.emptyMeansNone
      ? "timeout"
      : "not-ready";
    return { kind: "none", reason };
  };

  let lingering = false;
  const ask = async (question: Question): Promise<Answer> => {
    const isReady = (supervisor.current?.readiness.readyVia ?? null) !== null;
    if (isReady || lingering || question.method === "references") {
      return await answerWithin(question, question.timeoutMs);
    }
    // The first question makes the server ready. Whoever asked does not wait longer for it, but cancelled and asked
    // again by the next command it would start from nothing each time.
    lingering = true;
    const work = answerWithin(question, Math.max(question.timeoutMs, LINGER_MS)).finally(() =>
      lingering = false
    );
    return await settlesWithin(work, question.timeoutMs) ? await work : lateness();
  };
  return { ask };
}

/** The segment's own places first; within a file from the top. */
function byPlace(a: Target, b: Target): number {
  if (a.external !== b.external) return a.external ? 1 : -1;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn;
}

/** FNV-1a over places and codes; the messages, which may quote the source, are left out. */
function digestOf(findings: readonly Finding[]): string {
  let hash = 0x811c9dc5;
  for (const { range, code } of findings) {
    for (const unit of `${range.startLine}:${range.startColumn}:${code};`) {
      hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function isEmpty(answer: Answer): boolean {
  return (answer.kind === "targets" && answer.targets.length === 0) ||
    (answer.kind === "hover" && answer.contents === "");
}
