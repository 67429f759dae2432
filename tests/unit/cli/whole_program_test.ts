/** A bundle has the same modules as the folder: each is known by its own path, and none is missing. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { modulePath } from "../../../src/cli/command.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { MODULES } from "../../../src/cli/whole_program.ts";
import { PROJECT } from "../../harness.ts";

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
        const text = Deno.readTextFileSync(`${folder}/${entry.name}`);
        for (const [, path] of text.matchAll(/loadModule<.*?>\(\s*"([^"]+)"/gs)) asked.push(path ?? "");
      }
    }
  };
  look(`${PROJECT}/src`);
  assertEquals(asked.length > 0, true);
  assertEquals(asked.filter((path) => !known.has(path)), []);
});
