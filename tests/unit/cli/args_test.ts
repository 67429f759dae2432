import { assertEquals, assertRejects } from "@std/assert";
import { findCommand, parseCommandLine } from "../../../src/cli/args.ts";
import type { CommandSpec } from "../../../src/cli/command.ts";
import { CtxError } from "../../../src/model/error.ts";

const TABLE: readonly CommandSpec[] = [
  {
    name: "find",
    operands: "WORD…",
    count: [1, 3],
    summary: "finds",
    flags: [
      { name: "limit", value: "N", summary: "most" },
      { name: "order", value: "ORDER", choices: ["up", "down"], summary: "order" },
      { name: "deep", summary: "switch" },
      { name: "no-order", summary: "a switch whose name says no" },
    ],
    example: "ctx find it",
  },
  {
    name: "tree list",
    operands: "",
    count: [0, 0],
    summary: "lists",
    flags: [],
    example: "ctx tree list",
  },
  {
    name: "tree cut",
    operands: "PATH",
    count: [1, 1],
    summary: "cuts",
    flags: [],
    example: "ctx tree cut x",
  },
];

async function parse(...argv: string[]) {
  const line = await parseCommandLine(TABLE, argv);
  if (line.kind !== "run") return line;
  const { spec, invocation } = line;
  return {
    name: spec.name,
    operands: invocation.operands,
    limit: invocation.whole("limit", 10, 1, 100),
    order: invocation.choice("order", ["up", "down"] as const, "up"),
    deep: invocation.has("deep"),
    unordered: invocation.has("no-order"),
    quiet: invocation.has("quiet"),
  };
}

async function failure(...argv: string[]): Promise<[string, string, string]> {
  const error = await assertRejects(() => parse(...argv), CtxError);
  return [error.code, error.message, error.hint];
}

const DEFAULTS = { limit: 10, order: "up" as const, deep: false, unordered: false, quiet: false };

Deno.test("operands and flags, in any order and in both forms", async () => {
  const expected = {
    ...DEFAULTS,
    name: "find",
    operands: ["a", "b"],
    limit: 5,
    order: "down" as const,
    deep: true,
    quiet: true,
  };
  assertEquals(await parse("find", "a", "b", "--limit", "5", "--order=down", "--deep", "-q"), expected);
  assertEquals(await parse("--quiet", "find", "--deep", "a", "--limit=5", "--order", "down", "b"), expected);
  assertEquals(await parse("--segment", "find", "tree", "list"), {
    ...DEFAULTS,
    name: "tree list",
    operands: [],
  });
});

Deno.test("operands stay as they were typed, and after -- everything is an operand", async () => {
  assertEquals(await parse("find", "007", "1e3", "a.b"), {
    ...DEFAULTS,
    name: "find",
    operands: ["007", "1e3", "a.b"],
  });
  assertEquals(await parse("find", "--", "--deep", "-q"), {
    ...DEFAULTS,
    name: "find",
    operands: ["--deep", "-q"],
  });
  assertEquals(await parse("find", "__proto__"), { ...DEFAULTS, name: "find", operands: ["__proto__"] });
});

Deno.test("a switch takes no word after it, a flag the next one unless it looks like a flag, and the last value counts", async () => {
  assertEquals(await parse("find", "--deep", "true", "--limit", "7", "--limit", "8"), {
    ...DEFAULTS,
    name: "find",
    operands: ["true"],
    deep: true,
    limit: 8,
  });
  assertEquals(await parse("find", "--no-order", "false", "--", "true"), {
    ...DEFAULTS,
    name: "find",
    operands: ["false", "true"],
    unordered: true,
  });
  assertEquals((await failure("find", "x", "--order", "--deep"))[1], "--order needs a value: ORDER");
  assertEquals(await parse("find", "-", "--limit=", "x"), {
    ...DEFAULTS,
    name: "find",
    operands: ["-", "x"],
  });
  assertEquals((await failure("find", "x", "-qz"))[1], "ctx find has no flag -qz");
  assertEquals((await failure("find", "x", "-5"))[0], "unknown-flag");
  assertEquals((await failure("find", "x", "--deep=no"))[1], "--deep is a switch and takes no value");
});

Deno.test("the longest command name wins", () => {
  assertEquals(findCommand(TABLE, ["tree", "cut"])?.name, "tree cut");
  assertEquals(findCommand(TABLE, ["find", "cut"])?.name, "find");
  assertEquals(findCommand(TABLE, ["tree"]), null);
});

Deno.test("unknown commands and flags name the nearest known one", async () => {
  assertEquals(await failure("fnd", "x"), [
    "unknown-command",
    "no command `ctx fnd`",
    "did you mean `ctx find`?",
  ]);
  assertEquals(await failure("tree", "lst"), [
    "unknown-command",
    "no command `ctx tree lst`",
    "did you mean `ctx tree list`?",
  ]);
  assertEquals(await failure("tree"), [
    "unknown-command",
    "no command `ctx tree`",
    "ctx tree takes one of: list, cut",
  ]);
  assertEquals(await failure("wholly-other"), ["unknown-command", "no command `ctx wholly-other`", ""]);
  assertEquals(await failure("find", "x", "--limt=5"), [
    "unknown-flag",
    "ctx find has no flag --limt",
    "did you mean --limit?",
  ]);
  assertEquals((await failure("find", "x", "--zzz"))[0], "unknown-flag");
  assertEquals((await failure("find", "x", "--__proto__.polluted=1"))[0], "unknown-flag");
  assertEquals((await failure("--deep"))[0], "unknown-flag");
});

Deno.test("values are checked before the command is loaded", async () => {
  assertEquals(await failure("find", "x", "--limit"), ["bad-value", "--limit needs a value: N", ""]);
  assertEquals(await failure("find", "x", "--order", "left"), [
    "bad-value",
    '--order takes up, down, not "left"',
    "",
  ]);
  for (const limit of ["0", "101", "-1", "1.5", "ten", "1e2", " 5"]) {
    assertEquals((await failure("find", "x", `--limit=${limit}`))[0], "bad-value", limit);
  }
});

Deno.test("too few and too many operands", async () => {
  assertEquals(await failure("find"), ["usage", "ctx find needs WORD…", "for example: ctx find it"]);
  assertEquals((await failure("find", "1", "2", "3", "4"))[1], "ctx find takes at most 3 arguments, not 4");
  assertEquals((await failure("tree", "list", "x"))[1], "ctx tree list takes no argument, not 1");
  assertEquals((await failure("tree", "cut", "x", "y"))[1], "ctx tree cut takes one argument, not 2");
});

Deno.test("help and version", async () => {
  assertEquals(await parse(), { kind: "help", topic: "" });
  assertEquals(await parse("--help"), { kind: "help", topic: "" });
  assertEquals(await parse("find", "-h"), { kind: "help", topic: "find" });
  assertEquals(await parse("tree", "--help"), { kind: "help", topic: "tree" });
  assertEquals(await parse("help", "tree", "cut"), { kind: "help", topic: "tree cut" });
  assertEquals(await parse("--version", "--json"), { kind: "version", json: true });
  assertEquals(await parse("find", "x", "--version"), { kind: "version", json: false });
});
