/** What a command is to the front end: what it takes, what it gives back. The table itself is commands.ts. */
import type { CommandFacts } from "../context/trace.ts";
import type { Session } from "../context/session.ts";

export interface FlagSpec {
  /** Without the dashes. */
  readonly name: string;
  /** Placeholder of the value; a flag without one is a switch. */
  readonly value?: string;
  /** What values there are, when they are few. */
  readonly choices?: readonly string[];
  readonly summary: string;
}

export interface CommandSpec {
  /** One word, or two: `ast symbols`. */
  readonly name: string;
  /** Placeholder of the positional arguments, "" when there are none. */
  readonly operands: string;
  /** How many positional arguments: [least, most]. */
  readonly count: readonly [number, number];
  readonly summary: string;
  readonly flags: readonly FlagSpec[];
  /** A command line that works on nearly any repository. */
  readonly example: string;
}

/** Where the code of the command `name` is, from the program's folder: `ast symbols` in commands/ast_symbols.ts. */
export function modulePath(name: string): string {
  return `src/cli/commands/${name.replaceAll(" ", "_")}.ts`;
}

/** A command's code. */
export type CommandModule =
  | { readonly run: RunCommand }
  /** Says something about the program alone: needs no segment, records nothing, so that shells can call it anywhere. */
  | { readonly print: (invocation: Invocation) => string };

/** A parsed command line: values are already known to belong to the command's flags. */
export interface Invocation {
  readonly operands: readonly string[];
  /** The value of a flag, "" when it was not given. */
  value(name: string): string;
  /** Whether a switch, or a flag with any value, was given. */
  has(name: string): boolean;
  /** The whole number behind a flag, `fallback` when it was not given; throws `bad-value` outside [least, most]. */
  whole(name: string, fallback: number, least: number, most: number): number;
  /** The value of a flag that is one of `choices`; throws `bad-value` for any other. */
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
}

/** How text for people is to be made. */
export interface TextStyle {
  readonly columns: number;
  readonly colour: boolean;
  /** Make control characters of file text visible: stdout is a terminal. */
  readonly visible: boolean;
}

/** A finished command, or one that finishes while its lines are printed: all else is asked for after these. */
export interface Answer {
  /** 0 when there was something to say, 1 when the answer is no. */
  readonly exit: 0 | 1;
  /** The JSON body, snake_case, without the envelope that every answer has. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Objects to print one per line instead, under `--format jsonl`. */
  readonly lines?: Iterable<unknown> | AsyncIterable<unknown>;
  /** The same for people. */
  readonly text: (style: TextStyle) => string | Uint8Array;
  /** What the command's own telemetry event says besides its name and its time. */
  readonly facts: CommandFacts;
}

export type RunCommand = (session: Session, invocation: Invocation) => Promise<Answer>;
