/** `ctx ast skeleton`: files without the bodies of their definitions, and what that saves. */
import { estimateTokens, sampleTokens } from "../disclosure/tokens.ts";
import type { Chunk } from "../model/chunk.ts";
import type { SkipReason } from "../model/source.ts";
import type { Definition } from "../model/symbol.ts";
import type { PackReader } from "../pack/reader.ts";
import type { PackedFile } from "../pack/rows.ts";
import { findLanguage } from "../syntax/languages.ts";
import { fileSkeleton } from "../syntax/skeleton.ts";
import { choosePaths, type MissingPath, segmentPaths } from "./ast_paths.ts";
import { sourceReader } from "./serve_source.ts";
import type { Session } from "./session.ts";
import { recordFileRead } from "./trace.ts";
import { openPackFor } from "./vouched_pack.ts";

export interface FileSkeleton {
  readonly path: string;
  readonly lang: string;
  readonly text: string;
  readonly skeletonBytes: number;
  readonly sourceBytes: number;
  /** skeletonBytes / sourceBytes; 0 for an empty file. */
  readonly reductionRatio: number;
}

export interface SkeletonAnswer {
  readonly files: readonly FileSkeleton[];
  readonly missing: readonly (MissingPath | UnreadPath)[];
  readonly tokens: number;
  readonly wholeFileTokens: number;
}

export interface UnreadPath {
  readonly path: string;
  /** `stale`: changed since the pack was made; `no-grammar`: nothing is known of the language's definitions. */
  readonly reason: SkipReason | "stale" | "no-grammar";
  readonly candidates: readonly string[];
}

/**
 * Skeletons of the files that `paths` name. Below a folder, files in languages without skeletons are passed over;
 * named one by one they are missing, with the reason. Throws CtxError `path-outside` and `bad-value`.
 */
export async function readSkeletons(session: Session, paths: readonly string[]): Promise<SkeletonAnswer> {
  const reader = await openPackFor(
    session,
    paths.map((path) => segmentPaths(path, session.segment, session.callerFolder)),
  );
  const choice = await choosePaths(session, reader, paths);
  const missing: (MissingPath | UnreadPath)[] = [...choice.missing];
  const readText = sourceReader(session);
  const files: FileSkeleton[] = [];
  let tokens = 0;
  let wholeFileTokens = 0;
  for (const file of choice.files) {
    if (!hasSkeleton(file.lang)) {
      if (choice.named.has(file.path)) {
        missing.push({ path: file.path, reason: "no-grammar", candidates: [] });
      }
      continue;
    }
    const start = session.host.clock.monotonicMs();
    const served = await readText(file);
    if (!served.ok) {
      missing.push({ path: file.path, reason: served.reason, candidates: [] });
      continue;
    }
    const text = fileSkeleton(file.lang, served.text, definitionsOf(reader, file));
    const skeletonBytes = new TextEncoder().encode(text).length;
    const sourceBytes = served.sizeBytes;
    files.push({
      path: file.path,
      lang: file.lang,
      text,
      skeletonBytes,
      sourceBytes,
      reductionRatio: sourceBytes === 0 ? 0 : skeletonBytes / sourceBytes,
    });
    tokens += estimateTokens(text);
    wholeFileTokens += sampleTokens(served.text);
    const elapsed = session.host.clock.monotonicMs() - start;
    recordFileRead(session.recorder, file.path, "skeleton", skeletonBytes, elapsed);
  }
  return { files, missing, tokens, wholeFileTokens };
}

function hasSkeleton(lang: string): boolean {
  return lang === "markdown" || findLanguage(lang)?.hasGrammar === true;
}

function definitionsOf(reader: PackReader, file: PackedFile): Definition[] {
  return reader.chunksOf(file.id).filter(isDefinition);
}

function isDefinition(chunk: Chunk): chunk is Chunk & Definition {
  return chunk.kind !== "section" && chunk.kind !== "lines";
}
