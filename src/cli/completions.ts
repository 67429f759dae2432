/**
 * Shell completions and the manual page, from the command table. Text in, text out: each shell's own quoting is here
 * and nowhere else.
 */
import { GLOBAL_FLAGS } from "./args.ts";
import type { CommandSpec, FlagSpec } from "./command.ts";
import { commandUsage } from "./help.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = typeof SHELLS[number];

/** A script that teaches `shell` the commands and flags of the table. */
export function renderCompletions(commands: readonly CommandSpec[], shell: Shell): string {
  return { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell](commands);
}

/** First words, and after each the words that may follow. */
function wordTree(commands: readonly CommandSpec[]): Map<string, string[]> {
  const tree = new Map<string, string[]>();
  for (const { name } of commands) {
    const [first = "", second] = name.split(" ");
    const next = tree.get(first) ?? [];
    tree.set(first, second === undefined ? next : [...next, second]);
  }
  return tree;
}

function flagWords(flags: readonly FlagSpec[]): string[] {
  return flags.map((flag) => `--${flag.name}`);
}

function renderBash(commands: readonly CommandSpec[]): string {
  const tree = wordTree(commands);
  const groups = [...tree].filter(([, next]) => next.length > 0);
  const flagCases = commands.filter(({ flags }) => flags.length > 0)
    .map(({ name, flags }) => `    "${name}") flags="$flags ${flagWords(flags).join(" ")}" ;;`);
  const choices = [...GLOBAL_FLAGS, ...commands.flatMap(({ flags }) => flags)].filter((flag) =>
    flag.choices !== undefined
  );
  const choiceCases = [...new Map(choices.map((flag) => [flag.name, flag])).values()]
    .map((flag) =>
      `    --${flag.name}) COMPREPLY=($(compgen -W "${flag.choices?.join(" ")}" -- "$word")); return ;;`
    );
  return `# bash completion for ctx; load with: source <(ctx completions bash)
_ctx() {
  local word="\${COMP_WORDS[COMP_CWORD]}" last="\${COMP_WORDS[COMP_CWORD-1]}" command="" flags i
  case "$last" in
${choiceCases.join("\n")}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      -*) ;;
      *) command="\${command:+$command }\${COMP_WORDS[i]}" ;;
    esac
  done
  flags="${flagWords(GLOBAL_FLAGS).join(" ")}"
  case "$command" in
${flagCases.join("\n")}
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
    return
  fi
  case "$command" in
    "") COMPREPLY=($(compgen -W "${[...tree.keys()].join(" ")}" -- "$word")) ;;
${
    groups.map(([first, next]) =>
      `    "${first}") COMPREPLY=($(compgen -W "${next.join(" ")}" -- "$word")) ;;`
    ).join("\n")
  }
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -F _ctx ctx
`;
}

/** Inside single quotes, for sh and its kin. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function renderZsh(commands: readonly CommandSpec[]): string {
  const spec = (flag: FlagSpec): string => {
    const summary = flag.summary.replaceAll(/[[\]:]/g, " ");
    const value = flag.value === undefined
      ? ""
      : `:${flag.value}:${flag.choices === undefined ? "_files" : `(${flag.choices.join(" ")})`}`;
    return quoted(`--${flag.name}[${summary}]${value}`);
  };
  const cases = commands.map((command) =>
    `    ${quoted(command.name)}) _arguments ${
      [...GLOBAL_FLAGS, ...command.flags].map(spec).join(" ")
    } '*:file:_files' ;;`
  );
  const tree = wordTree(commands);
  const firsts = [...tree].map(([first, next]) => {
    const summary = commands.find(({ name }) => name === first)?.summary ?? `${next.join(", ")}`;
    return quoted(`${first}:${summary}`);
  });
  const groups = [...tree].filter(([, next]) => next.length > 0).map(([first, next]) => {
    const items = next.map((second) => {
      const summary = commands.find(({ name }) => name === `${first} ${second}`)?.summary ?? "";
      return quoted(`${second}:${summary}`);
    });
    return `    ${first}) local -a next; next=(${items.join(" ")}); _describe 'command' next; return ;;`;
  });
  return `#compdef ctx
# zsh completion for ctx; put it into a folder of $fpath as _ctx
_ctx() {
  local command="\${(j: :)\${(@)words[2,CURRENT-1]:#-*}}"
  if [[ -z "$command" && "$words[CURRENT]" != -* ]]; then
    local -a first; first=(${firsts.join(" ")})
    _describe 'command' first
    return
  fi
  [[ "$words[CURRENT]" != -* ]] && case "$command" in
${groups.join("\n")}
  esac
  case "$command" in
${cases.join("\n")}
    *) _arguments ${GLOBAL_FLAGS.map(spec).join(" ")} '*:file:_files' ;;
  esac
}
compdef _ctx ctx
`;
}

function renderFish(commands: readonly CommandSpec[]): string {
  const tree = wordTree(commands);
  const lines = ["# fish completion for ctx; load with: ctx completions fish | source"];
  for (const flag of GLOBAL_FLAGS) lines.push(`complete -c ctx ${fishFlag(flag)}`);
  for (const [first, next] of tree) {
    const summary = commands.find(({ name }) => name === first)?.summary ?? next.join(", ");
    lines.push(`complete -c ctx -n __fish_use_subcommand -a ${first} -d ${quoted(summary)}`);
  }
  for (const { name, summary, flags } of commands) {
    const [first = "", second] = name.split(" ");
    const seen = second === undefined
      ? `__fish_seen_subcommand_from ${first}`
      : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
    if (second !== undefined) {
      lines.push(
        `complete -c ctx -n '__fish_seen_subcommand_from ${first}' -a ${second} -d ${quoted(summary)}`,
      );
    }
    for (const flag of flags) lines.push(`complete -c ctx -n '${seen}' ${fishFlag(flag)}`);
  }
  return `${lines.join("\n")}\n`;
}

function fishFlag(flag: FlagSpec): string {
  const value = flag.value === undefined
    ? ""
    : flag.choices === undefined
    ? " -r"
    : ` -xa ${quoted(flag.choices.join(" "))}`;
  return `-l ${flag.name}${value} -d ${quoted(flag.summary)}`;
}

/** The manual page in man(7) form. `date`: the day of the version. */
export function renderManual(commands: readonly CommandSpec[], version: string): string {
  const escape = (text: string): string =>
    text.replaceAll("\\", "\\\\").replaceAll("-", "\\-").replace(/^([.'])/gm, "\\&$1");
  const flag = (item: FlagSpec): string => {
    const value = item.value === undefined ? "" : ` \\fI${escape(item.choices?.join("|") ?? item.value)}\\fR`;
    return `.TP\n\\fB\\-\\-${escape(item.name)}\\fR${value}\n${escape(item.summary)}`;
  };
  const sections = commands.map((command) =>
    [
      `.SS "${escape(commandUsage(command))}"`,
      escape(command.summary),
      ...command.flags.map(flag),
      `.PP\nExample: \\fB${escape(command.example)}\\fR`,
    ].join("\n")
  );
  return `.TH CTX 1 "" "ctx ${version}" "User Commands"
.SH NAME
ctx \\- code context over a repository, within a token budget
.SH SYNOPSIS
.B ctx
\\fICOMMAND\\fR [\\fIflags\\fR]
.SH COMMANDS
${sections.join("\n")}
.SH "FLAGS OF EVERY COMMAND"
${GLOBAL_FLAGS.map(flag).join("\n")}
.SH "EXIT STATUS"
0 something to say, 1 the answer is no, 2 usage, 3 cannot, 4 a bug, 130 interrupted.
.SH FILES
.TP
_ctx/pack/pack.db
the pack: everything built for the folder
.TP
_ctx/telemetry/
what was recorded; nothing leaves the machine
`;
}
