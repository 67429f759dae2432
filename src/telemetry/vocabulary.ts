/**
 * The closed vocabulary of telemetry: which events there are, and where and as what each of their fields is kept.
 * One table from which the types, the allow-list at run time, the decoder and the exports all come.
 * Does not encode; a field that is not in this table cannot reach a telemetry file.
 */
import type { TelemetryName, TelemetryPath, TelemetryText } from "./redact.ts";

/** Every command of `ctx`, as in its event's name after `ctx.`. */
export const COMMAND_NAMES = [
  "build",
  "sync",
  "search",
  "get",
  "validate",
  "stats",
  "ast.symbols",
  "ast.locate",
  "ast.snippet",
  "ast.skeleton",
  "lsp.definition",
  "lsp.references",
  "lsp.hover",
  "lsp.diagnostics",
  "lsp.start",
  "lsp.stop",
  "lsp.status",
  "map",
  "telemetry.events",
  "telemetry.export",
  "telemetry.prune",
  "telemetry.path",
  "doctor",
  "completions",
] as const;
export type CommandName = typeof COMMAND_NAMES[number];
export type CommandEventName = `ctx.${CommandName}`;

/** How an event ended. `no` is the answer "there is none" (exit status 1), not a failure. */
export const RESULT_STATUSES = ["ok", "no", "error", "timeout", "degraded", "interrupted"] as const;
export type ResultStatus = typeof RESULT_STATUSES[number];

export const DISCLOSURE_MODES = ["skeleton", "excerpt", "raw"] as const;
export type TelemetryMode = typeof DISCLOSURE_MODES[number];

/** What a field may hold; every kind may also be null. `word` is `[\w.:+-]{1,64}`, `hash` 1 to 64 hex digits. */
export interface KindTypes {
  readonly path: TelemetryPath;
  readonly text: TelemetryText;
  readonly name: TelemetryName;
  readonly word: string;
  readonly hash: string;
  /** A whole number, at least 0. */
  readonly count: number;
  /** Kept to four decimals. */
  readonly ratio: number;
  readonly flag: boolean;
  readonly mode: TelemetryMode;
}
export type Kind = keyof KindTypes;

/** Where a field stands in the line: inputs in `args`, outcomes in `result`, measures at the top. */
export type Place = "args" | "result" | "top";
/** `place:kind`, with `?` where callers may leave it out. */
export type FieldSpec = `${Place}:${Kind}` | `${Place}:${Kind}?`;

const COMMAND_FIELDS = {
  query: "args:text?",
  selector: "args:name?",
  path: "args:path?",
  paths: "args:count?",
  ids: "args:count?",
  mode: "args:mode?",
  budget: "args:count?",
  limit: "args:count?",
  kind: "args:word?",
  lang: "args:word?",
  format: "args:word?",
  window: "args:word?",
  cmdFilter: "args:word?",
  since: "args:word?",
  contextLines: "args:count?",
  timeoutMs: "args:count?",
  requireLsp: "args:flag?",
  noSync: "args:flag?",
  explain: "args:flag?",
  includeSecrets: "args:flag?",
  exitStatus: "result:count?",
  errorCode: "result:word?",
  hits: "result:count?",
  files: "result:count?",
  symbols: "result:count?",
  chunks: "result:count?",
  missing: "result:count?",
  candidates: "result:count?",
  targets: "result:count?",
  added: "result:count?",
  updated: "result:count?",
  removed: "result:count?",
  unchanged: "result:count?",
  skipped: "result:count?",
  parseErrors: "result:count?",
  stale: "result:count?",
  answeredBy: "result:word?",
  degradedReason: "result:word?",
  stopReason: "result:word?",
  bytesRead: "top:count",
  disclosureMode: "top:mode",
  tokens: "top:count",
  /** What reading the same files whole would have cost, by the same estimator. */
  wholeFileTokens: "top:count?",
  packSha: "top:hash?",
} as const satisfies Record<string, FieldSpec>;

const LSP_REQUEST_FIELDS = {
  symbol: "args:name",
  resolved: "top:flag",
  targetFile: "top:path",
} as const satisfies Record<string, FieldSpec>;

/** The events below the commands' own. */
export const STEP_FIELDS = {
  "ast.parse": {
    file: "args:path",
    functions: "result:count",
    classes: "result:count",
    skeletonBytes: "top:count",
    reductionRatio: "top:ratio",
  },
  /** `hits` only where events were folded: how many of `count` were hits. */
  "ast.cache": { file: "args:path", cacheHit: "top:flag", prevSha: "top:hash", hits: "top:count?" },
  "selector.resolve": {
    symbolQuery: "args:name",
    resolved: "top:flag",
    matches: "top:count",
    ambiguous: "top:flag",
  },
  "lsp.spawn": { pyrightBinary: "top:word", subprocessPid: "top:count", coldStart: "top:flag" },
  "lsp.initialize": { workspace: "args:path" },
  "lsp.ready": { readyVia: "top:word" },
  "lsp.definition": LSP_REQUEST_FIELDS,
  "lsp.references": LSP_REQUEST_FIELDS,
  "lsp.hover": LSP_REQUEST_FIELDS,
  "lsp.timeout": { method: "args:word", timeoutMs: "args:count", fallbackTo: "top:word" },
  "lsp.diagnostics": { diagCount: "top:count", snippetHash: "top:hash" },
  "file.read": { file: "args:path", mode: "args:mode", bytes: "top:count" },
} as const satisfies Record<string, Record<string, FieldSpec>>;
export type StepName = keyof typeof STEP_FIELDS;
export type EventName = StepName | CommandEventName;

/** Written once per file by a bulk `build` or `sync`, and therefore folded at level `lite`. */
export const FOLDABLE = ["ast.parse", "ast.cache", "file.read"] as const;
export type FoldableName = typeof FOLDABLE[number];

type FieldsOf<C extends EventName> = C extends StepName ? typeof STEP_FIELDS[C] : typeof COMMAND_FIELDS;
type TypeOf<S> = S extends `${Place}:${infer K extends Kind}?` ? KindTypes[K] | null
  : S extends `${Place}:${infer K extends Kind}` ? KindTypes[K] | null
  : never;
type Required_<F> = { readonly [K in keyof F as F[K] extends `${string}?` ? never : K]: TypeOf<F[K]> };
type Optional_<F> = { readonly [K in keyof F as F[K] extends `${string}?` ? K : never]?: TypeOf<F[K]> };

interface Common<C extends EventName> {
  readonly cmd: C;
  /** From the monotonic clock; rounded to a whole millisecond when written. */
  readonly timingMs: number;
  /** `ok` when left out. */
  readonly status?: ResultStatus;
  readonly warnings?: readonly TelemetryText[];
}
type EventOf<C extends EventName> = Common<C> & Required_<FieldsOf<C>> & Optional_<FieldsOf<C>>;

/** One thing that happened, in the program's own words. */
export type TelemetryEvent = { [C in StepName]: EventOf<C> }[StepName] | EventOf<CommandEventName>;
export type CommandEvent = EventOf<CommandEventName>;

/** The table's row for `cmd`, or null for a name outside the vocabulary. */
export function findFields(cmd: string): Readonly<Record<string, FieldSpec>> | null {
  if (Object.hasOwn(STEP_FIELDS, cmd)) return STEP_FIELDS[cmd as StepName];
  return isCommandEvent(cmd) ? COMMAND_FIELDS : null;
}

export function isCommandEvent(cmd: string): cmd is CommandEventName {
  return cmd.startsWith("ctx.") && (COMMAND_NAMES as readonly string[]).includes(cmd.slice(4));
}

export function isFoldable(cmd: string): cmd is FoldableName {
  return (FOLDABLE as readonly string[]).includes(cmd);
}
