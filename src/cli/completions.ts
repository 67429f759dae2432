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

/** Operands that are words to choose from, as `bash|zsh`; all others are names of things. */
const LITERAL_WORDS = /^[a-z]+(?:\|[a-z]+)+$/;

/** The flags that take the next word as their value. */
function valueFlags(commands: readonly CommandSpec[]): string {
  const flags = [...GLOBAL_FLAGS, ...commands.flatMap((command) => command.flags)];
  return [...new Set(flagWords(flags.filter(({ value }) => value !== undefined)))].join("|");
}

function renderBash(commands: readonly CommandSpec[]): string {
  const tree = wordTree(commands);
  const groups = [...tree].filter(([, next]) => next.length > 0);
  const takesValue = valueFlags(commands);
  const offer = (words: string): string => `COMPREPLY=($(compgen -W "${words}" -- "$word"))`;
  const flagCases = commands.filter(({ flags }) => flags.length > 0)
    .map(({ name, flags }) => `    "${name}") flags="$flags ${flagWords(flags).join(" ")}" ;;`);
  const choiceCases = commands.flatMap(({ name, flags }) => choices(`"${name} `, flags));
  const operandCases = commands.filter(({ operands }) => LITERAL_WORDS.test(operands))
    .map(({ name, operands }) => `    "${name}") ${offer(operands.replaceAll("|", " "))} ;;`);
  function choices(before: string, flags: readonly FlagSpec[]): string[] {
    return flags.filter((flag) => flag.choices !== undefined)
      .map((flag) => `    ${before}--${flag.name}") ${offer(flag.choices?.join(" ") ?? "")}; return ;;`);
  }
  // Bash takes `--flag=value` for three words. Where nothing is offered, it offers files (`-o default`).
  return `# bash completion for ctx; load with: eval "$(ctx completions bash)"
_ctx() {
  local word="\${COMP_WORDS[COMP_CWORD]}" last="\${COMP_WORDS[COMP_CWORD-1]}" command="" flags i
  COMPREPLY=()
  if [[ "$word" == "=" ]]; then word=""; elif [[ "$last" == "=" ]]; then last="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${takesValue}) if [[ "\${COMP_WORDS[i+1]}" == "=" ]]; then ((i += 2)); else ((i++)); fi ;;
      -*) ;;
      *)
        case "$command" in
          "") command="\${COMP_WORDS[i]}" ;;
          ${groups.map(([first]) => first).join("|")}) command="$command \${COMP_WORDS[i]}" ;;
        esac ;;
    esac
  done
  case "$command $last" in
${[...choiceCases, ...choices('*" ', GLOBAL_FLAGS)].join("\n")}
  esac
  case "$last" in
    ${takesValue}) return ;;
  esac
  flags="${flagWords(GLOBAL_FLAGS).join(" ")}"
  case "$command" in
${flagCases.join("\n")}
  esac
  if [[ "$word" == -* ]]; then
    ${offer("$flags")}
    return
  fi
  case "$command" in
    "") ${offer([...tree.keys()].join(" "))} ;;
${groups.map(([first, next]) => `    "${first}") ${offer(next.join(" "))} ;;`).join("\n")}
${operandCases.join("\n")}
  esac
}
complete -o default -F _ctx ctx
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
  // `_arguments` counts the command itself as an operand.
  const operandSpec = ({ operands }: CommandSpec): string =>
    LITERAL_WORDS.test(operands) ? `'*:word:(${operands.replaceAll("|", " ")})'` : "'*:file:_files'";
  const cases = commands.map((command) =>
    `    ${quoted(command.name)}) _arguments ${[...GLOBAL_FLAGS, ...command.flags].map(spec).join(" ")} ${
      operandSpec(command)
    } ;;`
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
# zsh completion for ctx; load with: source <(ctx completions zsh), or put it into a folder of $fpath as _ctx
_ctx() {
  local -a plain
  local i command
  for ((i = 2; i < CURRENT; i++)); do
    case "$words[i]" in
      ${valueFlags(commands)}) ((i++)) ;;
      -*) ;;
      *) plain+=("$words[i]") ;;
    esac
  done
  command="$plain[1]"
  # The word after a flag that takes one is the flag's, wherever it stands.
  if ((i == CURRENT)) && [[ "$words[CURRENT]" != -* ]]; then
    case "$command\${plain[2]+ \$plain[2]}" in
      "") local -a first; first=(${firsts.join(" ")}); _describe 'command' first; return ;;
${groups.join("\n")}
    esac
  fi
  case "$command" in
    ${
    [...tree].filter(([, next]) => next.length > 0).map(([first]) => first).join("|")
  }) command="$command $plain[2]" ;;
  esac
  case "$command" in
${cases.join("\n")}
    *) _arguments ${GLOBAL_FLAGS.map(spec).join(" ")} '*:file:_files' ;;
  esac
}
# Found in $fpath, this file is the function's body at its first call.
if [[ "$funcstack[1]" == _ctx ]]; then _ctx "$@"; else compdef _ctx ctx; fi
`;
}

function renderFish(commands: readonly CommandSpec[]): string {
  const tree = wordTree(commands);
  const lines = ["# fish completion for ctx; load with: ctx completions fish | source"];
  for (const flag of GLOBAL_FLAGS) lines.push(`complete -c ctx ${fishFlag(flag)}`);
  for (const [first, next] of tree) {
    const summary = commands.find(({ name }) => name === first)?.summary ?? next.join(", ");
    lines.push(`complete -c ctx -n __fish_use_subcommand -f -a ${first} -d ${quoted(summary)}`);
  }
  for (const { name, operands, summary, flags } of commands) {
    const [first = "", second] = name.split(" ");
    const all = (tree.get(first) ?? []).join(" ");
    const seen = second === undefined
      ? `__fish_seen_subcommand_from ${first}`
      : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
    if (second !== undefined) {
      lines.push(
        `complete -c ctx -n '__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${all}' -f -a ${second} -d ${
          quoted(summary)
        }`,
      );
    }
    for (const flag of flags) lines.push(`complete -c ctx -n '${seen}' ${fishFlag(flag)}`);
    if (LITERAL_WORDS.test(operands)) {
      lines.push(`complete -c ctx -n '${seen}' -f -a ${quoted(operands.replaceAll("|", " "))}`);
    }
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

/** Input lines of a manual page are at most this long (mandoc -T lint). */
const MANUAL_COLUMNS = 80;

/** The manual page in man(7) form. `date`: of its text, as 2026-01-31. */
export function renderManual(commands: readonly CommandSpec[], version: string, date: string): string {
  const escape = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("-", "\\-");
  const prose = (text: string): string => folded(escape(text)).replace(/^([.'])/gm, "\\&$1");
  const flag = (item: FlagSpec): string => {
    const value = item.value === undefined ? "" : ` \\fI${escape(item.choices?.join("|") ?? item.value)}\\fR`;
    return `.TP\n\\fB\\-\\-${escape(item.name)}\\fR${value}\n${prose(item.summary)}`;
  };
  const sections = commands.map((command) =>
    [
      `.SS "${escape(commandUsage(command))}"`,
      prose(command.summary),
      ...command.flags.map(flag),
      `.PP\nExample: \\fB${escape(command.example)}\\fR`,
    ].join("\n")
  );
  return `.TH CTX 1 ${date} "ctx ${version}" "User Commands"
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
0 something to say, 1 the answer is no, 2 usage, 3 cannot, 4 a bug,
130 interrupted.
.SH FILES
.TP
_ctx/pack/pack.db
the pack: everything built for the folder
.TP
_ctx/telemetry/
what was recorded; nothing leaves the machine
`;
}

/** `text` in lines, broken at spaces: a line end is a space to roff. */
function folded(text: string): string {
  return text.split(" ").reduce((lines, word) => {
    const last = lines.length - lines.lastIndexOf("\n") - 1;
    return last + 1 + word.length > MANUAL_COLUMNS ? `${lines}\n${word}` : `${lines} ${word}`;
  });
}
