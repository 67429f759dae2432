/** The corpus in its short form, as user 65534 where this is root: `deno task hostile` is the whole of it. */
import { assertEquals } from "@std/assert";
import { PLAIN_ENVIRONMENT, PROJECT } from "../harness.ts";

Deno.test("hostile repositories: every promise holds", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", `--config=${PROJECT}/deno.json`, `${PROJECT}/tests/hostile/run.ts`, "--short"],
    clearEnv: true,
    env: PLAIN_ENVIRONMENT,
    cwd: PROJECT,
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""], text);
});
