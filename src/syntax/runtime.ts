/**
 * The only module that touches web-tree-sitter: loads grammars from the packages that grammar_table.ts names and
 * hands them out as `Grammar`. Imported cheaply; the parser itself is loaded with the first grammar.
 * Invariant: a grammar that is missing, altered, of another ABI or broken costs its own language only. A failed
 * load inside web-tree-sitter can leave undefined symbols behind that fail every later load, so whatever can be
 * checked is checked before it.
 */
import type { Language, Parser } from "web-tree-sitter";
import { compileRules } from "./compiled_rules.ts";
import { modernizeDylink } from "./dylink.ts";
import type { Grammar, SyntaxTree } from "./grammar.ts";
import { GRAMMARS, type GrammarSource } from "./grammar_table.ts";
import { findLanguage, lexisOf } from "./languages.ts";
import { decodeRules } from "./rules.ts";

export type GrammarOutcome = { readonly ok: true; readonly grammar: Grammar } | {
  readonly ok: false;
  readonly reason: string;
};

type TreeSitter = typeof import("web-tree-sitter");

let parserLibrary: Promise<TreeSitter> | null = null;
/** Set by a load that failed past every check; web-tree-sitter loads nothing reliably after one. */
let disturbedBy = "";
/** Loads run one after another: they share the library's linker state. */
let lastLoad: Promise<unknown> = Promise.resolve();
const outcomes = new Map<string, Promise<GrammarOutcome>>();

/** The grammar of `language` (a name or alias), loaded once per process; or why there is none. */
export function loadGrammar(language: string): Promise<GrammarOutcome> {
  const name = findLanguage(language)?.name ?? language;
  const known = outcomes.get(name);
  if (known !== undefined) return known;
  const source = GRAMMARS[name];
  const outcome = source === undefined
    ? Promise.resolve<GrammarOutcome>({ ok: false, reason: `no grammar for ${name}` })
    : loadGrammarFrom(name, source);
  outcomes.set(name, outcome);
  return outcome;
}

/** Loads one grammar from `source`, uncached. */
export function loadGrammarFrom(language: string, source: GrammarSource): Promise<GrammarOutcome> {
  const outcome = lastLoad.then(() => tryLoad(language, source));
  lastLoad = outcome;
  return outcome;
}

async function tryLoad(language: string, source: GrammarSource): Promise<GrammarOutcome> {
  const refused = (reason: string): GrammarOutcome => ({
    ok: false,
    reason: `${language} grammar: ${reason}`,
  });
  let bytes: Uint8Array<ArrayBuffer>;
  let rulesJson: unknown;
  try {
    [bytes, rulesJson] = await Promise.all([source.wasm(), source.rules()]);
  } catch (error) {
    return refused(`cannot be read: ${firstLine(error)}`);
  }
  const digest = await sha256(bytes);
  if (digest !== source.sha256) return refused(`checksum ${digest.slice(0, 12)}… is not the pinned one`);
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(modernizeDylink(bytes));
  } catch (error) {
    return refused(`is not WebAssembly that compiles: ${firstLine(error)}`);
  }
  const flaw = findFlaw(module);
  if (flaw !== "") return refused(flaw);
  if (disturbedBy !== "") return refused(`not loaded, because loading ${disturbedBy} failed before`);

  const library = await loadLibrary();
  let bound: Language;
  try {
    bound = library.Language.loadSync(module);
  } catch (error) {
    disturbedBy = language;
    return refused(`cannot be linked: ${firstLine(error)}`);
  }
  const abi = bound.abiVersion;
  if (abi < library.MIN_COMPATIBLE_VERSION || abi > library.LANGUAGE_VERSION) {
    return refused(`ABI ${abi} is outside ${library.MIN_COMPATIBLE_VERSION}..${library.LANGUAGE_VERSION}`);
  }
  try {
    const rules = compileRules(decodeRules(rulesJson, language), bound);
    const parser = new library.Parser().setLanguage(bound);
    return {
      ok: true,
      grammar: {
        language,
        lexis: lexisOf(language),
        rules,
        parse: (text) => parseWithin(parser, bound, text),
      },
    };
  } catch (error) {
    return refused(firstLine(error));
  }
}

/**
 * Progress reports allowed for a text: one is made every 100 parser operations (tree-sitter, parser.c), which is
 * about 1 for 25 code units of ordinary source. Counting operations, unlike time, gives the same answer everywhere.
 */
function stepLimit(length: number): number {
  return 20_000 + length;
}

function parseWithin(parser: Parser, language: Language, text: string): SyntaxTree | null {
  // Some scanners keep state from one text to the next (Lua's does): setting the language makes a fresh one.
  parser.setLanguage(language);
  let steps = 0;
  const limit = stepLimit(text.length);
  const tree = parser.parse(text, null, { progressCallback: () => ++steps > limit });
  if (tree === null) parser.reset();
  return tree;
}

const LANGUAGE_FUNCTION = /^tree_sitter_\w+$/;

/** Why linking `module` as a grammar would fail, or "". */
function findFlaw(module: WebAssembly.Module): string {
  if (WebAssembly.Module.customSections(module, "dylink.0").length === 0) return "is not a dynamic library";
  const exported = new Set(WebAssembly.Module.exports(module).map((one) => one.name));
  const language = [...exported].some((name) =>
    LANGUAGE_FUNCTION.test(name) && !name.includes("external_scanner_")
  );
  if (!language) return "exports no language";
  const missing = WebAssembly.Module.imports(module).find((one) =>
    one.module.startsWith("GOT.") && !exported.has(one.name)
  );
  return missing === undefined ? "" : `needs the symbol ${missing.name}, which nothing provides`;
}

function loadLibrary(): Promise<TreeSitter> {
  parserLibrary ??= (async () => {
    const [library, wasm] = await Promise.all([
      import("web-tree-sitter"),
      import("web-tree-sitter/runtime.wasm", { with: { type: "bytes" } }),
    ]);
    await library.Parser.init({ wasmBinary: wasm.default });
    return library;
  })();
  return parserLibrary;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
