/** What the language server, as it is shipped, says about files that it must not see. */
import { assert, assertEquals } from "@std/assert";
import { Fixture } from "../harness.ts";

/** In files that are not to be seen; in the form of a token, put together here. */
const CANARY = "ghp_" + "Zk3vQ9xT7mB2nL5pR8wY1cF6hJ4dS0gAeUiO";

Deno.test("neither a file outside behind a link nor one with credentials is in its answers", async () => {
  using outside = new Fixture({ "secret.py": `HIDDEN = "${CANARY}"\n` }, { git: false });
  using fixture = new Fixture({
    "plain.py": 'SHOWN = "shown"\n',
    "tokens.py": `TOKEN = "${CANARY}"\n`,
    "use.py":
      "from linked import HIDDEN\nfrom folder.secret import HIDDEN as H\nfrom tokens import TOKEN\nfrom plain import SHOWN\n" +
      "HIDDEN.x\nH.x\nTOKEN.x\nSHOWN.x\n",
  });
  Deno.symlinkSync(`${outside.root}/secret.py`, `${fixture.root}/linked.py`);
  Deno.symlinkSync(outside.root, `${fixture.root}/folder`);
  try {
    const limit = ["--timeout-ms", "120000", "--json"];
    // That the server answers, and how it shows a value: the witness for what follows.
    const shown = await fixture.ctx(["lsp", "hover", "use.py:8:1", "--require-lsp", ...limit]);
    assert(shown.stdout.includes("Literal['shown']"), shown.stdout + shown.stderr);
    const outputs: string[] = [];
    for (const place of ["use.py:5:1", "use.py:6:1", "use.py:7:1", "tokens.py:1:1", "linked.py:1:1"]) {
      const { stdout, stderr } = await fixture.ctx(["lsp", "hover", place, ...limit]);
      outputs.push(stdout, stderr);
    }
    const diagnostics = await fixture.ctx(["lsp", "diagnostics", "use.py", ...limit]);
    assert(diagnostics.stdout.includes("shown"), diagnostics.stdout + diagnostics.stderr);
    outputs.push(diagnostics.stdout);
    assertEquals(outputs.filter((output) => output.includes(CANARY)), []);
  } finally {
    await fixture.ctx(["lsp", "stop"]);
  }
});
