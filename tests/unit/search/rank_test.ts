/** What orders files, and chunks within a file. */
import { assert, assertEquals } from "@std/assert";
import {
  type ChunkMatch,
  type FileMatch,
  rankChunks,
  rankFiles,
  type Surroundings,
} from "../../../src/search/rank.ts";
import { roleOf } from "../../../src/search/role.ts";
import { queryWords } from "../../../src/search/words.ts";

function match(bm25: number, unit = 1, sizeClass = 8): ChunkMatch {
  return { unit, bm25, sizeClass };
}

function file(path: string, scores: readonly number[], definesName = false): FileMatch {
  return {
    path,
    role: roleOf({ path, isGenerated: false }),
    matches: scores.map((score, index) => match(score, index + 1)),
    definesName,
  };
}

/** 100 files, of which one has each of the query's words in its path. */
function around(query: string): Surroundings {
  return { files: 100, filesByPathWord: new Map(queryWords(query).words.map((word) => [word, 1])) };
}

function order(query: string, files: readonly FileMatch[]): readonly string[] {
  return rankFiles(files, queryWords(query), around(query)).map((ranked) => ranked.file.path);
}

Deno.test("a file with several good chunks comes before a file with one slightly better", () => {
  assertEquals(order("alpha", [file("one.py", [5.2]), file("many.py", [5, 4.9, 4.8])])[0], "many.py");
});

Deno.test("many poor chunks do not make up for a good one", () => {
  assertEquals(order("alpha", [file("good.py", [9]), file("poor.py", Array(50).fill(2))])[0], "good.py");
});

Deno.test("what stands beside the sources stays behind them, unless the query names it", () => {
  const cases: readonly [query: string, beside: string][] = [
    ["alpha test", "tests/test_a.py"],
    ["alpha example", "examples/a.py"],
    ["alpha docs", "docs/a.rst"],
    ["alpha changelog", "CHANGES.rst"],
    ["alpha yaml", "ci.yml"],
    ["alpha vendored", "lib/_vendor/a.py"],
    ["alpha generated", "dist/a.js"],
  ];
  for (const [query, beside] of cases) {
    const both = [file(beside, [6]), file("src/a.py", [5])];
    assertEquals(order("alpha", both)[0], "src/a.py", beside);
    assertEquals(order(query, both)[0], beside, query);
  }
});

Deno.test("a path in the query puts its file first", () => {
  const files = [file("a.py", [9]), file("src/pkg/b.py", [5]), file("src/other/pkg_b.py", [8])];
  assertEquals(order("crash in pkg/b.py", files)[0], "src/pkg/b.py");
});

Deno.test("the scope before a subject favours what lies there", () => {
  const files = [file("mypy/a.py", [5.5]), file("mypyc/a.py", [5])];
  assertEquals(order("leak", files)[0], "mypy/a.py");
  assertEquals(order("[mypyc] leak", files)[0], "mypyc/a.py");
});

Deno.test("a rare word in a path is worth more than one that all paths share, and less in a long path", () => {
  const words = queryWords("session");
  const score = (path: string, count: number) =>
    rankFiles([file(path, [5])], words, { files: 100, filesByPathWord: new Map([["session", count]]) })[0]
      ?.score ?? 0;
  assert(score("pkg/session.py", 1) > score("pkg/session.py", 90));
  assert(score("pkg/session.py", 1) > score("pkg/with/many/folders/session.py", 1));
  assertEquals(score("pkg/other.py", 1), score("pkg/other.py", 90));
});

Deno.test("a file named after the query and a file that defines its name are favoured", () => {
  assertEquals(order("session", [file("a.py", [5.2]), file("session.py", [5])])[0], "session.py");
  assertEquals(order("load_config", [file("a.py", [6]), file("b.py", [5], true)])[0], "b.py");
});

Deno.test("where the query is a name, what defines it comes before what speaks of it, whatever its role", () => {
  const definer = file("tests/x.py", [3], true);
  const speaker = file("src/y.py", [30]);
  assertEquals(order("FakeSession", [speaker, definer]), ["tests/x.py", "src/y.py"]);
  assertEquals(order("the FakeSession", [speaker, definer]), ["src/y.py", "tests/x.py"]);
  // A word that English has too asks for sources.
  assertEquals(order("fake", [speaker, definer]), ["src/y.py", "tests/x.py"]);
  assertEquals(order("fake", [speaker, file("src/z.py", [3], true)]), ["src/z.py", "src/y.py"]);
});

Deno.test("a definition that a qualified name means comes before its class and its namesakes", () => {
  const chunks = [
    { match: match(9, 1), name: "Session", qualname: "Session", startLine: 1 },
    { match: match(8, 2), name: "save", qualname: "Store.save", startLine: 9 },
    { match: match(3, 3), name: "save", qualname: "Session.save", startLine: 5 },
  ];
  const [best] = rankChunks("a.py", 1, chunks, queryWords("where does Session.save write"));
  assertEquals(best?.chunk.qualname, "Session.save");
});

Deno.test("ties are broken by path, whatever the order of the files and their matches", () => {
  const equal = [file("b.py", [1, 2]), file("a.py", [2, 1])];
  assertEquals(order("zeta", equal), ["a.py", "b.py"]);
  assertEquals(order("zeta", equal.toReversed()), ["a.py", "b.py"]);
});

Deno.test("the reasons account for the score", () => {
  const query = "session: load";
  const [ranked] = rankFiles([file("tests/session.py", [3, 1], true)], queryWords(query), around(query));
  assert(ranked !== undefined);
  const { words, path, place, name, role } = ranked.reasons;
  assert(Math.abs(ranked.score - (words + path) * place * name * role) < 1e-9);
  assert(role < 1 && path > 0 && place > 1 && name > 1);
});

Deno.test("within a file the definition of the very name is first and has the file's score", () => {
  const chunks = [
    { match: match(9, 1), name: "main", qualname: "main", startLine: 1 },
    { match: match(6, 2), name: "load_config", qualname: "load_config", startLine: 9 },
    { match: match(2, 3), name: "other", qualname: "other", startLine: 20 },
  ];
  const ranked = rankChunks("a.py", 7, chunks, queryWords("load_config"));
  assertEquals(ranked.map(({ chunk }) => chunk.name), ["load_config", "main", "other"]);
  assertEquals(ranked[0]?.score, 7);
  for (const [index, { score }] of ranked.entries()) {
    assert(index === 0 || score < (ranked[index - 1]?.score ?? 0));
  }
  assertEquals(rankChunks("a.py", 7, [], queryWords("x")), []);
});

Deno.test("a long chunk speaks for its file, not against the short one beside it", () => {
  const long: FileMatch = { ...file("long.py", []), matches: [match(5, 1, 14)] };
  const short: FileMatch = { ...file("short.py", []), matches: [match(5, 1, 8)] };
  const [first] = rankFiles([short, long], queryWords("words"), { files: 2, filesByPathWord: new Map() });
  assertEquals(first?.file.path, "long.py");
  const chunks = [
    { match: match(5, 1, 14), name: "long", qualname: "long", startLine: 1 },
    { match: match(5.1, 2, 8), name: "short", qualname: "short", startLine: 500 },
  ];
  const [best] = rankChunks("a.py", 1, chunks, queryWords("words"));
  assertEquals(best?.chunk.name, "short");
});

Deno.test("what is left of a file comes behind the definitions in it that match nearly as well", () => {
  const rest = { match: match(6, 0), name: "", qualname: "", startLine: 1 };
  const order = (bm25: number): string[] =>
    rankChunks(
      "a.py",
      1,
      [rest, { match: match(bm25, 1), name: "load", qualname: "load", startLine: 9 }],
      queryWords("words"),
    )
      .map(({ chunk }) => chunk.name);
  assertEquals([order(5), order(2)], [["load", ""], ["", "load"]]);
  assertEquals(rankChunks("a.py", 1, [rest], queryWords("words"))[0]?.score, 1);
});

Deno.test("a name made of the query's words is favoured in any case and number", () => {
  const chunks = [
    { match: match(6, 1), name: "main", qualname: "main", startLine: 1 },
    { match: match(5.5, 2), name: "parseHeaderLinks", qualname: "parseHeaderLinks", startLine: 9 },
  ];
  const [best] = rankChunks("a.py", 1, chunks, queryWords("parsing the header link"));
  assertEquals(best?.chunk.name, "parseHeaderLinks");
});

Deno.test("a path has the first role that fits, and sources are the rest", () => {
  const roles: Readonly<Record<string, string>> = {
    "src/app.py": "source",
    "lib/testing.py": "source",
    "src/contest.py": "source",
    "latest/x.go": "source",
    "src/Latest.java": "source",
    "app/Attest.cs": "source",
    "src/deps/resolve.py": "source",
    "okio/src/jvmTest/kotlin/Buffer.kt": "test",
    "Core.Tests/Events/Level.cs": "test",
    "src/ReaderTest.java": "test",
    "core/MonadSpec.scala": "test",
    "lib/base_spec.rb": "test",
    "integration-tests/server.ts": "test",
    "AppTests/session.swift": "test",
    "tests/data/x.json": "test",
    "src/app.test.ts": "test",
    "pkg/conn_test.go": "test",
    "docs/conf.py": "document",
    "README.md": "document",
    "jq.1.prebuilt": "document",
    "man/ctx.1": "document",
    "src/step.1.py": "source",
    "CHANGELOG.md": "record",
    "docs/changelog/1.rst": "record",
    "Makefile": "data",
    ".gitignore": "data",
    "node_modules/x/index.js": "generated",
    "web/dist/app.js": "generated",
    "priv/static/app.js": "generated",
    "api/v1/types.pb.go": "generated",
    "api/zz_generated.deepcopy.go": "generated",
    "src/schema.generated.ts": "generated",
    "single_include/nlohmann/json.hpp": "generated",
    "src/generate.py": "source",
    "third_party/zlib/x.c": "vendored",
    "src/third-party/x.c": "vendored",
    "deps/lua/src/lua.h": "vendored",
    "Pods/AFNetworking/a.m": "vendored",
  };
  for (const [path, role] of Object.entries(roles)) {
    assertEquals(roleOf({ path, isGenerated: false }), role, path);
  }
  assertEquals(roleOf({ path: "api/types.go", isGenerated: true }), "generated");
});
