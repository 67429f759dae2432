/** Every effect on the file system that a command has fails once: what a command then says, serves and leaves behind. */
import { assert, assertEquals } from "@std/assert";
import { CLEAN_ENVIRONMENT, PROJECT } from "../harness.ts";

Deno.test("whatever fails: one clear error or a true answer, nothing open, nothing left, and the next sync mends", async () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx_faults_" }));
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--allow-all",
        `--config=${PROJECT}/deno.json`,
        `${PROJECT}/tests/fault/commands_under_faults.ts`,
      ],
      cwd: folder,
      clearEnv: true,
      env: { ...CLEAN_ENVIRONMENT, CTX_SEGMENT: "." },
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.slice(0, -1), []);
    assert(lines.at(-1).runs > 400, JSON.stringify(lines));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
