/** The expectations of tests/unit/resolution are what the real pyright answers, asked here. */
import { assertEquals } from "@std/assert";
import { denoChildren } from "../../src/host/child_process.ts";
import { systemClock } from "../../src/host/clock.ts";
import { decodeLocations } from "../../src/lsp/decode.ts";
import { createLauncher } from "../../src/lsp/launcher.ts";
import { fromFileUri, relativeTo, toFileUri } from "../../src/lsp/position.ts";
import { safeSearchPath } from "../../src/lsp/server_choice.ts";
import { indexLines } from "../../src/model/line_index.ts";
import { CASES } from "../unit/resolution/cases.ts";
import { describePlace, questionsIn } from "../unit/resolution/python_case.ts";

for (const { name, files } of CASES) {
  Deno.test(`pyright agrees: ${name}`, async () => {
    const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-oracle-" }));
    for (const [path, text] of Object.entries(files)) {
      Deno.mkdirSync(`${root}/${path}/..`.replace(/[^/]+\/\.\.$/, ""), { recursive: true });
      Deno.writeTextFileSync(`${root}/${path}`, text);
    }
    const launch = createLauncher({
      server: "bundled",
      root,
      searchPath: safeSearchPath(Deno.env.get("PATH") ?? "", root),
      runtime: Deno.execPath(),
      parentPid: Deno.pid,
      children: denoChildren,
      clock: systemClock,
      observe: () => {},
      beforeLaunch: () => {},
    });
    const outcome = await launch(false, new Promise(() => {}));
    if (outcome.kind !== "started") throw new Error(JSON.stringify(outcome));
    const { client } = outcome;
    await client.readiness.whenListed(60_000);
    const differences: string[] = [];
    for (const { path, line, column, name: word, expected } of questionsIn(files)) {
      const reply = await client.request("textDocument/definition", {
        textDocument: { uri: toFileUri(`${root}/${path}`) },
        position: { line: line - 1, character: column },
      }, 60_000);
      const locations = reply.kind === "result" ? decodeLocations(reply.value) ?? [] : [];
      const places = locations.flatMap(({ uri, range }) => {
        const target = relativeTo(root, fromFileUri(uri) ?? "");
        if (target === null) return [];
        const lines = indexLines(files[target] ?? "");
        const start = lines.startOf(range.startLine) + range.startColumn - 1;
        // Pyright's range of a parameter takes in its annotation: the name is what is compared.
        const end = start + (/^\**\w*/.exec((files[target] ?? "").slice(start))?.[0].length ?? 0);
        const isModule = range.startLine === range.endLine && range.startColumn === range.endColumn;
        return [describePlace(path, { path: target, start, end: isModule ? start : end }, files)];
      });
      if (places.sort().join() !== expected.join()) {
        differences.push(
          `${path}:${line} ${word}: expected ${expected.join(", ")}; pyright ${places.join(", ")}`,
        );
      }
    }
    await client.stop();
    Deno.removeSync(root, { recursive: true });
    assertEquals(differences, []);
  });
}
