import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  cutAt,
  cutQuery,
  externalPath,
  segmentPath,
  symbolName,
  telemetryPath,
} from "../../../src/telemetry/redact.ts";

Deno.test("a path in the segment stays as it is", () => {
  for (const path of ["src/config.py", "a b/c'd.py", "..hidden/x", "dir/../other.py", "ünïcode/文件.py"]) {
    assertEquals<string>(segmentPath(path), path);
  }
  assertEquals<string>(segmentPath(""), ".");
});

Deno.test("a path that leaves the segment becomes a hash and its last name", () => {
  const outside = [
    "/etc/passwd",
    "../up.py",
    "a/../../up.py",
    "C:\\Users\\x\\a.py",
    "~/x",
    "file:///a/b",
    "\\\\host\\a",
  ];
  for (const path of outside) assertMatch(segmentPath(path), /^external\/[0-9a-f]{8}-[^/\\]+$/);
  assertMatch(segmentPath("/etc/passwd"), /-passwd$/);
  assert(externalPath("/a/x.py") !== externalPath("/b/x.py"));
});

Deno.test("a home folder's name is a person's and is not kept", () => {
  for (const path of ["/home/alice", "/Users/alice/", "C:\\Users\\alice"]) {
    assertMatch(externalPath(path), /^external\/[0-9a-f]{8}-home$/);
  }
});

Deno.test("an absolute path inside the segment becomes relative, one beside it external", () => {
  assertEquals<string>(telemetryPath("/home/alice/proj/src/a.py", "/home/alice/proj"), "src/a.py");
  assertEquals<string>(telemetryPath("/home/alice/proj/src/a.py", "/home/alice/proj/"), "src/a.py");
  assertEquals<string>(telemetryPath("/home/alice/proj", "/home/alice/proj"), ".");
  assertMatch(
    telemetryPath("/home/alice/project2/a.py", "/home/alice/proj"),
    /^external\/[0-9a-f]{8}-a\.py$/,
  );
  assertMatch(telemetryPath("/home/alice/proj/../x.py", "/home/alice/proj"), /^external\//);
});

Deno.test("a cut never splits a surrogate pair", () => {
  assertEquals(cutAt("ab😀", 3), "ab");
  assertEquals(cutAt("ab😀", 4), "ab😀");
  const query = cutQuery("x ".repeat(59) + "y😀tail");
  assertEquals<string>(query, "x ".repeat(59) + "y");
  assertEquals(cutQuery("lone \ud800 half").isWellFormed(), true);
});

Deno.test("a query keeps its words and loses places, secrets and control characters", () => {
  assertEquals<string>(
    cutQuery("where is the retry logic? a/b and x.y"),
    "where is the retry logic? a/b and x.y",
  );
  assertEquals<string>(cutQuery("open /home/alice/.ssh/id_rsa now"), "open [path] now");
  assertEquals<string>(cutQuery("see /home/al ice/p/src/a.py", "/home/al ice/p"), "see src/a.py");
  assertEquals<string>(
    cutQuery("sym://python/pkg.mod#A and sym:///home/alice"),
    "sym://python/pkg.mod#A and sym:[path]",
  );
  assertEquals<string>(cutQuery("'C:\\Users\\alice\\x' ~alice/y file:///srv/z"), "'[path]' [path] [path]");
  assertEquals<string>(cutQuery("red \u001b[31m text\u202e"), "red \uFFFD[31m text\uFFFD");
  for (
    const secret of [
      "AKIAIOSFODNN7EXAMPLE",
      "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmN",
      "0123456789abcdef0123456789abcdef",
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ]
  ) {
    const masked = cutQuery(`use ${secret} here`);
    assert(!masked.includes(secret.slice(4, 20)), masked);
    assert(masked.startsWith("use ") && masked.endsWith(" here"), masked);
  }
  assertEquals<string>(
    cutQuery("password = hunter2 and TOKEN:abc"),
    "password = [secret] and TOKEN:[secret]",
  );
});

Deno.test("a secret that straddles the cut leaves nothing", () => {
  const masked = cutQuery(`${"a ".repeat(55)}AKIAIOSFODNN7EXAMPLE`);
  assert(!masked.includes("AKIA"), masked);
});

Deno.test("a symbol's name is kept, an absolute path in a selector is not", () => {
  assertEquals<string>(symbolName("src/config.py#Config.load@2"), "src/config.py#Config.load@2");
  assertEquals<string>(symbolName("/home/alice/x.py:10:2"), "[path]");
  assertEquals<string>(symbolName("../../etc/passwd#x"), "[path]");
  assertEquals<string>(symbolName("a/../b.py#x"), "a/../b.py#x");
  assertEquals(symbolName("n".repeat(500)).length, 200);
});

Deno.test("masking a megabyte is bounded work", () => {
  const text = cutQuery("/".repeat(1 << 20) + "password=".repeat(1 << 10));
  assert(text.length <= 120);
});
