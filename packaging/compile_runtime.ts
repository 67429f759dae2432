/**
 * Looks for Deno's runtime for compiled programs ("denort") where `deno compile` itself would find it without a network:
 * in DENORT_BIN, and in Deno's own cache. Whether it is one is seen when what was made with it is run.
 */
import type { CompileRuntime } from "./choose_form.ts";

export interface Search {
  /** The value of DENORT_BIN; "" where it is unset. */
  readonly named: string;
  /** Deno's cache folder. */
  readonly denoDir: string;
  /** Of the Deno that compiles. */
  readonly version: string;
  readonly target: string;
  /** Whether it may be got from Deno's servers. */
  readonly mayDownload: boolean;
}

/** What there is; else in words why there is none. */
export function findCompileRuntime(
  { named, denoDir, version, target, mayDownload }: Search,
): CompileRuntime | string {
  // As deno compile does: a name that leads nowhere is an error, and nothing else is looked for.
  if (named !== "") {
    return isFile(named) ? { kind: "named", path: named } : `DENORT_BIN names no file: ${named}`;
  }
  const name = `denort-${target}.zip`;
  const path = `${denoDir}/dl/release/v${version}/${name}`;
  if (isFile(path)) return { kind: "cached", path };
  if (mayDownload) return { kind: "download" };
  return `Deno's runtime for it is not at hand (no DENORT_BIN, no ${name} of ${version} in Deno's cache)`;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
