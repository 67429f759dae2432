/** What is asked about every hostile repository: each command of the program, and a talk with the language server. */

export type Words = readonly string[];

/** The quick form: an index is made and served. */
export const ONE: readonly Words[] = [["get", "a.py", "--json"]];

/** The short form: an index is made, searched and served. */
export const FEW: readonly Words[] = [
  ["search", "first"],
  ...ONE,
];

/** Every command but those of `TALK`; `tests/unit/hostile` compares both with the program's own table. */
export const ALL: readonly Words[] = [
  ...FEW,
  ["validate", "--json"],
  ["search", "first second", "--explain", "--json"],
  ["get", "a.py#first", "--mode", "skeleton"],
  ["map", "--json"],
  ["ast", "symbols"],
  ["ast", "symbols", "--format", "ctags"],
  ["ast", "locate", "first", "--json"],
  ["ast", "snippet", "a.py#first", "--json"],
  ["ast", "skeleton", "a.py", "--json"],
  ["lsp", "definition", "a.py:1:5", "--timeout-ms", "0", "--json"],
  ["lsp", "references", "a.py:1:5", "--timeout-ms", "0", "--json"],
  ["lsp", "hover", "a.py:1:5", "--timeout-ms", "0", "--json"],
  ["build", "--json"],
  ["stats", "--json"],
  ["telemetry", "events", "--format", "jsonl"],
  ["telemetry", "export", "--format", "jsonl"],
  ["telemetry", "export", "--format", "csv"],
  ["telemetry", "export", "--format", "otlp"],
  ["telemetry", "export", "--format", "prometheus"],
  ["telemetry", "prune", "--before", "30d", "--json"],
  ["telemetry", "path"],
  ["doctor", "--json"],
  ["completions", "bash"],
  ["--help"],
];

/** Said to one background server, which is watched from its start to its end. */
export const TALK: readonly Words[] = [
  ["lsp", "start", "--json"],
  ["lsp", "definition", "a.py:1:5", "--timeout-ms", "20000", "--json"],
  ["lsp", "references", "a.py:1:5", "--timeout-ms", "5000", "--json"],
  ["lsp", "hover", "a.py:1:5", "--timeout-ms", "5000", "--json"],
  ["lsp", "diagnostics", "a.py", "--timeout-ms", "5000", "--json"],
  ["lsp", "status", "--json"],
  ["lsp", "stop", "--json"],
];
