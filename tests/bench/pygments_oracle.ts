/**
 * Compares outlines of Swift and Scala, which universal-ctags does not read, with what Pygments' lexers show, by (path,
 * name, line of the name): types, functions, initialisers. Needs a Python with Pygments.
 *
 *   deno run -A tests/bench/pygments_oracle.ts LANGUAGE ROOT... [--python python3] [--limit 20]
 *
 * A lexer takes `class` in `where T: class` or `X.class` for a declaration too, so what it has alone (`-`) is to be
 * read; what the outline has alone (`+`) is only counted for the kinds that the lexer can tell.
 */
import { parseArgs } from "@std/cli/parse-args";
import { indexLines } from "../../src/model/line_index.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { filesBelow } from "./ctags_oracle.ts";

/** Kinds of the outline that the lexer can tell. */
const KINDS: ReadonlySet<string> = new Set([
  "class",
  "struct",
  "enum",
  "interface",
  "trait",
  "function",
  "method",
  "constructor",
  "type",
]);

async function askPygments(python: string, language: string, paths: readonly string[]): Promise<string[]> {
  const script = decodeURIComponent(new URL("./pygments_oracle.py", import.meta.url).pathname);
  const child = new Deno.Command(python, { args: [script, language], stdin: "piped", stdout: "piped" })
    .spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(paths.join("\n")));
  await writer.close();
  const { success, stdout } = await output;
  if (!success) throw new Error(`${python} failed`);
  return new TextDecoder().decode(stdout).trim().split("\n").filter((line) => line !== "").map((line) => {
    const { path, line: at, name } = JSON.parse(line) as { path: string; line: number; name: string };
    return `${path}:${at} ${name}`;
  });
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["limit", "python"] });
  const [language = "", ...roots] = args._.map(String);
  const outcome = await loadGrammar(language);
  if (!outcome.ok) throw new Error(outcome.reason);
  const paths = roots.flatMap((root) => filesBelow(root, language));
  const theirs = new Set(await askPygments(String(args["python"] ?? "python3"), language, paths));
  const ours = new Set<string>();
  const told = new Set<string>();
  const errorFiles: string[] = [];
  for (const path of paths) {
    const text = Deno.readTextFileSync(path);
    const outline = outlineOf(outcome.grammar, text);
    if (outline.errorLines.length > 0) errorFiles.push(`${path}:${outline.errorLines[0]}`);
    const index = indexLines(text);
    for (const one of outline.definitions) {
      const key = `${path}:${index.lineAt(one.nameSpan.start)} ${one.name.replaceAll("`", "")}`;
      ours.add(key);
      if (KINDS.has(one.kind)) told.add(key);
    }
  }
  const missing = [...theirs].filter((key) => !ours.has(key));
  const extra = [...told].filter((key) => !theirs.has(key));
  const limit = Number(args["limit"] ?? 20);
  const lines = [
    `${language}: files ${paths.length}, with an error node ${errorFiles.length}; Pygments ${theirs.size}, outline ${told.size}`,
    `of Pygments' definitions in the outline ${
      (1 - missing.length / theirs.size).toFixed(4)
    }; of the outline in Pygments ${(1 - extra.length / told.size).toFixed(4)}`,
    `Pygments alone: ${missing.length}`,
    ...missing.slice(0, limit).map((key) => `- ${key}`),
    `outline alone: ${extra.length}`,
    ...extra.slice(0, limit).map((key) => `+ ${key}`),
    ...errorFiles.slice(0, limit).map((one) => `error ${one}`),
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
}
