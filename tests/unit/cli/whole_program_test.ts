/** A bundle has the same modules as the folder: each is known by its own path, and none is missing. */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { modulePath } from "../../../src/cli/command.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { MODULES } from "../../../src/cli/whole_program.ts";
import { loadFile, resolveImport } from "../../arch/source_files.ts";
import { PROJECT } from "../../harness.ts";

/** The paths that `text` loads modules by. */
function askedFor(text: string): string[] {
  return [...text.matchAll(/loadModule<.*?>\(\s*"([^"]+)"/gs)].map(([, path]) => path ?? "");
}

Deno.test("every module that is loaded by path is in the bundle under that path", async () => {
  for (const [path, load] of Object.entries(MODULES)) {
    assertStrictEquals(await load(), await import(`file://${encodeURI(PROJECT)}/${path}`), path);
  }
});

Deno.test("every command's code is in the bundle", () => {
  const known = new Set(Object.keys(MODULES));
  assertEquals(COMMANDS.map(({ name }) => modulePath(name)).filter((path) => !known.has(path)), []);
});

Deno.test("every path that src loads by is in the bundle", () => {
  const known = new Set(Object.keys(MODULES));
  const asked: string[] = [];
  const look = (folder: string): void => {
    for (const entry of Deno.readDirSync(folder)) {
      if (entry.isDirectory) look(`${folder}/${entry.name}`);
      else {
        asked.push(...askedFor(Deno.readTextFileSync(`${folder}/${entry.name}`)));
      }
    }
  };
  look(`${PROJECT}/src`);
  assertEquals(asked.length > 0, true);
  assertEquals(asked.filter((path) => !known.has(path)), []);
});

Deno.test("every path that a worker loads by is named in it", () => {
  const worker = loadFile("src/context/index_worker.ts");
  const reached = new Set([worker.path]);
  const asked = new Set<string>();
  for (const path of reached) {
    const file = loadFile(path);
    for (const one of askedFor(file.text)) asked.add(one);
    for (const [, specifier = ""] of file.text.matchAll(/^import (?!type\b)[^;]*?from "(\.[^"]+)"/gm)) {
      reached.add(resolveImport(file, specifier));
    }
  }
  assert(reached.has("src/syntax/runtime.ts"));
  const named = [...worker.text.matchAll(/"(src\/[^"]+)": \(\) => import/g)].map(([, path]) => path ?? "");
  assertEquals([...asked].sort(), named.sort());
});
