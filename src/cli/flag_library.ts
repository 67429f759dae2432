/**
 * @std/cli's parser of flags, loaded as the one self-contained function that it is. Deno keeps no compiled code for the
 * modules of packages, but compiles them whole and writes that into its cache at every run: 7 of the 74 ms of a short
 * command (Deno 2.9.6). Read as text it is compiled as it is used; version and integrity are pinned all the same.
 */
import type { parseArgs } from "@std/cli/parse-args";
import source from "@std/cli/parse-args/source.js" with { type: "text" };

type ParseFlags = typeof parseArgs;

const EXPORT = "\nexport function parseArgs(";

function load(): ParseFlags {
  if (!source.includes(EXPORT)) throw new Error("the package @std/cli exports no parseArgs");
  return new Function(`${source.replace(EXPORT, EXPORT.replace("export ", ""))}\nreturn parseArgs;`)();
}

/** `parseArgs` of @std/cli. */
export const parseFlags: ParseFlags = load();
