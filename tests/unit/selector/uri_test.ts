import { assert, assertEquals } from "@std/assert";
import { isFault, parseSelector } from "../../../src/selector/parse.ts";
import type { UriReading } from "../../../src/selector/selector.ts";
import { fitModule, printUri, uriOf } from "../../../src/selector/uri.ts";

function uris(text: string): UriReading[] {
  const parsed = parseSelector(text);
  assert(!isFault(parsed), `${text}: ${JSON.stringify(parsed)}`);
  return parsed.readings.filter((reading) => reading.kind === "uri");
}

function uri(lang: string, module: string, qualname: string | null, ordinal = 1): UriReading {
  return { kind: "uri", lang, module, qualname, ordinal };
}

function fault(text: string): string {
  const parsed = parseSelector(text);
  return isFault(parsed) ? parsed.fault : "none";
}

Deno.test("the forms of the contract read alike", () => {
  const load = uri("python", "src.config", "Config.load");
  assertEquals(uris("sym://python/src.config#Config.load"), [load]);
  assertEquals(uris("sym://py/src.config#Config.load"), [load]);
  assertEquals(uris("sym://python/src.config/Config.load").at(-1), load);
  assertEquals(uris("sym://ts/src/app#App.run"), [uri("typescript", "src/app", "App.run")]);
  assertEquals(uris("sym://js/app"), [uri("javascript", "app", null)]);
});

Deno.test("without # both the file and its symbol are possible", () => {
  assertEquals(uris("sym://go/pkg/server/Serve"), [
    uri("go", "pkg/server/Serve", null),
    uri("go", "pkg/server", "Serve"),
  ]);
});

Deno.test("a raw ordinal counts, an escaped one belongs to the name", () => {
  assertEquals(uris("sym://py/a#f@2"), [uri("python", "a", "f", 2)]);
  assertEquals(uris("sym://py/a#f%402"), [uri("python", "a", "f@2")]);
  assertEquals(printUri(uri("python", "a", "f@2")), "sym://python/a#f%402");
  assertEquals(printUri(uri("python", "a", "f@2", 3)), "sym://python/a#f%402@3");
});

Deno.test("escapes are decoded strictly", () => {
  assertEquals(uris("sym://ts/a%23b#C.%23d"), [uri("typescript", "a#b", "C.#d")]);
  assertEquals(uris("sym://py/caf%C3%A9#x"), [uri("python", "café", "x")]);
  for (const bad of ["%", "%2", "%zz", "%C3", "%C0%AF", "%ED%A0%80", "%FF"]) {
    assertEquals(fault(`sym://py/a${bad}#x`), "bad-uri", bad);
    assertEquals(fault(`sym://py/a#x${bad}`), "bad-uri", bad);
  }
  assertEquals(fault("sym://py/a%00#x"), "nul");
  assertEquals(fault("sym://ts/..%2fa#x"), "outside");
  assertEquals(fault("sym://ts/%2e%2e/a#x"), "outside");
  assertEquals(fault("sym://py/../a#x"), "outside");
  assertEquals(fault("sym://ts//etc/passwd"), "outside");
});

Deno.test("what is no symbol URI is a fault, not a name", () => {
  for (
    const bad of [
      "sym://",
      "sym://py",
      "sym://py#x",
      "sym:///a#x",
      "sym://PY/a#x",
      "sym://py/#x",
      "sym://py/a#",
    ]
  ) {
    assertEquals(fault(bad), "bad-uri", bad);
  }
  assertEquals(fault("sym://py/a..b#x"), "bad-uri");
});

Deno.test("a file's own URI names its module", () => {
  assertEquals(uriOf("src/config.py", "python", "Config", 1), "sym://python/src.config#Config");
  assertEquals(uriOf("src/pkg/__init__.py", "python", "f", 2), "sym://python/src.pkg#f@2");
  assertEquals(uriOf("__init__.py", "python", "f", 1), "sym://python/__init__#f");
  assertEquals(uriOf("src/a.test.ts", "typescript", "T", 1), "sym://typescript/src/a.test#T");
  assertEquals(uriOf("src/App.tsx", "tsx", "App", 1), "sym://tsx/src/App#App");
  assertEquals(uriOf(".bashrc", "bash", "f", 1), "sym://bash/.bashrc#f");
  assertEquals(uriOf("a b\u202e.ts", "typescript", "x", 1), "sym://typescript/a%20b%E2%80%AE#x");
});

Deno.test("a module fits whole trailing components only", () => {
  const fit = (module: string, path: string, lang = "python"): string =>
    fitModule(uri(lang === "tsx" ? "typescript" : lang, module, null), path, lang);
  assertEquals(fit("src.config", "src/config.py"), "exact");
  assertEquals(fit("config", "src/config.py"), "suffix");
  assertEquals(fit("onfig", "src/config.py"), "none");
  assertEquals(fit("src", "src/config.py"), "none");
  assertEquals(fit("pkg", "src/pkg/__init__.py"), "suffix");
  assertEquals(fit("src.pkg.__init__", "src/pkg/__init__.py"), "exact");
  assertEquals(fit("__init__", "__init__.py"), "exact");
  assertEquals(fit("src/app", "src/app.tsx", "tsx"), "exact");
  assertEquals(fit("app", "src/app.ts", "typescript"), "suffix");
  assertEquals(fit("src/app", "src/app.py", "typescript"), "exact");
  assertEquals(fitModule(uri("go", "src/app", null), "src/app.ts", "typescript"), "none");
});
