/**
 * Compares outlines with what universal-ctags finds, by (path, name, line of the name), for one language.
 *
 *   deno run -A tests/bench/ctags_oracle.ts LANGUAGE ROOT... [--limit 20]
 *
 * ctags has its own lexers and its own idea of what is worth a tag, so the figures are to be read together with the
 * differences: `-` has ctags alone, `+` the outline alone, each with its kind. KINDS leaves out what one side does
 * not count on purpose (locals, parameters, imports, packages).
 */
import { parseArgs } from "@std/cli/parse-args";
import { indexLines } from "../../src/model/line_index.ts";
import { languageOfPath } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";

interface Tag {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly kind: string;
}

interface Mapping {
  /** ctags' name of the language. */
  readonly ctags: string;
  /** Its kinds that are definitions here too. */
  readonly kinds: readonly string[];
  /** Kinds of the outline that ctags does not know, or not reliably. */
  readonly ours: readonly string[];
}

const MAPPINGS: Readonly<Record<string, Mapping>> = {
  go: {
    ctags: "Go",
    kinds: ["func", "struct", "interface", "type", "const", "var", "member", "methodSpec", "talias"],
    ours: [],
  },
  rust: {
    ctags: "Rust",
    kinds: [
      "function",
      "method",
      "struct",
      "enum",
      "enumerator",
      "field",
      "interface",
      "module",
      "typedef",
      "macro",
      "constant",
      "variable",
    ],
    ours: [],
  },
  java: {
    ctags: "Java",
    kinds: ["class", "interface", "enum", "enumConstant", "field", "method", "annotation"],
    ours: [],
  },
  c: {
    ctags: "C",
    kinds: [
      "function",
      "prototype",
      "struct",
      "union",
      "enum",
      "enumerator",
      "member",
      "macro",
      "typedef",
      "variable",
      "externvar",
    ],
    ours: [],
  },
  cpp: {
    ctags: "C++",
    kinds: [
      "function",
      "prototype",
      "class",
      "struct",
      "union",
      "enum",
      "enumerator",
      "member",
      "macro",
      "typedef",
      "variable",
      "namespace",
      "externvar",
      "alias",
    ],
    ours: [],
  },
  csharp: {
    ctags: "C#",
    kinds: [
      "class",
      "struct",
      "interface",
      "enum",
      "enumerator",
      "field",
      "method",
      "property",
      "namespace",
      "event",
    ],
    ours: [],
  },
  ruby: {
    ctags: "Ruby",
    kinds: ["class", "module", "method", "singletonMethod", "constant", "accessor", "alias"],
    ours: [],
  },
  php: {
    ctags: "PHP",
    kinds: ["class", "interface", "trait", "function", "define", "variable", "namespace"],
    ours: [],
  },
  bash: { ctags: "Sh", kinds: ["function"], ours: ["variable", "constant"] },
  kotlin: {
    ctags: "Kotlin",
    kinds: ["class", "interface", "object", "method", "typealias"],
    ours: [],
  },
  lua: { ctags: "Lua", kinds: ["function"], ours: ["variable", "constant"] },
  python: { ctags: "Python", kinds: ["class", "function", "member", "variable"], ours: [] },
};

/** The files in `language` below `root`, sorted. */
export function filesBelow(root: string, language: string): string[] {
  const out: string[] = [];
  for (const entry of Deno.readDirSync(root)) {
    const path = `${root}/${entry.name}`;
    if (entry.isDirectory && entry.name !== ".git") out.push(...filesBelow(path, language));
    else if (entry.isFile && languageOfPath(path) === language) out.push(path);
  }
  return out.sort();
}

async function tagsOf(paths: readonly string[], mapping: Mapping): Promise<Tag[]> {
  const list = Deno.makeTempFileSync();
  Deno.writeTextFileSync(list, paths.join("\n"));
  const { stdout } = await new Deno.Command("ctags", {
    args: [
      "--output-format=json",
      "--fields=NFnK",
      "--kinds-all=*",
      `--language-force=${mapping.ctags}`,
      "-f",
      "-",
      "-L",
      list,
    ],
  }).output();
  Deno.removeSync(list);
  return new TextDecoder().decode(stdout).trim().split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line) as Tag
  ).filter((tag) =>
    mapping.kinds.includes(tag.kind) && !tag.name.startsWith("__anon") && tag.name !== "<lambda>"
  );
}

/** ctags writes `operator ==` for `operator==`, and in some languages the qualified name. */
function plain(name: string): string {
  const bare = name.replace(/\s+/g, "");
  return /^operator/.test(bare) ? bare : bare.replace(/^.*[.:\\](?=.)/, "");
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["limit", "kind"] });
  const [language, ...roots] = args._.map(String);
  const mapping = MAPPINGS[language ?? ""];
  if (language === undefined || mapping === undefined) {
    throw new Error(`one of ${Object.keys(MAPPINGS).join(", ")}`);
  }
  const outcome = await loadGrammar(language);
  if (!outcome.ok) throw new Error(outcome.reason);
  const paths = roots.flatMap((root) => filesBelow(root, language));
  const theirs = new Map<string, string>();
  for (const tag of await tagsOf(paths, mapping)) {
    theirs.set(`${tag.path}:${tag.line} ${plain(tag.name)}`, tag.kind);
  }
  const ours = new Map<string, string>();
  const errorFiles: string[] = [];
  for (const path of paths) {
    const text = Deno.readTextFileSync(path);
    const outline = outlineOf(outcome.grammar, text);
    if (outline.errorLines.length > 0) errorFiles.push(`${path}:${outline.errorLines[0]}`);
    const index = indexLines(text);
    for (const one of outline.definitions) {
      if (mapping.ours.includes(one.kind)) continue;
      ours.set(`${path}:${index.lineAt(one.nameSpan.start)} ${plain(one.name)}`, one.kind);
    }
  }
  const missing = [...theirs].filter(([key]) => !ours.has(key));
  const extra = [...ours].filter(([key]) => !theirs.has(key));
  const matched = theirs.size - missing.length;
  const limit = Number(args["limit"] ?? 20);
  const count = (list: readonly (readonly [string, string])[]): string => {
    const kinds = new Map<string, number>();
    for (const [, kind] of list) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return [...kinds].map(([kind, n]) => `${kind} ${n}`).join(", ");
  };
  const lines = [
    `${language}: files ${paths.length}, with an error node ${errorFiles.length}; ctags ${theirs.size}, outline ${ours.size}, both ${matched}`,
    `of ctags' tags in the outline ${(matched / theirs.size).toFixed(4)}; of the outline in ctags ${
      (matched / ours.size).toFixed(4)
    }`,
    `ctags alone: ${count(missing)}`,
    ...missing.filter(([, kind]) => args["kind"] === undefined || args["kind"] === kind).slice(0, limit).map((
      [key, kind],
    ) => `- ${kind} ${key}`),
    `outline alone: ${count(extra)}`,
    ...extra.filter(([, kind]) => args["kind"] === undefined || args["kind"] === kind).slice(0, limit).map((
      [key, kind],
    ) => `+ ${kind} ${key}`),
    ...errorFiles.slice(0, limit).map((one) => `error ${one}`),
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
