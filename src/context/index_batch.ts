/**
 * A list of files to what the pack keeps of them: read, hash, parse, count words. Writes nothing and records nothing,
 * so that the same function runs in this process and in a worker. Invariant: one file's failure costs that file;
 * what comes after it is left to be asked again, because a parser that failed may fail everything after.
 */
import type { Clock } from "../host/clock.ts";
import { sha256Hex } from "../host/digest.ts";
import type { FileSystem } from "../host/file_system.ts";
import type { SkipReason, SourceText, Stamp } from "../model/source.ts";
import type { IndexedFile } from "../pack/writer.ts";
import { indexSource } from "./index_source.ts";
import type { ParseFacts } from "./parse_source.ts";
import { readAdmitted } from "./read_admitted.ts";

/** What a batch is asked for. Plain data. */
export interface BatchRequest {
  readonly files: readonly BatchFile[];
  readonly includeSecrets: boolean;
}

export interface BatchFile {
  readonly path: string;
  /** Hash of the bytes whose rows are good; "" when they are to be made anew whatever the bytes. */
  readonly knownSha256: string;
}

export type FileOutcome =
  | {
    readonly kind: "indexed";
    readonly file: IndexedFile;
    /** Null when no grammar was used. */
    readonly parse: ParseFacts | null;
    /** Why the language's grammar could not be used, "" when all is well. */
    readonly grammarFault: string;
    /** See Structure. */
    readonly isCostly: boolean;
    readonly timingMs: number;
  }
  /** The bytes are the known ones; only the stamp is another. */
  | { readonly kind: "same"; readonly stamp: Stamp; readonly readMs: number }
  /** `fault`: what the parser failed with, "" when the reason says it all. */
  | {
    readonly kind: "left-out";
    readonly reason: SkipReason;
    readonly readMs: number;
    readonly stamp: Stamp | null;
    readonly fault: string;
  };

/** Plain data. */
export interface BatchAnswer {
  /** For the first of the files; shorter than the list when the last of these failed, or it was to stop. */
  readonly outcomes: readonly FileOutcome[];
}

/** Whoever asks for a batch, while it is in work. */
export interface BatchWatch {
  /** Hears of each file before it is parsed: its place in the list. */
  readonly onFile: (place: number) => Promise<void> | void;
  /** Whether to stop before the next file. The first is always indexed: whoever asks again and again gets on. */
  readonly isOver: () => boolean;
}

/** Hex SHA-256, at once or by another thread. */
export type Digest = (bytes: Uint8Array<ArrayBuffer>) => string | Promise<string>;

/** Indexes files of the working folder. */
export async function indexBatch(
  fs: FileSystem,
  clock: Clock,
  { files, includeSecrets }: BatchRequest,
  { onFile, isOver }: BatchWatch,
  digest: Digest = sha256Hex,
): Promise<BatchAnswer> {
  // All are read first, so that hashing, which other threads do, is over when parsing comes to it.
  const read: (ReadFile | FileOutcome)[] = [];
  for (const { path } of files) {
    if (read.length > 0 && isOver()) break;
    read.push(await readOne(fs, clock, { path, includeSecrets, digest }));
  }
  const outcomes: FileOutcome[] = [];
  for (const [place, one] of read.entries()) {
    if (place > 0 && isOver()) break;
    await onFile(place);
    const outcome = "kind" in one ? one : await indexOne(clock, files[place]?.knownSha256 ?? "", one);
    outcomes.push(outcome);
    if (isFault(outcome)) break;
  }
  return { outcomes };
}

/** Whether the parser failed on the file, and may fail on every other one from now on. */
export function isFault(outcome: FileOutcome | undefined): boolean {
  return outcome?.kind === "left-out" && outcome.fault !== "";
}

/** Whether it cost out of proportion to its length: parsing it took more than source code does, or never ended. */
export function isCostly(outcome: FileOutcome): boolean {
  return outcome.kind === "indexed" ? outcome.isCostly : isFault(outcome);
}

async function indexOne(clock: Clock, known: string, read: ReadFile): Promise<FileOutcome> {
  const start = clock.monotonicMs();
  const sha256 = await read.sha256;
  const { readMs, source } = read;
  if (sha256 === known) return { kind: "same", stamp: source.stamp, readMs };
  try {
    const { file, parse, grammarFault, isCostly } = await indexSource(source, sha256, readMs);
    return { kind: "indexed", file, parse, grammarFault, isCostly, timingMs: clock.monotonicMs() - start };
  } catch (error) {
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { kind: "left-out", reason: "unparsable", readMs, stamp: source.stamp, fault };
  }
}

interface ReadFile {
  readonly source: SourceText;
  readonly sha256: string | Promise<string>;
  readonly readMs: number;
}

async function readOne(
  fs: FileSystem,
  clock: Clock,
  { path, includeSecrets, digest }: { path: string; includeSecrets: boolean; digest: Digest },
): Promise<ReadFile | FileOutcome> {
  const readMs = clock.now().getTime();
  const outcome = await readAdmitted(fs, path, includeSecrets);
  if (!outcome.ok) return { kind: "left-out", reason: outcome.reason, readMs, stamp: null, fault: "" };
  return { source: outcome.source, sha256: digest(outcome.source.bytes), readMs };
}
