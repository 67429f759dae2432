/** Whatever a query, a path, a selector or a crafted line holds: what must not be in telemetry is not in it. */
import { assert, assertEquals } from "@std/assert";
import fc from "../property_seed.ts";
import { decodeEvent, encodeEvent, encodeStored } from "../../src/telemetry/events.ts";
import {
  cutQuery,
  externalPath,
  QUERY_LIMIT,
  segmentPath,
  symbolName,
  telemetryPath,
} from "../../src/telemetry/redact.ts";

/** Control characters of both sets, and what reorders or breaks text. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/u;

const anyText = fc.string({ unit: "binary", maxLength: 200 });
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{2,11}$/);

function assertClean(text: string): void {
  assert(!HIDDEN.test(text), JSON.stringify(text));
  assert(text.isWellFormed(), JSON.stringify(text));
}

Deno.test("any text: short, printable, whole characters", () =>
  fc.assert(fc.property(anyText, (text) => {
    const query = cutQuery(text);
    assert(query.length <= QUERY_LIMIT);
    assertClean(query);
    assertClean(symbolName(text));
    assertClean(segmentPath(text));
    assertClean(externalPath(text));
  })));

Deno.test("any path: relative without a climb out, or external with a plain name", () =>
  fc.assert(fc.property(anyText, (path) => {
    const shown = segmentPath(path);
    assert(!/^[/\\~]/.test(shown) && !/^[A-Za-z][\w+.-]*:[\\/]/.test(shown), shown);
    let depth = 0;
    for (const part of shown.split("/")) {
      depth += part === ".." ? -1 : part === "" || part === "." ? 0 : 1;
      assert(depth >= 0, shown);
    }
    assertEquals<string>(segmentPath(shown), shown, "once is enough");
  })));

const folders = fc.array(name, { minLength: 1, maxLength: 5 });
const roots = fc.constantFrom(
  "/home",
  "/root",
  "/Users",
  "/tmp",
  "/var/lib",
  "C:\\Users",
  "~",
  "\\\\server",
  "file:///home",
);

Deno.test("an absolute path is nowhere in a query, whatever stands around it", () =>
  fc.assert(
    fc.property(
      roots,
      folders,
      fc.constantFrom("", "open ", 'path="', "(", "see:", "x=", "'"),
      fc.constantFrom("", " now", '"', ")", ", then", ":10:2"),
      (root, parts, before, after) => {
        const slash = root.includes("\\") ? "\\" : "/";
        const path = [root, ...parts].join(slash);
        for (const shown of [cutQuery(`${before}${path}${after}`), symbolName(`${before}${path}${after}`)]) {
          assert(!shown.includes(path), shown);
          // Not one folder of it either, for the last name may be a person's.
          for (const part of parts) assert(!shown.includes(`${slash}${part}`), shown);
        }
      },
    ),
  ));

Deno.test("a path in the segment is relative, one outside does not show its folders", () =>
  fc.assert(fc.property(folders, folders, (root, inside) => {
    const base = `/${root.join("/")}`;
    assertEquals<string>(telemetryPath(`${base}/${inside.join("/")}`, base), inside.join("/"));
    const outside = telemetryPath(`/elsewhere/${inside.join("/")}`, base);
    assert(/^external\/[0-9a-f]{8}-[^/]+$/.test(outside), outside);
  })));

const base62 = (length: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[A-Za-z0-9]{${length}}$`));
const secrets = fc.oneof(
  fc.stringMatching(/^AKIA[0-9A-Z]{16}$/),
  base62(36).map((tail) => `ghp_${tail}`),
  base62(40).map((tail) => `github_pat_${tail}`),
  base62(20).map((tail) => `glpat-${tail}`),
  base62(35).map((tail) => `AIza${tail}`),
  base62(48).map((tail) => `sk-${tail}`),
  base62(24).map((tail) => `sk_live_${tail}`),
  base62(24).map((tail) => `xoxb-1234567890-${tail}`),
  fc.tuple(base62(30), base62(40), base62(20)).map((parts) => `eyJ${parts.join(".")}`),
  fc.stringMatching(/^[0-9a-f]{40}$/),
);

Deno.test("a credential is nowhere in a query, also where it straddles the cut", () =>
  fc.assert(fc.property(secrets, fc.nat(130), (secret, distance) => {
    const shown = cutQuery(`${"a ".repeat(distance / 2)}${secret} tail`);
    assert(!shown.includes(secret.slice(0, 12)), shown);
    assert(!shown.includes(secret.slice(-12)), shown);
  })));

Deno.test("what is assigned to a word for a secret is nowhere in a query", () =>
  fc.assert(
    fc.property(
      fc.constantFrom(
        "password",
        "PASSWD",
        "api_key",
        "Secret",
        "auth-token",
        "client_secret",
        "AWS_SECRET_ACCESS_KEY",
      ),
      fc.constantFrom("=", ": ", " = ", '="', "='"),
      fc.stringMatching(/^[A-Za-z0-9!#$%&*+?^_~.]{6,30}$/),
      (word, sign, value) => {
        const shown = cutQuery(`find ${word}${sign}${value} here`);
        assert(!shown.includes(value), shown);
      },
    ),
  ));

Deno.test("ordinary queries and selectors stay as they are", () => {
  for (
    const text of [
      "where is the configuration loaded from the environment",
      "parse_requirements in setup.cfg files",
      "TypeError: 'NoneType' object is not subscriptable",
      "Config.load@2",
      "src/app/models.py#User.save",
      "sym://python/src.config#Config.load",
      "src/config.py:10:4",
      "std::vector<int>::push_back",
      "a/b testing of c++ templates",
      "test_that_a_very_long_function_name_in_snake_case_stays",
      "AbstractSingletonProxyFactoryBeanConfiguration",
      "sk_buff_head_init and npm_install",
    ]
  ) assertEquals<string>(cutQuery(text), text);
});

const jsonLike = fc.jsonValue({ maxDepth: 2 });

Deno.test("any line of any file decodes to an event without anything hidden in it, or to null", () =>
  fc.assert(
    fc.property(
      fc.record({
        ts: fc.oneof(fc.constant("2026-01-01T00:00:00.000Z"), anyText),
        run_id: fc.oneof(fc.constant("run_1_a"), anyText),
        seq: fc.oneof(fc.nat(), jsonLike),
        cmd: fc.constantFrom("ast.parse", "ctx.search", "file.read", "lsp.hover", "other", "__proto__"),
        args: fc.oneof(
          fc.record({ file: anyText, query: anyText, symbol: anyText, mode: anyText }),
          jsonLike,
        ),
        result: fc.oneof(fc.record({ status: anyText, hits: jsonLike }), jsonLike),
        timing_ms: fc.oneof(fc.nat(), jsonLike),
        warnings: fc.oneof(fc.array(anyText), jsonLike),
        bytes: jsonLike,
        tokens: jsonLike,
        metrics_delta: jsonLike,
        count: jsonLike,
      }),
      (record) => {
        const event = decodeEvent(JSON.stringify(record));
        if (event === null) return;
        for (const value of Object.values({ ...event.args, ...event.result, ...event.fields })) {
          if (typeof value === "string") assertClean(value);
          if (typeof value === "number") assert(Number.isFinite(value));
        }
        assertEquals(decodeEvent(JSON.stringify(encodeStored(event))), { ...event, metricsDelta: null });
      },
    ),
  ));

Deno.test("any text that is no JSON decodes to null and throws nothing", () =>
  fc.assert(fc.property(anyText, (text) => assertEquals(decodeEvent(text), null))));

Deno.test("an event says the same after being written and read, and is one line", () =>
  fc.assert(
    fc.property(
      anyText,
      anyText,
      fc.nat(),
      fc.boolean(),
      fc.array(anyText, { maxLength: 3 }),
      (symbol, target, ms, resolved, warnings) => {
        const line = encodeEvent({
          cmd: "lsp.definition",
          timingMs: ms,
          symbol: symbolName(symbol),
          resolved,
          targetFile: segmentPath(target),
          warnings: warnings.map((warning) => cutQuery(warning)),
        }, { atMs: 1, runId: "run_1_a", seq: 1 });
        assert(!line.includes("\n"));
        const event = decodeEvent(line);
        assertEquals(event?.args["symbol"], symbolName(symbol));
        assertEquals(event?.fields, { resolved, target_file: segmentPath(target) });
        assertEquals(event?.warnings, warnings.map((warning) => cutQuery(warning)));
        assertEquals(event?.timingMs, ms);
      },
    ),
  ));
