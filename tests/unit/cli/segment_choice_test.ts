/** How a compiled binary looks for the root above; the other ways are tried end to end. */
import { assertEquals } from "@std/assert";
import { findRootByFolder } from "../../../src/cli/segment_choice.ts";

/** A runtime that finds `root` when it is started there, and what it was started for. */
function runtimeThatFinds(
  root: string,
): { asked: string[]; runtimeOutput: (args: readonly string[], cwd: string) => Promise<string> } {
  const asked: string[] = [];
  return {
    asked,
    runtimeOutput: (args, cwd) => {
      asked.push(`${args.join(" ")} in ${cwd}`);
      return Promise.resolve(cwd === root ? root : "");
    },
  };
}

const FOLDERS = ["/a/b/c", "/a/b", "/a", ""];
const look = (folder: string): string[] => [":look", folder];

Deno.test("a compiled binary looks from each folder in turn, and no further than the first root", async () => {
  const runtime = runtimeThatFinds("/a/b");
  assertEquals(await findRootByFolder(runtime, FOLDERS, look), "/a/b");
  assertEquals(runtime.asked, [":look /a/b/c in /a/b/c", ":look /a/b in /a/b"]);
});

Deno.test("the root of all folders is looked at too, by its name", async () => {
  const runtime = runtimeThatFinds("/");
  assertEquals(await findRootByFolder(runtime, FOLDERS, look), "/");
  assertEquals(runtime.asked.at(-1), ":look / in /");
  assertEquals(await findRootByFolder(runtimeThatFinds("nowhere"), FOLDERS, look), null);
});
