import { assert } from "@std/assert";
import { CASES } from "./cases.ts";
import { checkCase } from "./python_case.ts";

for (const { name, files } of CASES) {
  Deno.test(name, async () => {
    assert(await checkCase(files) > 0);
  });
}
