/**
 * The command table: names, operands, flags, summaries, examples and where each command's code is. Parsing, help
 * and the README's command list all come from it. The code of `ast symbols` is src/cli/commands/ast_symbols.ts.
 */
import type { CommandSpec, FlagSpec } from "./command.ts";

const KIND: FlagSpec = {
  name: "kind",
  value: "KIND",
  summary: "only chunks of this kind (function, class, section, …)",
};
const LANG: FlagSpec = { name: "lang", value: "LANG", summary: "only files in this language" };

const INDEXING_LIMIT: FlagSpec = {
  name: "limit-s",
  value: "N",
  summary: "begin no file after so many seconds; the next sync goes on (default: as long as it takes)",
};

const EVENT_FILTERS: readonly FlagSpec[] = [
  { name: "cmd", value: "EVENT", summary: "only these events: ctx.search, or all that begin with lsp" },
  { name: "since", value: "SPAN", summary: "only since then: 30m, 12h, 7d, 2w or a date" },
];

const LSP_FLAGS: readonly FlagSpec[] = [
  {
    name: "timeout-ms",
    value: "N",
    summary: "how long the language server may take (default: 500; 0: never ask it)",
  },
  { name: "require-lsp", summary: "fail rather than answer without the language server" },
];

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "search",
    operands: "QUERY…",
    count: [0, 1000],
    summary: "find the chunks that a question is about, best first",
    flags: [
      { name: "limit", value: "N", summary: "how many hits (default: 10)" },
      KIND,
      LANG,
      { name: "path", value: "GLOB", summary: "only files whose path matches: src/**/*.py" },
      { name: "explain", summary: "show what each field gave to each score" },
      { name: "query", value: "QUERY", summary: "the query, instead of operands" },
    ],
    example: "ctx search where is the configuration read",
  },
  {
    name: "get",
    operands: "ID…",
    count: [0, 1000],
    summary: "print chunks, at a disclosure mode and within a token budget",
    flags: [
      {
        name: "mode",
        value: "MODE",
        choices: ["skeleton", "excerpt", "raw"],
        summary: "how much of each chunk (default: excerpt)",
      },
      { name: "budget", value: "TOKENS", summary: "most tokens the answer may use (default: 1500)" },
      { name: "query", value: "QUERY", summary: "steers which lines an excerpt keeps" },
      { name: "ids", value: "A,B", summary: "the ids, instead of operands" },
    ],
    example: "ctx get README.md --mode excerpt --budget 500",
  },
  {
    name: "map",
    operands: "[PATH…]",
    count: [0, 1000],
    summary: "print the signatures that matter most in the repository, within a token budget",
    flags: [
      { name: "budget", value: "TOKENS", summary: "most tokens the map may use (default: 2000)" },
      { name: "focus", value: "WHAT", summary: "seen from here: a path, a selector or a query" },
    ],
    example: "ctx map --budget 500",
  },
  {
    name: "sync",
    operands: "",
    count: [0, 0],
    summary: "bring the pack up to date with the files, and check it",
    flags: [INDEXING_LIMIT],
    example: "ctx sync",
  },
  {
    name: "build",
    operands: "",
    count: [0, 0],
    summary: "make the pack anew beside the old one and swap it in",
    flags: [INDEXING_LIMIT],
    example: "ctx build",
  },
  {
    name: "validate",
    operands: "",
    count: [0, 0],
    summary: "is the pack whole and fresh? changes nothing",
    flags: [],
    example: "ctx validate",
  },
  {
    name: "ast symbols",
    operands: "[PATH…]",
    count: [0, 100_000],
    summary: "list the definitions in files and folders",
    flags: [
      {
        name: "kind",
        value: "KIND",
        summary: "only these kinds, separated by commas (class,method; section)",
      },
      LANG,
      {
        name: "format",
        value: "FORMAT",
        choices: ["text", "json", "jsonl", "ctags"],
        summary: "how to print them (default: text)",
      },
    ],
    example: "ctx ast symbols src --kind class,function",
  },
  {
    name: "ast locate",
    operands: "SELECTOR",
    count: [1, 1],
    summary: "say where the thing is that a selector names",
    flags: [],
    example: "ctx ast locate Config.load",
  },
  {
    name: "ast snippet",
    operands: "SELECTOR",
    count: [1, 1],
    summary: "print the source of what a selector names",
    flags: [{ name: "context", value: "N", summary: "lines to show before and after (default: 0)" }],
    example: "ctx ast snippet Config.load --context 3",
  },
  {
    name: "ast skeleton",
    operands: "PATH…",
    count: [1, 100_000],
    summary: "print files without the bodies of their definitions",
    flags: [],
    example: "ctx ast skeleton README.md",
  },
  {
    name: "lsp definition",
    operands: "SELECTOR|PATH:LINE:COLUMN",
    count: [1, 1],
    summary: "say where the thing at a place is defined",
    flags: LSP_FLAGS,
    example: "ctx lsp definition src/app.py:12:8",
  },
  {
    name: "lsp references",
    operands: "SELECTOR|PATH:LINE:COLUMN",
    count: [1, 1],
    summary: "list where the thing at a place is used",
    flags: LSP_FLAGS,
    example: "ctx lsp references Config.load --timeout-ms 10000",
  },
  {
    name: "lsp hover",
    operands: "SELECTOR|PATH:LINE:COLUMN",
    count: [1, 1],
    summary: "say what is known about the thing at a place",
    flags: LSP_FLAGS,
    example: "ctx lsp hover Config.load",
  },
  {
    name: "lsp diagnostics",
    operands: "PATH",
    count: [1, 1],
    summary: "list what the language server has against a file",
    flags: LSP_FLAGS,
    example: "ctx lsp diagnostics src/app.py --timeout-ms 10000",
  },
  {
    name: "lsp start",
    operands: "",
    count: [0, 0],
    summary: "start the background server of this segment",
    flags: [],
    example: "ctx lsp start",
  },
  {
    name: "lsp stop",
    operands: "",
    count: [0, 0],
    summary: "stop the background server of this segment",
    flags: [],
    example: "ctx lsp stop",
  },
  {
    name: "lsp status",
    operands: "",
    count: [0, 0],
    summary: "say whether the background server runs",
    flags: [],
    example: "ctx lsp status",
  },
  {
    name: "stats",
    operands: "",
    count: [0, 0],
    summary: "what the telemetry says: runs and durations, tokens saved, searches without a hit, losses",
    flags: [{
      name: "window",
      value: "SPAN",
      summary: "only since then: 12h, 7d, 2w or a date (default: all)",
    }],
    example: "ctx stats --window 7d",
  },
  {
    name: "telemetry events",
    operands: "",
    count: [0, 0],
    summary: "list what was recorded, oldest first",
    flags: [
      ...EVENT_FILTERS,
      { name: "limit", value: "N", summary: "only the newest N (default: all)" },
      {
        name: "format",
        value: "FORMAT",
        choices: ["text", "json", "jsonl"],
        summary: "how to print them (default: text)",
      },
    ],
    example: "ctx telemetry events --cmd ctx.search --since 7d",
  },
  {
    name: "telemetry export",
    operands: "",
    count: [0, 0],
    summary: "print what was recorded for another program",
    flags: [
      ...EVENT_FILTERS,
      {
        name: "format",
        value: "FORMAT",
        choices: ["jsonl", "csv", "otlp", "prometheus"],
        summary: "for which (default: jsonl)",
      },
    ],
    example: "ctx telemetry export --format prometheus",
  },
  {
    name: "telemetry prune",
    operands: "",
    count: [0, 0],
    summary: "delete what was recorded before a time, or all of it",
    flags: [
      { name: "before", value: "SPAN", summary: "events older than this: 12h, 30d, or before a date" },
      { name: "all", summary: "every telemetry file, counters included" },
    ],
    example: "ctx telemetry prune --before 30d",
  },
  {
    name: "telemetry path",
    operands: "",
    count: [0, 0],
    summary: "print the folder that holds what was recorded",
    flags: [],
    example: "ctx telemetry path",
  },
  {
    name: "doctor",
    operands: "",
    count: [0, 0],
    summary: "try what ctx needs on this machine, and say what helps where it fails",
    flags: [],
    example: "ctx doctor",
  },
  {
    name: "completions",
    operands: "bash|zsh|fish|man",
    count: [1, 1],
    summary: "print shell completions, or the manual page, made from this table",
    flags: [],
    example: "ctx completions bash",
  },
];
