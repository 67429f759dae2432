import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { denoChildren } from "../../../src/host/child_process.ts";
import { HostError } from "../../../src/host/file_system.ts";

const here = Deno.cwd();
const runtime = Deno.execPath();

Deno.test("a child sees only the environment that it is given", async () => {
  const child = denoChildren.spawn({
    command: "/usr/bin/env",
    args: [],
    cwd: here,
    environment: { ONLY: "this" },
  });
  const [out] = await Promise.all([new Response(child.stdout).text(), child.stderr.cancel()]);
  assertEquals(out, "ONLY=this\n");
  child.closeInput();
  await child.exited;
});

Deno.test("what is written arrives; after its end a child takes nothing more and a signal is harmless", async () => {
  const child = denoChildren.spawn({ command: "/bin/cat", args: [], cwd: here, environment: {} });
  await child.write(new TextEncoder().encode("hello"));
  child.closeInput();
  child.closeInput();
  const [out] = await Promise.all([new Response(child.stdout).text(), child.stderr.cancel()]);
  assertEquals(out, "hello");
  assertEquals(await child.exited, { code: 0, signal: null });
  child.signal("SIGKILL");
  await assertRejects(() => child.write(new Uint8Array(1)), HostError, "closed");
});

Deno.test("a killed child tells by which signal", async () => {
  const child = denoChildren.spawn({
    command: runtime,
    args: ["eval", "setInterval(() => {}, 1000)"],
    cwd: here,
    environment: null,
  });
  child.signal("SIGKILL");
  await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
  child.closeInput();
  assertEquals((await child.exited).signal, "SIGKILL");
});

Deno.test("a program that is not there is an expected failure", () => {
  const error = assertThrows(
    () => denoChildren.spawn({ command: `${here}/no-such-program`, args: [], cwd: here, environment: null }),
    HostError,
  );
  assertEquals(error.code, "not-found");
});

Deno.test("the runtime is found by the name under which it may be run", () => {
  const command = denoChildren.runtimeCommand("relative/bin:/nowhere");
  assertEquals(command, runtime);
});

Deno.test("a detached child outlives the process that started it, in a session of its own", async () => {
  const script = `
    import { denoChildren } from ${
    JSON.stringify(new URL("../../../src/host/child_process.ts", import.meta.url).href)
  };
    console.log(denoChildren.spawnDetached(Deno.execPath(), ["eval", "setTimeout(() => {}, 60000)"], ".", { X: "1" }));
  `;
  const starter = await new Deno.Command(runtime, { args: ["eval", "--no-lock", script] }).output();
  const pid = Number(new TextDecoder().decode(starter.stdout).trim());
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
    assert(stat[0] !== "Z", "alive after its starter has gone");
    assertEquals(Number(stat[3]), pid, "leader of its own session: a terminal's hang-up does not reach it");
  } finally {
    Deno.kill(pid, "SIGKILL");
  }
});
