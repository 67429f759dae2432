/** Help from the command table, so that what is printed is what is parsed. Loads nothing else. */
import { GLOBAL_FLAGS } from "./args.ts";
import type { CommandSpec, FlagSpec } from "./command.ts";

function flagColumn(flag: FlagSpec): string {
  const value = flag.choices === undefined ? flag.value : flag.choices.join("|");
  return flag.value === undefined ? `--${flag.name}` : `--${flag.name} ${value}`;
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.min(34, Math.max(...pairs.map(([left]) => left.length)));
  return pairs.map(([left, right]) =>
    left.length > width ? `  ${left}\n  ${" ".repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`
  ).join("\n");
}

function flagRows(flags: readonly FlagSpec[]): string {
  return rows(flags.map((flag) => [flagColumn(flag), flag.summary]));
}

export function commandUsage(command: CommandSpec): string {
  return `ctx ${command.name}${command.operands === "" ? "" : ` ${command.operands}`}`;
}

/** `ctx --help`, or the help of a group (`ast`) or of one command. `topic` is known to exist or "". */
export function renderHelp(commands: readonly CommandSpec[], topic: string): string {
  const command = commands.find((known) => known.name === topic);
  if (command !== undefined) {
    const own = command.flags.length === 0 ? "" : `\nFlags\n${flagRows(command.flags)}\n`;
    return `${command.summary}\n\nUsage: ${commandUsage(command)} [flags]\n${own}\nFlags of every command\n${
      flagRows(GLOBAL_FLAGS)
    }\n\nExample\n  ${command.example}\n`;
  }
  const shown = topic === "" ? commands : commands.filter((known) => known.name.startsWith(`${topic} `));
  const list = rows(shown.map((known) => [commandUsage(known), known.summary]));
  const title = topic === "" ? "ctx: code context over a repository, within a token budget" : `ctx ${topic}`;
  return `${title}\n\nUsage: ctx ${topic === "" ? "" : `${topic} `}COMMAND [flags]\n\nCommands\n${list}\n\n` +
    `Flags of every command\n${
      flagRows(GLOBAL_FLAGS)
    }\n\nRun ctx COMMAND --help for a command's own flags and an example.\n`;
}
