/**
 * Loads grammars from the packages that src/syntax/grammars names and hands them out as `Grammar`.
 * Invariant: a grammar that is missing, altered, of another ABI or broken costs its own language only, and a text
 * that breaks the parser costs its own outline only.
 */
import { loadModule } from "../host/program.ts";
import { parseBounded, ParseBudget, type ParseChunks } from "./bounded_parse.ts";
import { compileRules } from "./compiled_rules.ts";
import { findUnknownAddress, needsOf } from "./dylink.ts";
import type { Grammar, GrammarModule, GrammarSource, SyntaxTree } from "./grammar.ts";
import { findLanguage, lexisOf } from "./languages.ts";
import { decodeRules } from "./rules.ts";
import { findLanguageFunction, type Language, TreeSitter } from "./tree_sitter.ts";

export type GrammarOutcome = { readonly ok: true; readonly grammar: Grammar } | {
  readonly ok: false;
  readonly reason: string;
};

/** WebAssembly's memory never shrinks: an instance that a text made grow beyond this is given up for a new one. */
const KEPT_BYTES = 64 * 2 ** 20;

/** A scanner's state is the first that a parse allocates. */
const CLEARED_BYTES = 2 ** 20;

/** Made with the first grammar. */
let instance: TreeSitter | null = null;
/** Loads run one after another, so that grammars lie in memory in the order in which they were asked for. */
let lastLoad: Promise<unknown> = Promise.resolve();
const outcomes = new Map<string, Promise<GrammarOutcome>>();

/** V8 counts what array buffers hold, but hardly a WebAssembly memory: without this the old one stays for minutes. */
function askForCollection(): number {
  return new ArrayBuffer(KEPT_BYTES).byteLength; // zero pages, which are never touched
}

/**
 * The grammar of `language` (a name or alias), or why there is none. Loaded once per process, and again after a text
 * that took so much memory that only a new parser gives it back: ask for each file, and keep none.
 */
export function loadGrammar(language: string): Promise<GrammarOutcome> {
  if (instance !== null && instance.memory.memory.buffer.byteLength > KEPT_BYTES) {
    instance = null;
    outcomes.clear();
    askForCollection();
  }
  const known = findLanguage(language);
  const name = known?.name ?? language;
  const earlier = outcomes.get(name);
  if (earlier !== undefined) return earlier;
  const outcome = known?.hasGrammar === true
    ? loadGrammarFrom(name, () => loadSource(name))
    : Promise.resolve<GrammarOutcome>({ ok: false, reason: `no grammar for ${name}` });
  outcomes.set(name, outcome);
  return outcome;
}

/** Where the grammar of `name` comes from: by its path, so that no other grammar is looked at. */
export async function loadSource(name: string): Promise<GrammarSource> {
  return (await loadModule<GrammarModule>(`src/syntax/grammars/${name}.ts`)).SOURCE;
}

/** Loads one grammar, uncached. No tree of another grammar may be alive meanwhile. */
export function loadGrammarFrom(
  language: string,
  loadOne: () => Promise<GrammarSource>,
): Promise<GrammarOutcome> {
  const outcome = lastLoad.then(() => tryLoad(language, loadOne));
  lastLoad = outcome;
  return outcome;
}

async function tryLoad(language: string, loadOne: () => Promise<GrammarSource>): Promise<GrammarOutcome> {
  const refused = (reason: string): GrammarOutcome => ({
    ok: false,
    reason: `${language} grammar: ${reason}`,
  });
  let source: GrammarSource;
  try {
    source = await loadOne();
  } catch (error) {
    return refused(`cannot be read: ${firstLine(error)}`);
  }
  // The digest is made on another thread: the library is made meanwhile. Nothing is linked before it is known.
  const digesting = sha256(source.wasm);
  const library = instance ??= new TreeSitter();
  const digest = await digesting;
  if (digest !== source.sha256) return refused(`checksum ${digest.slice(0, 12)}… is not the pinned one`);
  let module: WebAssembly.Module;
  try {
    // Synchronous: V8 compiles functions when they are first called, so that this takes under a millisecond.
    module = new WebAssembly.Module(source.wasm);
  } catch (error) {
    return refused(`is not WebAssembly that compiles: ${firstLine(error)}`);
  }
  const flaw = findFlaw(module);
  if (flaw !== "") return refused(flaw);

  const { memory } = library;
  memory.restoreCleared(); // so that nothing that was parsed before is in what is remembered of this grammar
  let bound: Language;
  try {
    bound = library.loadLanguage(module);
  } catch (error) {
    memory.restore();
    return refused(`cannot be linked: ${firstLine(error)}`);
  }
  const [oldest, newest] = library.abis;
  if (bound.abi < oldest || bound.abi > newest) {
    memory.restore();
    return refused(`ABI ${bound.abi} is outside ${oldest}..${newest}`);
  }
  try {
    const rules = compileRules(decodeRules(source.rules, language), bound);
    const read = library.makeParser(bound);
    memory.save(library.calls);
    const parse = (text: string, budget = new ParseBudget(text)): SyntaxTree | null =>
      parseSafely(source.needsFreshMemory, library, read, text, budget);
    return { ok: true, grammar: { language, lexis: lexisOf(language), rules, parse } };
  } catch (error) {
    memory.restore();
    return refused(firstLine(error));
  }
}

/**
 * Null when a bound was met or the parser broke down; its memory is then put back to a sound state. No other tree may
 * be alive.
 */
function parseSafely(
  needsFreshMemory: boolean,
  { memory }: TreeSitter,
  parser: ParseChunks,
  text: string,
  budget: ParseBudget,
): SyntaxTree | null {
  try {
    // Swift's scanner allocates no bytes for its state, which is then what an earlier text has left there: at a random
    // one it takes 20 times as long.
    if (needsFreshMemory) memory.restoreCleared(CLEARED_BYTES);
    const tree = parseBounded(parser, text, memory, budget);
    if (tree === null) memory.restore();
    return tree;
  } catch (error) {
    // RuntimeError: a trap, or no memory. RangeError: a recursion too deep for V8.
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    memory.restore();
    return null;
  }
}

/** Why linking `module` as a grammar would fail, or "". */
function findFlaw(module: WebAssembly.Module): string {
  if (needsOf(module) === null) return "is not a dynamic library";
  if (findLanguageFunction(module) === null) return "exports no language";
  const missing = findUnknownAddress(module);
  return missing === null ? "" : `needs the symbol ${missing}, which nothing provides`;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
