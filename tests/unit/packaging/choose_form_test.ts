/** Which form is made: every combination of what is asked for and what is at hand. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { chooseForm, type CompileRuntime, TARGETS } from "../../../packaging/choose_form.ts";

const LINUX = "x86_64-unknown-linux-gnu";
const MAC = "aarch64-apple-darwin";
const CACHED: CompileRuntime = { kind: "cached", path: "/cache/denort.zip" };
const NONE = "it is not at hand";

function kindOf(form: string, target: string, runtime: CompileRuntime | string, here = LINUX): string {
  const choice = chooseForm({ form, target, here, runtime });
  return choice.kind === "refused" ? `${choice.code} ${choice.exit}` : choice.kind;
}

Deno.test("for this machine: deno compile where its runtime is, else the other form, which says why", () => {
  assertEquals(kindOf("auto", "", CACHED), "compile");
  assertEquals(kindOf("auto", LINUX, CACHED), "compile");
  assertEquals(chooseForm({ form: "auto", target: "", here: LINUX, runtime: NONE }), {
    kind: "self-extracting",
    why: NONE,
  });
  assertEquals(kindOf("compile", "", CACHED), "compile");
  assertEquals(kindOf("compile", "", NONE), "runtime-missing 3");
  assertEquals(chooseForm({ form: "self-extracting", target: "", here: LINUX, runtime: CACHED }), {
    kind: "self-extracting",
    why: "",
  });
});

Deno.test("for every other target: deno compile or nothing", () => {
  for (const target of TARGETS.filter((one) => one !== LINUX)) {
    assertEquals(kindOf("auto", target, CACHED), "compile", target);
    assertEquals(kindOf("auto", target, NONE), "runtime-missing 3", target);
    assertEquals(kindOf("self-extracting", target, CACHED), "other-system 3", target);
  }
  assertEquals(kindOf("auto", "", NONE, "x86_64-pc-windows-msvc"), "runtime-missing 3");
  assertEquals(kindOf("self-extracting", "", NONE, "x86_64-pc-windows-msvc"), "other-system 3");
  assertEquals(kindOf("self-extracting", MAC, NONE, MAC), "self-extracting");
});

Deno.test("what does not exist is a matter of usage, and a refusal says what helps", () => {
  assertEquals(kindOf("auto", "riscv64-linux", CACHED), "bad-value 2");
  assertEquals(kindOf("zip", "", CACHED), "bad-value 2");
  const refused = chooseForm({ form: "auto", target: MAC, here: LINUX, runtime: NONE });
  if (refused.kind !== "refused") throw new Error(refused.kind);
  assertEquals(refused.message, `could not compile for ${MAC}: ${NONE}`);
  assertStringIncludes(refused.hint, "DENORT_BIN");
  assertStringIncludes(refused.hint, "--download");
});
