/** Decoding of Python files against CPython: every codec name that it knows, and every byte after the cookie. */
import { assert, assertEquals } from "@std/assert";
import { decodeSource } from "../../src/segment/decode.ts";

/** Prints {codec name: [the text of the file "# coding: NAME\n" + byte, or null where CPython refuses it]}. */
const ORACLE = `
import encodings.aliases, io, json, tokenize
def read(name, byte):
    data = b"# coding: " + name.encode() + b"\\n" + bytes([byte])
    try:
        codec, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(codec)
        return text if text.isascii() or not any(0xd800 <= ord(c) < 0xe000 for c in text) else None
    except Exception:
        return None
names = sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values(), "utf-8", "latin-1", "iso-8859-1"})
print(json.dumps({name: [read(name, byte) for byte in range(256)] for name in names}))
`;

function askPython(): Record<string, (string | null)[]> {
  const { success, stdout } = new Deno.Command("python3", { args: ["-I", "-c", ORACLE] }).outputSync();
  assert(success);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("what is decoded is what CPython reads, for every codec and byte; what is unsure is refused", () => {
  let agreed = 0;
  const refused = new Set<string>();
  for (const [name, texts] of Object.entries(askPython())) {
    texts.forEach((expected, byte) => {
      if (expected === null) return;
      const bytes = new Uint8Array([...new TextEncoder().encode(`# coding: ${name}\n`), byte]);
      const decoded = decodeSource("a.py", bytes);
      if (decoded === null) refused.add(name);
      else assertEquals(decoded.text, expected, `${name}, byte ${byte}`);
      agreed += decoded === null ? 0 : 1;
    });
  }
  assert(agreed > 25_000, `only ${agreed} compared`);
  for (
    const name of ["utf-8", "latin-1", "iso-8859-1", "ascii", "cp1252", "koi8_r", "iso8859_15", "euc_jp"]
  ) {
    assert(!refused.has(name), name);
  }
});
