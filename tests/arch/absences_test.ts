/** What the architecture promises not to have. Each check is a function over files, tested on a file that breaks it. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { importsOf, loadFile, resolveImport, type SourceFile, sourceFiles } from "./source_files.ts";

const SOURCES = [...sourceFiles("src"), loadFile("main.ts")];

function fake(path: string, text: string): SourceFile {
  return { path, text, code: text };
}

function linesWith(file: SourceFile, pattern: RegExp): string[] {
  return file.code.split("\n").flatMap((line, index) =>
    pattern.test(line) ? [`${file.path}:${index + 1}`] : []
  );
}

const FEATURES = [
  "segment",
  "syntax",
  "pack",
  "search",
  "selector",
  "disclosure",
  "lsp",
  "telemetry",
  "resolution",
  "graph",
];

function effectsOutsideHost(file: SourceFile): string[] {
  if (file.path.startsWith("src/host/")) return [];
  const node = importsOf(file).filter((specifier) => specifier.startsWith("node:")).map(() => file.path);
  return [...linesWith(file, /\bDeno\s*[.[]|\bDeno\b\s*[;,)=]|globalThis/), ...node];
}

function printing(file: SourceFile): string[] {
  return linesWith(file, /\bconsole\./);
}

function ends(file: SourceFile): string[] {
  const entries = ["src/cli/start.ts", "src/cli/start_again.ts", "src/cli/run.ts", "src/host/process.ts"];
  return entries.includes(file.path) ? [] : linesWith(file, /\bprocesses\.exit\(|\bDeno\.exit\(/);
}

function emptyCatches(file: SourceFile): string[] {
  return /catch\s*(?:\([^)]*\))?\s*\{\s*\}/.test(file.code.replace(/\/\/.*$/gm, "")) ? [file.path] : [];
}

function looseTypes(file: SourceFile): string[] {
  return [
    ...linesWith(file, /\bas any\b|:\s*any\b|<any>/),
    ...file.text.split("\n").flatMap((line, index) =>
      /@ts-ignore|@ts-expect-error|@ts-nocheck|TODO|FIXME/.test(line) ? [`${file.path}:${index + 1}`] : []
    ),
  ];
}

/** `src/<layer>/…` → layer; "" for main.ts. */
function layerOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? "";
}

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  model: [],
  host: ["model"],
  context: [...FEATURES, "model", "host"],
  cli: ["context", "model", "host"],
  "": ["cli", "host"],
};

/** Imports that go against the flow. */
function wrongWay(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  const allowed = ALLOWED[layer] ?? ["model", "host"];
  return importsOf(file).filter((specifier) => specifier.startsWith(".")).flatMap((specifier) => {
    const target = layerOf(resolveImport(file, specifier));
    const grammar = resolveImport(file, specifier).startsWith("grammars/") && layer === "syntax";
    const manifest = resolveImport(file, specifier) === "deno.json";
    return target === layer || allowed.includes(target) || grammar || manifest
      ? []
      : [`${file.path} → ${specifier}`];
  });
}

/** The few that may cross, each with its reason. */
const CROSSINGS: readonly string[] = [
  // The table of ledger levels and the root finder are the front end's own start-up; neither has a use case.
  "src/cli/find_root_above.ts → ../segment/root.ts",
  "src/cli/segment_choice.ts → ../segment/root.ts",
  // The table of modules for a bundle, and the bundle's entry, which ends in the program's own.
  "src/cli/bundled.ts → ../../main.ts",
  "src/cli/whole_program.ts → ../syntax/grammar_modules.ts",
  "src/cli/whole_program.ts → ../segment/secrets.ts",
  "src/cli/whole_program.ts → ../syntax/mend_outline.ts",
];

function runtimeImports(file: SourceFile): string[] {
  const allowed = file.path.startsWith("src/syntax/grammars/") ||
    file.path === "src/syntax/tree_sitter.ts";
  return importsOf(file).some((specifier) => specifier.includes("tree-sitter")) && !allowed
    ? [file.path]
    : [];
}

function forbiddenNames(file: SourceFile): string[] {
  return /\/(?:utils?|helpers?|common|misc|manager|types|constants|index|mod)(?:\/|\.ts$)/.test(file.path)
    ? [file.path]
    : [];
}

function headless(file: SourceFile): string[] {
  return /^(?:\/\/ deno-fmt-ignore-file\n)?\/\*\*/.test(file.text) ? [] : [file.path];
}

const CHECKS: readonly { name: string; check: (file: SourceFile) => string[]; breaker: SourceFile }[] = [
  {
    name: "effects happen in src/host alone",
    check: effectsOutsideHost,
    breaker: fake("src/search/rank.ts", "const text = Deno.readTextFileSync(path);"),
  },
  {
    name: "nothing prints but the terminal",
    check: printing,
    breaker: fake("src/cli/run.ts", "console.log(1)"),
  },
  {
    name: "only the entry ends the process",
    check: ends,
    breaker: fake("src/context/a.ts", "host.processes.exit(1)"),
  },
  {
    name: "no empty catch",
    check: emptyCatches,
    breaker: fake("src/context/a.ts", "try { f(); } catch { }"),
  },
  {
    name: "no loose types, no loose ends",
    check: looseTypes,
    breaker: fake("src/a/b.ts", "const a = b as any;"),
  },
  {
    name: "imports follow the flow",
    check: (file) => wrongWay(file).filter((crossing) => !CROSSINGS.includes(crossing)),
    breaker: fake("src/search/rank.ts", 'import { a } from "../pack/reader.ts";'),
  },
  {
    name: "one module loads tree-sitter",
    check: runtimeImports,
    breaker: fake("src/pack/chunks.ts", 'import { Parser } from "web-tree-sitter";'),
  },
  { name: "no room without a name", check: forbiddenNames, breaker: fake("src/pack/utils.ts", "") },
  { name: "every file says its job", check: headless, breaker: fake("src/pack/a.ts", "export const a = 1;") },
];

for (const { name, check, breaker } of CHECKS) {
  Deno.test(`architecture: ${name}`, () => {
    assertNotEquals(check(breaker), [], "the check must find the file that breaks it");
    assertEquals(SOURCES.flatMap(check), []);
  });
}

Deno.test("architecture: model imports nothing", () => {
  const outside = sourceFiles("src/model").flatMap((file) =>
    importsOf(file).filter((specifier) => !specifier.startsWith("./")).map((specifier) =>
      `${file.path} → ${specifier}`
    )
  );
  assertEquals(outside, []);
});

Deno.test("architecture: files stay small", () => {
  const lengths = SOURCES.map((file) => file.text.split("\n").length).sort((a, b) => a - b);
  const at = (share: number): number => lengths[Math.floor(share * (lengths.length - 1))] ?? 0;
  assertEquals({ median: at(0.5) <= 110, nine_in_ten: at(0.9) <= 300 }, { median: true, nine_in_ten: true });
});
