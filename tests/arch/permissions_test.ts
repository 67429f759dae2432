/** The permission set is written once: the shipped task says what src/host/permissions.ts says, and no task says -A. */
import { assert, assertEquals } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { permissionFlags, RUNTIME_ENVIRONMENT } from "../../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../../src/host/runtime_flags.ts";

Deno.test("the shipped task grants exactly the permission set", () => {
  const words = manifest.tasks.ctx.command.split(" ");
  const granted = words.filter((word) => word.startsWith("--allow") || word === "--no-prompt");
  assertEquals(granted.sort(), permissionFlags().sort());
});

Deno.test("a process that users run never gets all rights", () => {
  assert(!/ -A\b|--allow-all/.test(manifest.tasks.ctx.command));
});

Deno.test("the shipped task starts the runtime as the front end does", () => {
  const words = manifest.tasks.ctx.command.split(" ");
  for (const [name, value] of Object.entries(RUNTIME_ENVIRONMENT)) assert(words.includes(`${name}=${value}`));
  for (const flag of RUNTIME_FLAGS) assert(words.includes(flag), flag);
});
