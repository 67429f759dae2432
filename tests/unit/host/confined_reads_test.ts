/** What the language server's process is let see. Confining holds for as long as this file's process does. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fs from "node:fs";
import { confineReads } from "../../../src/host/confined_reads.ts";

const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx_confined_" }));
const [segment, library, outside] = ["segment", "library", "outside"].map((name) => `${root}/${name}`);
for (const folder of [segment, library, outside, `${segment}-beside`]) Deno.mkdirSync(folder ?? "");
Deno.writeTextFileSync(`${segment}/plain.py`, "plain");
Deno.writeTextFileSync(`${segment}/key.py`, "a key");
Deno.writeTextFileSync(`${library}/key.py`, "a key");
Deno.writeTextFileSync(`${outside}/secret.py`, "secret");
Deno.writeTextFileSync(`${segment}-beside/secret.py`, "secret");
Deno.symlinkSync("plain.py", `${segment}/inner.py`);
Deno.symlinkSync("key.py", `${segment}/innocent.py`);
Deno.symlinkSync(`${outside}/secret.py`, `${segment}/linked.py`);
Deno.symlinkSync(outside ?? "", `${segment}/folder`);
Deno.symlinkSync("loop.py", `${segment}/loop.py`);
Deno.symlinkSync(segment ?? "", `${root}/way`);
await new Deno.Command("mkfifo", { args: [`${segment}/pipe.py`] }).output();

confineReads({
  places: [`${root}/way`, library ?? "", `${root}/no such place`],
  hides: (path, text) => path === "key.py" && text === "a key",
});

const REFUSED = [
  `${segment}/linked.py`,
  `${segment}/folder/secret.py`,
  `${segment}/../outside/secret.py`,
  `${segment}-beside/secret.py`,
  `${outside}/secret.py`,
  `${segment}/key.py`,
  `${segment}/innocent.py`,
  `${segment}/loop.py`,
  `${segment}/pipe.py`,
  `${segment}/missing.py`,
];

Deno.test("files of the places are read, also by links inside, and what is hidden in the segment only", () => {
  for (const path of [`${segment}/plain.py`, `${segment}/inner.py`, `${root}/way/plain.py`]) {
    assertEquals(fs.readFileSync(path, "utf8"), "plain", path);
  }
  assertEquals(fs.readFileSync(`${library}/key.py`, "utf8"), "a key");
  const descriptor = fs.openSync(`${segment}/plain.py`, "r");
  assertEquals(fs.readFileSync(descriptor, "utf8"), "plain");
  fs.closeSync(descriptor);
});

Deno.test("everything else is as if it were not there, whichever call asks", async () => {
  const isAbsent = (error: unknown): boolean =>
    error instanceof Error && "code" in error && error.code === "ENOENT";
  for (const path of REFUSED) {
    for (const call of [fs.readFileSync, fs.openSync, fs.createReadStream] as const) {
      const error = assertThrows(() => call(path, undefined as never));
      assert(isAbsent(error), `${call.name} ${path}: ${error}`);
    }
    assert(isAbsent(await assertRejects(() => fs.promises.readFile(path))), path);
    assert(isAbsent(await new Promise((resolve) => fs.readFile(path, resolve))), path);
    assert(isAbsent(await new Promise((resolve) => fs.open(path, resolve))), path);
  }
});

Deno.test("folders outside are not listed", () => {
  assert(fs.readdirSync(segment ?? "").includes("linked.py"));
  for (const path of [`${segment}/folder`, outside ?? "", root]) assertThrows(() => fs.readdirSync(path));
});

globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
