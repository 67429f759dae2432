/**
 * The command table: names, operands, flags, summaries, examples and where each command's code is. Parsing, help
 * and the README's command list all come from it. Every `load` is lazy: a command pays for its own imports only.
 */
import type { CommandSpec, FlagSpec } from "./command.ts";

const KIND: FlagSpec = {
  name: "kind",
  value: "KIND",
  summary: "only chunks of this kind (function, class, section, …)",
};
const LANG: FlagSpec = { name: "lang", value: "LANG", summary: "only files in this language" };

const EVENT_FILTERS: readonly FlagSpec[] = [
  { name: "cmd", value: "EVENT", summary: "only these events: ctx.search, or all that begin with lsp" },
  { name: "since", value: "SPAN", summary: "only since then: 30m, 12h, 7d, 2w or a date" },
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
    load: () => import("./commands/search.ts"),
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
    load: () => import("./commands/get.ts"),
  },
  {
    name: "sync",
    operands: "",
    count: [0, 0],
    summary: "bring the pack up to date with the files, and check it",
    flags: [],
    example: "ctx sync",
    load: () => import("./commands/sync.ts"),
  },
  {
    name: "build",
    operands: "",
    count: [0, 0],
    summary: "make the pack anew beside the old one and swap it in",
    flags: [],
    example: "ctx build",
    load: () => import("./commands/build.ts"),
  },
  {
    name: "validate",
    operands: "",
    count: [0, 0],
    summary: "is the pack whole and fresh? changes nothing",
    flags: [],
    example: "ctx validate",
    load: () => import("./commands/validate.ts"),
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
    load: () => import("./commands/ast_symbols.ts"),
  },
  {
    name: "ast locate",
    operands: "SELECTOR",
    count: [1, 1],
    summary: "say where the thing is that a selector names",
    flags: [],
    example: "ctx ast locate Config.load",
    load: () => import("./commands/ast_locate.ts"),
  },
  {
    name: "ast snippet",
    operands: "SELECTOR",
    count: [1, 1],
    summary: "print the source of what a selector names",
    flags: [{ name: "context", value: "N", summary: "lines to show before and after (default: 0)" }],
    example: "ctx ast snippet Config.load --context 3",
    load: () => import("./commands/ast_snippet.ts"),
  },
  {
    name: "ast skeleton",
    operands: "PATH…",
    count: [1, 100_000],
    summary: "print files without the bodies of their definitions",
    flags: [],
    example: "ctx ast skeleton README.md",
    load: () => import("./commands/ast_skeleton.ts"),
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
    load: () => import("./commands/stats.ts"),
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
    load: () => import("./commands/telemetry_events.ts"),
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
    load: () => import("./commands/telemetry_export.ts"),
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
    load: () => import("./commands/telemetry_prune.ts"),
  },
  {
    name: "telemetry path",
    operands: "",
    count: [0, 0],
    summary: "print the folder that holds what was recorded",
    flags: [],
    example: "ctx telemetry path",
    load: () => import("./commands/telemetry_path.ts"),
  },
  {
    name: "doctor",
    operands: "",
    count: [0, 0],
    summary: "try what ctx needs on this machine, and say what helps where it fails",
    flags: [],
    example: "ctx doctor",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "completions",
    operands: "bash|zsh|fish|man",
    count: [1, 1],
    summary: "print shell completions, or the manual page, made from this table",
    flags: [],
    example: "ctx completions bash",
    load: () => import("./commands/completions.ts"),
  },
];
