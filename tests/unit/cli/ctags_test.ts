import { assert, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { isUnsafeInTags, renderTags } from "../../../src/cli/render/ctags.ts";
import type { SymbolRow } from "../../../src/context/ast_symbols.ts";

function row(
  path: string,
  qualname: string,
  name: string,
  line: number,
  more: Partial<SymbolRow> = {},
): SymbolRow {
  return {
    id: `${path}#${qualname}`,
    kind: "method",
    name,
    qualname,
    path,
    lang: "python",
    range: { startLine: line, startColumn: 1, endLine: line + 4, endColumn: 2 },
    nameRange: { startLine: line + 1, startColumn: 5, endLine: line + 1, endColumn: 9 },
    signature: "",
    doc: "",
    selector: "",
    depth: 0,
    outerKind: "",
    ...more,
  };
}

interface ReadTag {
  name: string;
  path: string;
  address: string;
  kind: string;
  fields: Record<string, string>;
}

const UNESCAPED: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  "\\": "\\",
};

/** As tags(5) says a reader does it, with universal-ctags' escapes. */
function unescape(text: string): string {
  return text.replace(/((?:\\x[0-9A-F]{2})+)|\\(.)/gs, (_, bytes: string | undefined, unit: string) => {
    if (bytes !== undefined) {
      const values = bytes.slice(2).split("\\x").map((hex) => parseInt(hex, 16));
      return new TextDecoder().decode(Uint8Array.from(values));
    }
    const plain = UNESCAPED[unit];
    assert(plain !== undefined, `no such escape: \\${unit}`);
    return plain;
  });
}

function readTags(file: string): { header: string[]; tags: ReadTag[]; lines: string[] } {
  assert(file.endsWith("\n"));
  const all = file.slice(0, -1).split("\n");
  const header = all.filter((line) => line.startsWith("!_TAG_"));
  const lines = all.slice(header.length);
  const tags = lines.map((line) => {
    const [name = "", path = "", address = "", kind = "", ...rest] = line.split("\t");
    const fields = Object.fromEntries(rest.map((field) => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon), unescape(field.slice(colon + 1))];
    }));
    return { name: unescape(name), path: unescape(path), address, kind, fields };
  });
  return { header, tags, lines };
}

Deno.test("a tag has name, file, address, kind and the extension fields", () => {
  const { header, tags } = readTags(renderTags([
    row("src/a.py", "Config.load", "load", 10, { outerKind: "class" }),
    row("src/a.py", "Config", "Config", 3, { kind: "class" }),
    row("b.go", "Server.Run", "Run", 7),
  ]));
  assert(header.includes("!_TAG_FILE_FORMAT\t2\t/extended format/"));
  assert(header.some((line) => line.startsWith("!_TAG_FILE_SORTED\t1\t")));
  assertEquals(tags.map((tag) => [tag.name, tag.path, tag.address, tag.kind]), [
    ["Config", "src/a.py", '4;"', "class"],
    ["Run", "b.go", '8;"', "method"],
    ["load", "src/a.py", '11;"', "method"],
  ]);
  assertEquals(tags[2]?.fields, { line: "11", language: "python", class: "Config", end: "14" });
  assertEquals(tags[1]?.fields["unknown"], "Server");
});

Deno.test("names sort by their UTF-8 bytes, after the header", () => {
  const names = ["b", "B", "_", "é", "\u{1f600}", "\uff5e", "!", " x", "a", "aa"];
  const { tags, lines, header } = readTags(renderTags(names.map((name) => row("a", name, name, 1))));
  assertEquals(header.length + lines.length, header.length + names.length);
  assertEquals(new Set(tags.map((tag) => tag.name)), new Set(names));
  assertSorted(lines);
});

function assertSorted(lines: readonly string[]): void {
  const bytes = lines.map((line) => new TextEncoder().encode(line.split("\t", 1)[0] ?? ""));
  for (let i = 1; i < bytes.length; i++) {
    const [a, b] = [bytes[i - 1] ?? new Uint8Array(), bytes[i] ?? new Uint8Array()];
    const at = a.findIndex((byte, index) => byte !== b[index]);
    if (at >= 0) assert((a[at] ?? 0) < (b[at] ?? -1), `${lines[i - 1]} before ${lines[i]}`);
  }
}

Deno.test("nothing in a name or a path ends a field, a line or the header early", () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 8 }).filter((text) =>
    text.isWellFormed()
  );
  const rows = fc.array(fc.tuple(text, text, text, fc.integer({ min: 1, max: 99 })), { maxLength: 8 });
  fc.assert(fc.property(rows, (list) => {
    const wanted = list.map(([path, outer, name, line]) =>
      row(path, `${outer}.${name}`, name, line, { outerKind: "class" })
    );
    const { tags, lines, header } = readTags(renderTags(wanted));
    assertEquals(header.length, 7);
    assertSorted(lines);
    const key = (tag: { name: string; path: string; address: string; outer: string }): string =>
      JSON.stringify(tag);
    assertEquals(
      tags.map((tag) =>
        key({ name: tag.name, path: tag.path, address: tag.address, outer: tag.fields["class"] ?? "" })
      ).sort(),
      wanted.filter((one) => !isUnsafeInTags(one.path)).map((one) =>
        key({
          name: one.name,
          path: one.path,
          address: `${one.nameRange.startLine};"`,
          outer: one.qualname.slice(0, -one.name.length - 1),
        })
      ).sort(),
    );
  }));
});

Deno.test("nothing in a tags file moves the cursor or reorders what is read", () => {
  const file = renderTags([row("\u202egpj\x9b2J.py", "\u2066f\x1b[31m", "\u2066f\x1b[31m", 1)]);
  assert(!/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u.test(file), file);
  assertEquals(readTags(file).tags.map(({ path, name }) => [path, name]), [[
    "\u202egpj\x9b2J.py",
    "\u2066f\x1b[31m",
  ]]);
});

Deno.test("a file that Vim would run is left out", () => {
  assertEquals(
    readTags(renderTags([row("a`touch x`.py", "f", "f", 1), row("b.py", "f", "f", 1)])).tags.length,
    1,
  );
});
