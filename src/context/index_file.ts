/**
 * One walked file to what the pack keeps of it, from its bytes on: the unit of work of a sync, the same in this process
 * and in a worker. Writes nothing and records nothing.
 */
import type { FileSystem } from "../host/file_system.ts";
import type { Clock } from "../host/clock.ts";
import type { SkipReason, Stamp } from "../model/source.ts";
import { type IndexedSource, indexSource } from "./index_source.ts";
import { readAdmitted } from "./read_admitted.ts";

export interface IndexOrder {
  readonly path: string;
  readonly includeSecrets: boolean;
  /** Hash of the bytes that are known already; "" for none. */
  readonly known: string;
}

export type IndexResult =
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly readMs: number }
  /** The known bytes, under this stamp. */
  | { readonly kind: "unchanged"; readonly stamp: Stamp; readonly readMs: number }
  | { readonly kind: "indexed"; readonly source: IndexedSource; readonly timingMs: number };

/** Reads and indexes the file of `order`, relative to the working folder. */
export async function indexFile(fs: FileSystem, clock: Clock, order: IndexOrder): Promise<IndexResult> {
  const readMs = clock.now().getTime();
  const outcome = await readAdmitted(fs, order.path, order.includeSecrets);
  if (!outcome.ok) return { kind: "skipped", reason: outcome.reason, readMs };
  const start = clock.monotonicMs();
  const source = await indexSource(outcome.source, readMs, order.known);
  if (source === null) return { kind: "unchanged", stamp: outcome.source.stamp, readMs };
  return { kind: "indexed", source, timingMs: clock.monotonicMs() - start };
}
