/**
 * The words after a command's name, told apart: flags with their values, switches, operands. Knows no flag by name and
 * checks no value. Written here because a package's module has no compiled code kept by the runtime, which would
 * compile it and write that away at every run.
 * Invariant: nothing is guessed; a word that begins with `-` and is no known flag is unknown.
 */

export interface FlagTable {
  /** Flags that take a value, without their dashes. */
  readonly valued: ReadonlySet<string>;
  /** Flags that take none. */
  readonly switches: ReadonlySet<string>;
  /** Single letters, each for a switch. */
  readonly letters: ReadonlyMap<string, string>;
}

export interface Flags {
  /** As typed, in their order, those after `--` among them. */
  readonly operands: readonly string[];
  /** By flag: `true` for a switch; "" where a value is missing. Of several values the last counts. */
  readonly values: ReadonlyMap<string, string | true>;
  /** The first word that looks like a flag and is none; "" when there is none. */
  readonly unknown: string;
}

/** `--name value`, `--name=value`, `--switch`, `-l`; a value that begins with `-` must follow an `=`. */
export function parseFlags(words: readonly string[], table: FlagTable): Flags {
  const operands: string[] = [];
  const values = new Map<string, string | true>();
  let unknown = "";
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    if (!word.startsWith("--")) {
      const names = [...word.slice(1)].map((letter) => table.letters.get(letter));
      for (const name of names) {
        if (name !== undefined) values.set(name, true);
        else unknown ||= word;
      }
      continue;
    }
    const equals = word.indexOf("=");
    const name = word.slice(2, equals < 0 ? word.length : equals);
    if (table.switches.has(name)) values.set(name, true);
    else if (!table.valued.has(name)) unknown ||= word;
    else if (equals >= 0) values.set(name, word.slice(equals + 1));
    else {
      const next = words[index + 1];
      const follows = next !== undefined && !next.startsWith("-");
      if (follows) index++;
      values.set(name, follows ? next : "");
    }
  }
  return { operands, values, unknown };
}
