/** Where Deno's runtime for compiled programs is looked for, and what deno compile is then told. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { compileArguments } from "../../../packaging/compiled_form.ts";
import { findCompileRuntime, type Search } from "../../../packaging/compile_runtime.ts";
import { permissionFlags } from "../../../src/host/permissions.ts";
import { Fixture } from "../../harness.ts";

Deno.test("DENORT_BIN comes first and is believed; then Deno's cache; then, when allowed, the network", () => {
  using cache = new Fixture({}, { git: false });
  const search: Search = {
    named: "",
    denoDir: cache.root,
    version: "9.8.7",
    target: "aarch64-apple-darwin",
    mayDownload: false,
  };
  const none = findCompileRuntime(search);
  const name = "dl/release/v9.8.7/denort-aarch64-apple-darwin.zip";
  assertStringIncludes(String(none), "denort-aarch64-apple-darwin.zip of 9.8.7");
  assertEquals(findCompileRuntime({ ...search, mayDownload: true }), { kind: "download" });
  // A folder of that name, or the runtime of another version or target, is none.
  cache.write({ [`${name}/x`]: "", "dl/release/v9.8.6/denort-aarch64-apple-darwin.zip": "" });
  assertEquals(findCompileRuntime(search), none);
  Deno.removeSync(`${cache.root}/${name}`, { recursive: true });
  cache.write({ [name]: "zip" });
  assertEquals(findCompileRuntime({ ...search, mayDownload: true }), {
    kind: "cached",
    path: `${cache.root}/${name}`,
  });
  cache.write({ denort: "" });
  const named = `${cache.root}/denort`;
  assertEquals(findCompileRuntime({ ...search, named }), { kind: "named", path: named });
  const wrong = findCompileRuntime({ ...search, named: `${named}/deeper` });
  assertEquals(wrong, `DENORT_BIN names no file: ${named}/deeper`);
});

Deno.test("the rights of a compiled program: the task's, and the three that its language server needs", () => {
  const args = compileArguments("/made", "x86_64-apple-darwin", "/out/ctx");
  const task = permissionFlags([], "ctx,/out/ctx");
  const granted = args.filter((word) => /^--(allow|ignore|deny|no-prompt|permission)|^-A$|^-P/.test(word));
  const beyond = granted.filter((word) => !task.includes(word));
  assertEquals(beyond.map((word) => word.replace(/=.*/, "")), ["--allow-env", "--ignore-env", "--allow-sys"]);
  const names = (words: readonly string[], flag: string): string[] =>
    (words.find((word) => word.startsWith(`${flag}=`)) ?? "").replace(/.*=/, "").split(",");
  const more = (flag: string): string[] =>
    names(args, flag).filter((name) => !names(task, flag).includes(name));
  assertEquals([more("--allow-env"), more("--allow-sys")], [["CTX_READABLE_PLACES"], ["homedir"]]);
  assert(task.every((word) => granted.some((other) => other.startsWith(word))), "nothing is missing");
  assertEquals(args.slice(-4), [
    "--include=/made/program",
    "--target=x86_64-apple-darwin",
    "--output=/out/ctx",
    "/made/program/main.js",
  ]);
});
