/**
 * The only module that touches web-tree-sitter: loads grammars from the packages that src/syntax/grammars names and
 * hands them out as `Grammar`. Imported cheaply; the parser itself is loaded with the first grammar.
 * Invariant: a grammar that is missing, altered, of another ABI or broken costs its own language only, and a text
 * that breaks the parser costs its own outline only.
 */
import type { Language, Parser } from "web-tree-sitter";
import { withoutProcess } from "../host/hidden_process.ts";
import { loadModule } from "../host/program.ts";
import { parseBounded, ParseBudget } from "./bounded_parse.ts";
import { compileRules } from "./compiled_rules.ts";
import type { Grammar, GrammarModule, GrammarSource, SyntaxTree } from "./grammar.ts";
import { findLanguage, lexisOf } from "./languages.ts";
import { ParserMemory } from "./parser_memory.ts";
import type { TreeSitter } from "./parser_library.ts";
import { decodeRules } from "./rules.ts";

export type GrammarOutcome = { readonly ok: true; readonly grammar: Grammar } | {
  readonly ok: false;
  readonly reason: string;
};

/** One start of the library, with a memory of its own. */
interface Instance {
  readonly memory: ParserMemory;
  library: Promise<TreeSitter> | null;
  /** Set by a load that failed past every check; undefined symbols then stay behind and fail every later load. */
  disturbedBy: string;
}

/** WebAssembly's memory never shrinks: an instance that a text made grow beyond this is given up for a new one. */
const KEPT_BYTES = 64 * 2 ** 20;

/** A scanner's state is the first that a parse allocates. */
const CLEARED_BYTES = 2 ** 20;

let instance = newInstance();
/** Loads run one after another: they share the library's linker state. */
let lastLoad: Promise<unknown> = Promise.resolve();
const outcomes = new Map<string, Promise<GrammarOutcome>>();

function newInstance(): Instance {
  return { memory: new ParserMemory(), library: null, disturbedBy: "" };
}

/** V8 counts what array buffers hold, but hardly a WebAssembly memory: without this the old one stays for minutes. */
function askForCollection(): number {
  return new ArrayBuffer(KEPT_BYTES).byteLength; // zero pages, which are never touched
}

/**
 * The grammar of `language` (a name or alias), or why there is none. Loaded once per process, and again after a text
 * that took so much memory that only a new parser gives it back: ask for each file, and keep none.
 */
export function loadGrammar(language: string): Promise<GrammarOutcome> {
  if (instance.memory.memory.buffer.byteLength > KEPT_BYTES) {
    instance = newInstance();
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
  const own = instance;
  const outcome = lastLoad.then(() => tryLoad(own, language, loadOne));
  lastLoad = outcome;
  return outcome;
}

async function tryLoad(
  own: Instance,
  language: string,
  loadOne: () => Promise<GrammarSource>,
): Promise<GrammarOutcome> {
  const { memory } = own;
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
  // The digest is made on another thread: the library is loaded meanwhile. Nothing is linked before it is known.
  const [digest, library] = await Promise.all([sha256(source.wasm), loadLibrary(own)]);
  if (digest !== source.sha256) return refused(`checksum ${digest.slice(0, 12)}… is not the pinned one`);
  let module: WebAssembly.Module;
  try {
    // Synchronous: V8 compiles functions when they are first called, so that this takes under a millisecond.
    module = new WebAssembly.Module(source.modernize?.(source.wasm) ?? source.wasm);
  } catch (error) {
    return refused(`is not WebAssembly that compiles: ${firstLine(error)}`);
  }
  const flaw = findFlaw(module);
  if (flaw !== "") return refused(flaw);
  if (own.disturbedBy !== "") return refused(`not loaded, because loading ${own.disturbedBy} failed before`);

  memory.restoreCleared(); // so that nothing that was parsed before is in what is remembered of this grammar
  let bound: Language;
  try {
    bound = library.Language.loadSync(module);
  } catch (error) {
    own.disturbedBy = language;
    memory.restore();
    return refused(`cannot be linked: ${firstLine(error)}`);
  }
  const abi = bound.abiVersion;
  if (abi < library.MIN_COMPATIBLE_VERSION || abi > library.LANGUAGE_VERSION) {
    memory.restore();
    return refused(`ABI ${abi} is outside ${library.MIN_COMPATIBLE_VERSION}..${library.LANGUAGE_VERSION}`);
  }
  try {
    const rules = compileRules(decodeRules(source.rules, language), bound);
    const parser = new library.Parser().setLanguage(bound);
    memory.save();
    const parse = (text: string, budget = new ParseBudget(text)): SyntaxTree | null =>
      parseSafely(source.needsFreshMemory, memory, parser, bound, text, budget);
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
  memory: ParserMemory,
  parser: Parser,
  language: Language,
  text: string,
  budget: ParseBudget,
): SyntaxTree | null {
  try {
    // Some scanners keep state from one text to the next: setting the language makes a fresh one. That of Swift
    // allocates no bytes for its state, which is then what an earlier text has left there: at a random one it takes 20
    // times as long.
    if (needsFreshMemory) memory.restoreCleared(CLEARED_BYTES);
    parser.setLanguage(language);
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

function loadLibrary(own: Instance): Promise<TreeSitter> {
  const { memory } = own;
  own.library ??= (async () => {
    const { LIBRARY_WASM, makeLibrary } = await import("./parser_library.ts");
    const library = makeLibrary();
    const options = {
      wasmMemory: memory.memory,
      instantiateWasm: memory.instantiator(LIBRARY_WASM),
      // The library's own words about a broken parse; the outline tells of it.
      printErr: () => {},
    };
    // With `process` in sight the library takes its host for Node.js and loads a good part of Node's API, which it
    // then has no use for: 25 of 55 ms CPU between an empty program and a parser.
    await withoutProcess(() => library.Parser.init(options));
    memory.enlargeStack();
    memory.save();
    return library;
  })();
  return own.library;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
