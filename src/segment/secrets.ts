/**
 * Finds credentials in a file's text with the rules of secretlint's recommended preset, kept by its maintainers.
 * Loads them only when asked to (30 ms): call `hasSecretHint` first. Says whether, never what: no match leaves here.
 * Invariant: the rules get text and a file name only, and never a name that makes one of them open the file.
 */
import { countSecretHints, UNUSED_RULES } from "./secret_hints.ts";

/** Whether the text of the file at `path` (relative to the segment) holds a credential. */
export type SecretDetector = (path: string, text: string) => boolean;

/** A rule after it was given its context; `file` is synchronous for everything but `.p12` files. */
interface Rule {
  /** Without the prefix that all rules share. */
  readonly name: string;
  readonly file: (source: { content: string; filePath: string; ext: string }) => unknown;
}

/**
 * A text with more hints than this is held to be secret unseen: some of the rules' patterns take time in proportion
 * to hints times 20,000, and no source file has as many strings that look like tokens.
 */
const MAX_HINTS = 256;

const ID_PREFIX = "@secretlint/secretlint-rule-";

/** Imports the rules. Keep the detector: a second call makes another one. */
export async function loadSecretRules(): Promise<SecretDetector> {
  return makeDetector(await import("@secretlint/secretlint-rule-preset-recommend"));
}

/**
 * A detector from `preset`, the package's module. Throws when that has another shape than the pinned version: a
 * detector that finds nothing must not pass for one.
 */
export function makeDetector(preset: unknown): SecretDetector {
  let found = false;
  const rules = decodeRules(preset, () => {
    found = true;
  });
  const used = rules.filter((rule) => !UNUSED_RULES.includes(rule.name));
  return (path, text) => {
    if (countSecretHints(text, MAX_HINTS + 1) > MAX_HINTS) return true;
    // The extension decides whether a rule reads JSON; ".p12" would make one open the file by its name.
    const source = { content: text, filePath: path, ext: path.endsWith(".json") ? ".json" : "" };
    found = false;
    return used.some((rule) => {
      rule.file(source);
      return found;
    });
  };
}

/** The preset's rules, made with a context that takes no notice of anything but a report. */
function decodeRules(preset: unknown, onReport: () => void): Rule[] {
  const context = { createTranslator: () => () => ({}), report: onReport, ignore: () => {} };
  const rules = field(preset, "rules");
  if (!Array.isArray(rules) || rules.length === 0) throw new Error("secretlint's preset has no rules");
  return rules.map((rule: unknown) => {
    const id = field(field(rule, "meta"), "id");
    const create = field(rule, "create");
    if (typeof id !== "string" || !isCallable(create)) {
      throw new Error("a rule of secretlint has another shape");
    }
    const file = field(create(context, {}), "file");
    if (!isCallable(file)) throw new Error(`the rule ${id} does not look at files`);
    return { name: id.replace(ID_PREFIX, ""), file };
  });
}

function isCallable(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === "function";
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
