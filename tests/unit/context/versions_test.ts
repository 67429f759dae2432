/** `ctx --version --json` names what is inside, and only that: told from the sources and the grammars' manifests. */
import { assertEquals } from "@std/assert";
import manifest from "../../../deno.json" with { type: "json" };
import { collectVersions } from "../../../src/context/versions.ts";
import { PROJECT } from "../../harness.ts";

/** Text of every module of the program. */
function sources(folder = `${PROJECT}/src`): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return sources(path);
    return path.endsWith(".ts") ? [Deno.readTextFileSync(path)] : [];
  });
}

Deno.test("packages: what the program's modules import, and the language server that it starts", () => {
  const texts = sources().join("\n");
  const used = Object.entries(manifest.imports).filter(([name]) =>
    name === "pyright" || texts.includes(`from "${name}"`) || texts.includes(`import("${name}"`)
  );
  const expected = used.map(([, specifier]) => /^npm:(.+?)@([^/]+)/.exec(specifier)?.slice(1).join(" "));
  const told = Object.entries(collectVersions().packages).map(([name, version]) => `${name} ${version}`);
  assertEquals(told.sort(), [...new Set(expected)].sort());
});

Deno.test("grammars: each with its package and version, as its manifest pins them", () => {
  const { grammars } = collectVersions();
  const folders = [...Deno.readDirSync(`${PROJECT}/grammars`)].filter((entry) => entry.isDirectory);
  assertEquals(Object.keys(grammars).length, folders.length);
  for (const { name: folder } of folders) {
    const pinned = JSON.parse(Deno.readTextFileSync(`${PROJECT}/grammars/${folder}/manifest.json`));
    assertEquals(grammars[pinned.name], { package: pinned.package, version: pinned.version });
  }
});
