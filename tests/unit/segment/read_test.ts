import { assert, assertEquals } from "@std/assert";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { readSource } from "../../../src/segment/read.ts";
import { type Content, makeFifo, withTree } from "./tree.ts";

function readOne(path: string, content: Content): ReturnType<typeof readSource> {
  return withTree(
    { [path]: content },
    (root) => readSource(denoFileSystem, root, path, { includeSecrets: false }),
  );
}

function reasonOf(path: string, content: Content): string {
  const outcome = readOne(path, content);
  return outcome.ok ? "ok" : outcome.reason;
}

function textOf(path: string, content: Content): string {
  const outcome = readOne(path, content);
  assert(outcome.ok, outcome.ok ? "" : outcome.reason);
  return `${outcome.source.encoding} ${outcome.source.text}`;
}

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];

Deno.test("gives bytes, text and stamp of one state of the file", () => {
  withTree({ "a.py": "x = 'é'\r\n\f\t" }, (root) => {
    const outcome = readSource(denoFileSystem, root, "a.py", { includeSecrets: false });
    assert(outcome.ok);
    const { source } = outcome;
    assertEquals(source.text, "x = 'é'\r\n\f\t");
    assertEquals(source.bytes, Deno.readFileSync(`${root}/a.py`));
    const info = Deno.lstatSync(`${root}/a.py`);
    assertEquals(source.stamp.mtimeMs, info.mtime?.getTime());
    assertEquals(source.stamp.ctimeMs, info.ctime?.getTime());
    assertEquals(source.stamp.inode, info.ino);
  });
});

Deno.test("keeps the byte order mark in the text, and decodes UTF-16 by it", () => {
  assertEquals(textOf("a.txt", bytes(0xef, 0xbb, 0xbf, 0x61)), "utf-8 \uFEFFa");
  assertEquals(textOf("a.txt", bytes(0xff, 0xfe, 0x61, 0, 0x3d, 0xd8, 0, 0xde)), "utf-16le \uFEFFa😀");
  assertEquals(textOf("a.txt", bytes(0xfe, 0xff, 0, 0x61)), "utf-16be \uFEFFa");
});

Deno.test("what does not decode has the reason encoding", () => {
  assertEquals(reasonOf("a.txt", bytes(0x61, 0xe9)), "encoding");
  assertEquals(reasonOf("a.txt", bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)), "encoding");
  assertEquals(reasonOf("a.txt", bytes(0xff, 0xfe, 0x61)), "encoding");
  assertEquals(reasonOf("a.py", "# coding: rot13\n"), "encoding");
});

Deno.test("Python's coding cookie is obeyed where PEP 263 looks for it", () => {
  const latin = (head: string): Uint8Array => bytes(...ascii(head), 0xe9, 0x85);
  assertEquals(
    textOf("a.py", latin("# -*- coding: latin-1 -*-\n")),
    "latin1 # -*- coding: latin-1 -*-\né\x85",
  );
  assertEquals(textOf("a.py", latin("#!/x\n# vim:fileencoding=cp1252\n")).endsWith("é…"), true);
  assertEquals(reasonOf("a.py", latin("x = 1\n# coding: latin-1\n")), "encoding");
  assertEquals(reasonOf("a.py", latin("#\n#\n# coding: latin-1\n")), "encoding");
  assertEquals(reasonOf("a.txt", latin("# coding: latin-1\n")), "encoding");
  assertEquals(reasonOf("a.py", bytes(0xef, 0xbb, 0xbf, ...ascii("# coding: latin-1\n"))), "encoding");
  assertEquals(reasonOf("a.py", bytes(...ascii("# coding: ascii\n"), 0xc3, 0xa9)), "encoding");
});

Deno.test("a NUL in the first 8,000 bytes makes a file binary, a later one does not", () => {
  assertEquals(reasonOf("a", "x".repeat(7_999) + "\0"), "binary");
  assertEquals(reasonOf("a", "x".repeat(8_000) + "\0"), "ok");
});

Deno.test("minified scripts are not source", () => {
  assertEquals(reasonOf("a.js", "var a=1;".repeat(40)), "minified");
  assertEquals(reasonOf("a.js", "const a = 1;\n".repeat(40)), "ok");
});

Deno.test("what is not a regular file of the segment is not read", () => {
  const tree = {
    "a.py": "",
    "in.py": { to: "a.py" },
    "out": { to: "/etc/passwd" },
    "gone": { to: "x" },
    "etc": { to: "/etc" },
  };
  withTree(tree, (root) => {
    makeFifo(`${root}/pipe`);
    Deno.mkdirSync(`${root}/folder`);
    const reason = (path: string): string => {
      const outcome = readSource(denoFileSystem, root, path, { includeSecrets: false });
      return outcome.ok ? "ok" : outcome.reason;
    };
    assertEquals(
      ["in.py", "out", "gone", "etc/passwd", "pipe", "folder", "absent"].map(reason),
      [
        "not-a-file",
        "outside-segment",
        "not-a-file",
        "outside-segment",
        "not-a-file",
        "not-a-file",
        "vanished",
      ],
    );
    for (
      const path of [
        "../x",
        "/etc/passwd",
        "a/../../x",
        "",
        "a//b",
        "./a.py",
        "a\0b",
        ".git/config",
        "_ctx/x",
      ]
    ) {
      assertEquals(reason(path), "outside-segment", path);
    }
  });
});

Deno.test("secrets and files that are too large are not read", () => {
  assertEquals(reasonOf("sub/.env", "A=1"), "secret");
  assertEquals(reasonOf(".ssh/config", "A=1"), "secret");
  assertEquals(reasonOf("a.txt", new Uint8Array(1024 * 1024 + 1).fill(97)), "too-large");
});

Deno.test("bytes for which the decoder and Python's codec differ are refused, not mangled", () => {
  const turkish = (byte: number): Uint8Array => bytes(...ascii("# coding: iso-8859-9\n"), byte);
  assertEquals(textOf("a.py", turkish(0xfd)).endsWith("ı"), true);
  assertEquals(reasonOf("a.py", turkish(0x85)), "encoding");
  assertEquals(reasonOf("a.py", bytes(...ascii("# coding: utf-16\n"))), "encoding");
});

Deno.test("secrets are read when they are asked for", () => {
  withTree({ ".env": "A=1", ".ssh/id_rsa": "k" }, (root) => {
    for (const path of [".env", ".ssh/id_rsa"]) {
      assertEquals(readSource(denoFileSystem, root, path, { includeSecrets: true }).ok, true);
    }
  });
});
