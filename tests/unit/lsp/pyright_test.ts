import { assert, assertEquals } from "@std/assert";
import manifest from "../../../deno.json" with { type: "json" };
import { concernsPyright, planBundled, planFromPath } from "../../../src/lsp/pyright.ts";
import {
  interpreterCandidates,
  parseServerName,
  PYRIGHT_PACKAGE,
  safeSearchPath,
  serverCandidates,
} from "../../../src/lsp/server_choice.ts";

Deno.test("the server that is run is the package that the project pins", () => {
  assertEquals(manifest.imports["pyright"], PYRIGHT_PACKAGE);
});

Deno.test("only three servers have a name", () => {
  assertEquals(parseServerName(""), "bundled");
  assertEquals(parseServerName("basedpyright-langserver"), "basedpyright-langserver");
  for (const name of ["./pyright-langserver", "/tmp/x", "pylsp", "bundled "]) {
    assertEquals(parseServerName(name), null);
  }
});

Deno.test("programs come from absolute PATH entries outside the segment, and from no other", () => {
  const path = ".:bin::/usr/bin/:/seg/.venv/bin:/seg:/segment/bin:/a,b:/usr/../seg/bin:/usr/bin:/";
  assertEquals(safeSearchPath(path, "/seg"), ["/usr/bin", "/segment/bin", "/"]);
  assertEquals(interpreterCandidates(["/usr/bin", "/"]), [
    "/usr/bin/python3",
    "/python3",
    "/usr/bin/python",
    "/python",
  ]);
  assertEquals(serverCandidates("pyright-langserver", ["/usr/bin"]), ["/usr/bin/pyright-langserver"]);
  assertEquals(serverCandidates("bundled", ["/usr/bin"]), []);
});

Deno.test("the bundled server may read, and run the one interpreter; its environment is ours alone", () => {
  const cache = { denoDir: "/cache", packages: "/cache/npm", server: PYRIGHT_PACKAGE };
  const interpreter = { executable: "/usr/bin/python3", paths: ["/usr/lib/python3", "/odd,path"] };
  const { args, environment } = planBundled("/bin/deno", "/seg", cache, interpreter, ["/usr/bin"]);
  const grants = args.filter((arg) => arg.startsWith("--allow"));
  assertEquals(grants, [
    "--allow-read=.,/cache/npm,/usr/lib/python3",
    "--allow-env",
    "--allow-sys=homedir",
    "--allow-run=/usr/bin/python3",
  ]);
  assert(args.some((arg) => arg.startsWith("--config=")), "not the configuration of the segment");
  for (const flag of ["--no-lock", "--cached-only", "--no-remote", "--no-prompt"]) {
    assert(args.includes(flag), flag);
  }
  assertEquals(environment?.["PYTHONSAFEPATH"], "1");
  assertEquals(environment?.["PYTHONNOUSERSITE"], "1");
  assertEquals(environment?.["PYTHONPATH"], undefined);
  assert(
    !planBundled("/bin/deno", "/seg", cache, null, []).args.some((arg) => arg.startsWith("--allow-run")),
  );
  assertEquals(
    planFromPath("/usr/bin/pyright-langserver", "/seg", ["/usr/bin"]).environment?.["PATH"],
    "/usr/bin",
  );
});

Deno.test("which changes the server hears of", () => {
  for (const path of ["a.py", "x/b.pyi", "pyrightconfig.json", "sub/pyproject.toml"]) {
    assert(concernsPyright(path), path);
  }
  for (const path of ["a.pyc", "b.js", "pyproject.toml.bak"]) assert(!concernsPyright(path), path);
});
