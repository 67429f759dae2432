/**
 * From the words of a command line to a command and its flags, by the command table. Knows no command by name.
 * Unknown flags and commands are errors that name the nearest known one.
 */
import { loadModule } from "../host/program.ts";
import { CtxError } from "../model/error.ts";
import type { CommandSpec, FlagSpec, Invocation } from "./command.ts";
import { parseFlags } from "./flag_library.ts";

/** The flags that every command has. */
export const GLOBAL_FLAGS: readonly FlagSpec[] = [
  {
    name: "segment",
    value: "DIR",
    summary: "the folder to serve (default: nearest ancestor with _ctx or .git)",
  },
  { name: "json", summary: "print exactly one JSON object" },
  { name: "quiet", summary: "no progress and no notices on stderr" },
  { name: "no-color", summary: "no colour, even on a terminal" },
  {
    name: "telemetry",
    value: "LEVEL",
    choices: ["off", "lite", "full"],
    summary: "what is recorded under _ctx/telemetry (default: lite)",
  },
  { name: "no-sync", summary: "answer from the pack as it is; stale files are named in a warning" },
  { name: "include-secrets", summary: "let files that look like secrets into the pack" },
  { name: "version", summary: "print the version" },
  { name: "help", summary: "print help" },
];

export type CommandLine =
  | { readonly kind: "run"; readonly spec: CommandSpec; readonly invocation: Invocation }
  | { readonly kind: "help"; readonly topic: string }
  | { readonly kind: "version"; readonly json: boolean };

/** Finds the command that `words` begin with: the longest name wins. */
export function findCommand(commands: readonly CommandSpec[], words: readonly string[]): CommandSpec | null {
  const two = commands.find((command) => command.name === words.slice(0, 2).join(" "));
  return two ?? commands.find((command) => command.name === words[0]) ?? null;
}

/** The words of `argv` that are no flags and no flag's value, up to the command's own operands. */
function commandWords(argv: readonly string[]): { words: string[]; positions: number[] } {
  const words: string[] = [];
  const positions: number[] = [];
  const valued = new Set(
    GLOBAL_FLAGS.filter((flag) => flag.value !== undefined).map((flag) => `--${flag.name}`),
  );
  for (let index = 0; index < argv.length && words.length < 2; index++) {
    const word = argv[index] ?? "";
    if (word === "--") break;
    if (word.startsWith("-")) {
      if (valued.has(word)) index++;
      continue;
    }
    words.push(word);
    positions.push(index);
  }
  return { words, positions };
}

async function nearest(word: string, known: readonly string[]): Promise<string> {
  const { nearestOf } = await loadModule<typeof import("./nearest.ts")>("src/cli/nearest.ts");
  return nearestOf(word, known);
}

async function unknownCommand(commands: readonly CommandSpec[], words: readonly string[]): Promise<CtxError> {
  const word = words[0] ?? "";
  const group = commands.filter((command) => command.name.startsWith(`${word} `));
  if (group.length > 0) {
    const names = group.map((command) => command.name.slice(word.length + 1));
    const close = words[1] === undefined ? "" : await nearest(words[1], names);
    const hint = close === ""
      ? `ctx ${word} takes one of: ${names.join(", ")}`
      : `did you mean \`ctx ${word} ${close}\`?`;
    return new CtxError("unknown-command", `no command \`ctx ${words.join(" ")}\``, { hint });
  }
  const close = await nearest(word, [
    ...new Set(commands.map((command) => command.name.split(" ")[0] ?? "")),
  ]);
  const hint = close === "" ? "" : `did you mean \`ctx ${close}\`?`;
  return new CtxError("unknown-command", `no command \`ctx ${word}\``, { hint });
}

/** Parses `argv`; throws CtxError `unknown-command`, `unknown-flag`, `bad-value` or `usage`. */
export async function parseCommandLine(
  commands: readonly CommandSpec[],
  argv: readonly string[],
): Promise<CommandLine> {
  const { words, positions } = commandWords(argv);
  const before = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  if (words[0] === "help") return { kind: "help", topic: argv.slice((positions[0] ?? 0) + 1).join(" ") };
  const spec = findCommand(commands, words);
  const asksHelp = before.includes("--help") || before.includes("-h");
  if (spec === null) {
    if (before.includes("--version")) return { kind: "version", json: before.includes("--json") };
    const isGroup = commands.some((command) => command.name.startsWith(`${words[0]} `));
    if (words.length === 0 && argv.slice(before.length).length > 1) {
      throw new CtxError("usage", "the command comes before `--`");
    }
    if (words.length === 0 || (asksHelp && isGroup)) {
      const flag = before.find((word) => word.startsWith("-") && !isGlobal(word));
      if (flag !== undefined) throw await unknownFlag(flag, GLOBAL_FLAGS, "ctx");
      return { kind: "help", topic: words[0] ?? "" };
    }
    throw await unknownCommand(commands, words);
  }
  if (asksHelp) return { kind: "help", topic: spec.name };

  const used = new Set(positions.slice(0, spec.name.split(" ").length));
  const flags = [...GLOBAL_FLAGS, ...spec.flags];
  const unknown: string[] = [];
  const parsed = parseFlags(switchesLast(argv.filter((_, index) => !used.has(index)), flags), {
    // "_" keeps operands such as 007 as they were typed.
    string: ["_", ...flags.filter((flag) => flag.value !== undefined).map((flag) => flag.name)],
    boolean: flags.filter((flag) => flag.value === undefined).map((flag) => flag.name),
    alias: { q: "quiet", h: "help" },
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  const valued = before.find((word) =>
    flags.some(({ name, value }) => !value && word.startsWith(`--${name}=`))
  );
  if (valued !== undefined) {
    throw new CtxError("bad-value", `${valued.slice(0, valued.indexOf("="))} is a switch and takes no value`);
  }
  const first = unknown[0];
  if (first !== undefined) throw await unknownFlag(first, flags, `ctx ${spec.name}`);
  if (parsed["version"] === true) return { kind: "version", json: parsed["json"] === true };
  for (const flag of flags) requireValue(flag, parsed[flag.name], argv);

  const operands = parsed._.map(String);
  checkCount(spec, operands.length);
  return { kind: "run", spec, invocation: invocationOf(operands, parsed) };
}

/** Switches behind all else but what follows `--`: the library lets one take a `true` or `false` that follows it. */
function switchesLast(words: readonly string[], flags: readonly FlagSpec[]): string[] {
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const isSwitch = (word: string): boolean =>
    word === "-q" || word === "-h" ||
    flags.some(({ name, value }) => value === undefined && word === `--${name}`);
  const before = words.slice(0, end);
  return [
    ...before.filter((word) => !isSwitch(word)),
    ...before.filter(isSwitch),
    ...words.slice(end),
  ];
}

function isGlobal(word: string): boolean {
  return word === "-h" || word === "-q" ||
    GLOBAL_FLAGS.some((flag) => word === `--${flag.name}` || word.startsWith(`--${flag.name}=`));
}

async function unknownFlag(flag: string, flags: readonly FlagSpec[], command: string): Promise<CtxError> {
  const name = flag.replace(/^-+/, "").replace(/=.*$/s, "");
  const close = await nearest(name, flags.map((known) => known.name));
  const hint = close === "" ? `run \`${command} --help\` for its flags` : `did you mean --${close}?`;
  return new CtxError("unknown-flag", `${command} has no flag ${flag.replace(/=.*$/s, "")}`, { hint });
}

function requireValue(flag: FlagSpec, value: unknown, argv: readonly string[]): void {
  if (flag.value === undefined) return;
  const given = value !== undefined;
  if (
    given && value === "" && !argv.includes(`--${flag.name}=`) &&
    argv[argv.indexOf(`--${flag.name}`) + 1] !== ""
  ) {
    throw new CtxError("bad-value", `--${flag.name} needs a value: ${flag.value}`);
  }
  if (given && flag.choices !== undefined && !flag.choices.includes(String(value))) {
    throw new CtxError(
      "bad-value",
      `--${flag.name} takes ${flag.choices.join(", ")}, not ${JSON.stringify(value)}`,
    );
  }
}

function checkCount(spec: CommandSpec, count: number): void {
  const [least, most] = spec.count;
  if (count < least) {
    throw new CtxError("usage", `ctx ${spec.name} needs ${spec.operands}`, {
      hint: `for example: ${spec.example}`,
    });
  }
  if (count > most) {
    const takes = most === 0 ? "no argument" : most === 1 ? "one argument" : `at most ${most} arguments`;
    throw new CtxError("usage", `ctx ${spec.name} takes ${takes}, not ${count}`, {
      hint: `for example: ${spec.example}`,
    });
  }
}

function invocationOf(operands: readonly string[], parsed: Readonly<Record<string, unknown>>): Invocation {
  const raw = (name: string): string => {
    const value = parsed[name];
    if (Array.isArray(value)) return value.map(String).join(",");
    return typeof value === "string" ? value : "";
  };
  return {
    operands,
    value: raw,
    has: (name) => parsed[name] === true || (typeof parsed[name] === "string" && parsed[name] !== ""),
    whole: (name, fallback, least, most) => {
      const value = raw(name);
      if (value === "") return fallback;
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < least || number > most) {
        throw new CtxError(
          "bad-value",
          `--${name} takes a whole number from ${least} to ${most}, not ${value}`,
        );
      }
      return number;
    },
    choice: (name, choices, fallback) => {
      const value = raw(name);
      if (value === "") return fallback;
      const found = choices.find((choice) => choice === value);
      if (found === undefined) {
        throw new CtxError(
          "bad-value",
          `--${name} takes ${choices.join(", ")}, not ${JSON.stringify(value)}`,
        );
      }
      return found;
    },
  };
}
