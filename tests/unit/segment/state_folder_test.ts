import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CtxError } from "../../../src/model/error.ts";
import { inspectState, prepareState } from "../../../src/segment/state_folder.ts";
import { seenFrom } from "../../fault/seen_from.ts";
import { type Content, makeFifo, withTree } from "./tree.ts";

const uid = Deno.uid() ?? -1;

Deno.test("makes the folder and the ignore file, once", () => {
  withTree({}, (root) => {
    const fs = seenFrom(root);
    assertEquals(inspectState(fs, uid, "pack"), { kind: "missing" });
    assertEquals([...Deno.readDirSync(root)], []);
    prepareState(fs, uid, "pack");
    assertEquals(Deno.readTextFileSync(`${root}/_ctx/.gitignore`), "*\n");
    assertEquals(inspectState(fs, uid, "pack"), { kind: "ready" });
    assertEquals(inspectState(fs, uid, "run"), { kind: "missing" });
    Deno.writeTextFileSync(`${root}/_ctx/.gitignore`, "kept");
    prepareState(fs, uid, "pack");
    assertEquals(Deno.readTextFileSync(`${root}/_ctx/.gitignore`), "kept");
  });
});

const unsafe: readonly [string, Readonly<Record<string, Content>>][] = [
  ["_ctx a symlink", { "elsewhere/x": "", "_ctx": { to: "elsewhere" } }],
  ["_ctx a dangling symlink", { "_ctx": { to: "nowhere" } }],
  ["_ctx a file", { "_ctx": "x" }],
  ["the folder a symlink", { "_ctx/pack": { to: "/tmp" } }],
  ["the folder a file", { "_ctx/pack": "" }],
  ["the pack a symlink", { "_ctx/pack/pack.db": { to: "../../victim" }, "victim": "" }],
  ["the pack a folder", { "_ctx/pack/pack.db/x": "" }],
  ["a journal that is a symlink", { "_ctx/pack/pack.db-journal": { to: "/etc/passwd" } }],
  ["the ignore file a symlink", { "_ctx/.gitignore": { to: "../victim" } }],
  ["the ignore file a folder", { "_ctx/.gitignore/x": "" }],
];

for (const [name, tree] of unsafe) {
  Deno.test(`refuses ${name}, and leaves it as it was`, () => {
    withTree(tree, (root) => {
      const list = (): string =>
        new TextDecoder().decode(new Deno.Command("ls", { args: ["-lAR", root] }).outputSync().stdout);
      const before = list();
      const inspected = inspectState(seenFrom(root), uid, "pack");
      assertEquals(inspected.kind === "refused" ? inspected.code : inspected.kind, "unsafe-state");
      const error = assertThrows(() => prepareState(seenFrom(root), uid, "pack"), CtxError);
      assertEquals(error.code, "unsafe-state");
      assertEquals(list(), before);
    });
  });
}

Deno.test("refuses a FIFO and a socket, of whatever name", () => {
  withTree({ "_ctx/run": null }, (root) => {
    const listener = Deno.listen({ transport: "unix", path: `${root}/_ctx/run/lsp.sock` });
    assertEquals(inspectState(seenFrom(root), uid, "run").kind, "refused");
    listener.close();
    assertEquals(inspectState(seenFrom(root), uid, "run"), { kind: "ready" });
    makeFifo(`${root}/_ctx/run/lock`);
    assertEquals(inspectState(seenFrom(root), uid, "run").kind, "refused");
  });
});

Deno.test("refuses what belongs to another user, unless the user is unknown", () => {
  withTree({ "_ctx/pack/pack.db": "" }, (root) => {
    const error = assertThrows(() => prepareState(seenFrom(root), uid + 1, "pack"), CtxError);
    assertEquals(error.code, "foreign-owner");
    assertStringIncludes(error.message, `"_ctx" belongs to user ${uid}, and this is user ${uid + 1}`);
    prepareState(seenFrom(root), -1, "pack");
  });
});
