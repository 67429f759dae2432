/**
 * The `ignore` package, loaded as the one self-contained function that it is. Imported the usual way it is a
 * CommonJS module, and the first of those starts Deno's Node layer: 17 to 20 ms, as much as an empty program takes
 * (Deno 2.9.6), on every command. Read as text it costs 3 ms; version and integrity are pinned all the same.
 */
import type ignore from "ignore";
import source from "ignore/source.js" with { type: "text" };

type Factory = typeof ignore;

function load(): Factory {
  const module: { exports: Factory | null } = { exports: null };
  // Without a `process` the package leaves out its handling of Windows paths, which the walk never has.
  new Function("module", "process", source)(module, undefined);
  if (module.exports === null) throw new Error("the package `ignore` exports nothing");
  return module.exports;
}

let factory: Factory | null = null;

/** An empty set of patterns with git's own rules: case matters, and a name may be anything that a file can have. */
export function newIgnore(): ignore.Ignore {
  factory ??= load();
  return factory({ ignorecase: false, allowRelativePaths: true });
}
