/** A worker that compresses one run of bytes; see compress.ts. */
import { gzipAsync } from "@gfx/zopfli";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Effort } from "./compress.ts";

export interface Compression {
  readonly kind: "gzip" | "brotli";
  readonly effort: Effort;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** One pass: more of them save another 0.2 % for as much time again. */
const PASSES = 1;

/** The largest window that every brotli reader has: 16 MiB. */
const WINDOW_BITS = 24;

async function compress({ kind, effort, bytes }: Compression): Promise<Uint8Array> {
  if (kind === "brotli") {
    return brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: effort === "small" ? 11 : 7,
        [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
  }
  return effort === "fast"
    ? gzipSync(bytes, { level: 9 })
    : await gzipAsync(bytes, { numiterations: PASSES });
}

interface Scope {
  onmessage: (event: MessageEvent<Compression>) => void;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = async ({ data }) => scope.postMessage(new Uint8Array(await compress(data)));
