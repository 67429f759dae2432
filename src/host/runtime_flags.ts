/** How the runtime is started, besides the permissions: the same for the task, for a second process and for tests. */

/**
 * `--no-lazy`: functions are compiled when their module is loaded, and then come out of Deno's code cache; compiled
 * one by one at their first call, they never get into it. A whole `ctx search` takes 0.90 of the time with it,
 * `ctx --version` the same (Deno 2.9.6, with and without a code cache).
 *
 * `--max-semi-space-size=4` (MB): the front end and each worker have a young generation of their own, which V8 lets
 * grow to many times that. A build of CPython's standard library takes 60 MB less at its peak, and no more time.
 *
 * `--min-semi-space-size=4` (MB): it begins with that instead of one. A command that parses one file ends before anything is
 * collected, instead of being collected three times, 5 of 60 ms; a build takes no more than before.
 *
 * `--wasm-tiering-budget=200000000`: WebAssembly is compiled anew for speed once it has been used 15 times as much as V8
 * waits for. Each jump back counts by its length, so the parser's one large function was due for it within a file of
 * 240 lines: 25 ms of another core, and 11 MB that the system had to give and take back. A build takes as long as
 * before; at 500000000, what is worth it comes late: 5 % more.
 */
export const RUNTIME_FLAGS = [
  "--quiet",
  "--v8-flags=--no-lazy,--min-semi-space-size=4,--max-semi-space-size=4,--wasm-tiering-budget=200000000",
] as const;
