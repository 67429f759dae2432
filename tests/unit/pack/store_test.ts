import { assert, assertEquals, assertThrows } from "@std/assert";
import { createDatabase, openDatabase } from "../../../src/host/database.ts";
import { DatabaseError } from "../../../src/host/database_error.ts";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { openPack } from "../../../src/pack/open.ts";
import { encodeOutline } from "../../../src/pack/outline_codec.ts";
import type { PackReader } from "../../../src/pack/reader.ts";
import { createSchema, PAGE_SIZE_BYTES } from "../../../src/pack/schema.ts";
import {
  computePackSha,
  createWriter,
  type IndexedFile,
  type PackWriter,
  type WordRows,
} from "../../../src/pack/writer.ts";

const WEIGHTS = [1, 1, 1, 1, 1] as const;

function indexed(path: string, words: string, over: Partial<IndexedFile> = {}): IndexedFile {
  return {
    path,
    stamp: { sizeBytes: words.length, mtimeMs: 1, ctimeMs: 2, inode: 3 },
    readMs: 99,
    sha256: path.padEnd(64, "0"),
    lang: "python",
    encoding: "utf-8",
    lineCount: 1,
    errorLine: 0,
    symbolCount: 0,
    chunkCount: 1,
    isGenerated: false,
    skip: "",
    outline: encodeOutline([]),
    names: [],
    marks: null,
    words: wordRows([path.replaceAll(/\W/g, " "), "", "", "", words]),
    ...over,
  };
}

/** The rows of a file that is one unit: words of its path, name, signature, doc and body. */
function wordRows(fields: readonly string[]): WordRows {
  const encoded = fields.map((field) => new TextEncoder().encode(field));
  let end = 0;
  return {
    units: Uint32Array.of(0),
    bytes: Uint8Array.from(encoded.flatMap((field) => [...field])),
    ends: Uint32Array.from(encoded, (field) => end += field.length),
  };
}

interface Place {
  readonly folder: string;
  readonly path: string;
}

async function withPack(
  files: readonly IndexedFile[],
  use: (place: Place) => Promise<void> | void,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/pack.db`;
  try {
    const database = createDatabase(path, PAGE_SIZE_BYTES);
    createSchema(database);
    await write(createWriter(database), path, (writer) => files.forEach((file) => writer.put(file)));
    database.close();
    await use({ folder, path });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function write(writer: PackWriter, path: string, change: (writer: PackWriter) => void): Promise<void> {
  change(writer);
  const inode = denoFileSystem.lstat(path)?.inode ?? 0;
  await writer.commit({
    grammars: { python: "v1" },
    naming: "names",
    includesSecrets: false,
    inode,
    left: 0,
  });
}

async function update(path: string, change: (writer: PackWriter) => void): Promise<void> {
  const database = openDatabase(path, "write");
  await write(createWriter(database), path, change);
  database.close();
}

function open(path: string): PackReader {
  const state = openPack(denoFileSystem, path);
  if (state.state !== "ready") throw new Error(`pack is ${state.state}`);
  return state.reader;
}

function hits(reader: PackReader, expression: string): string[] {
  return [...reader.match(expression, WEIGHTS)].map(({ fileId }) => reader.fileById(fileId)?.path ?? "?")
    .sort();
}

Deno.test("what was put is found by its words, and no longer after it was replaced or removed", async () => {
  await withPack([indexed("a.py", "apple pear"), indexed("b.py", "pear plum")], async ({ path }) => {
    const first = open(path);
    assertEquals(hits(first, '"pear"'), ["a.py", "b.py"]);
    assertEquals(first.totals().files, 2);
    const b = first.fileByPath("b.py");
    first.close();
    await update(path, (writer) => {
      writer.put(indexed("a.py", "fig"));
      writer.remove(b?.id ?? -1);
    });
    const second = open(path);
    assertEquals([hits(second, '"pear"'), hits(second, '"fig"')], [[], ["a.py"]]);
    assertEquals(second.files().map((file) => file.path), ["a.py"]);
    assertEquals([second.integrityProblems(), second.wordIndexProblems()], [[], []]);
    second.close();
  });
});

Deno.test("a rolled back change leaves the pack as it was", async () => {
  await withPack([indexed("a.py", "apple")], ({ path }) => {
    const database = openDatabase(path, "write");
    const writer = createWriter(database);
    writer.put(indexed("a.py", "other"));
    writer.rollback();
    database.close();
    const reader = open(path);
    assertEquals([hits(reader, '"apple"'), hits(reader, '"other"')], [["a.py"], []]);
    reader.close();
  });
});

Deno.test("names are found through the files that define them, and leave with the file's rows", async () => {
  const chunk = {
    kind: "function",
    name: "load",
    qualname: "load",
    ordinal: 1,
    parent: -1,
    span: { start: 0, end: 4 },
    range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 },
    nameSpan: { start: 0, end: 4 },
    nameRange: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 },
    body: null,
    signature: "load",
    doc: "",
  } as const;
  const file = indexed("a.py", "x", { outline: encodeOutline([chunk]), names: ["load"] });
  await withPack([file], async ({ path }) => {
    const before = open(path);
    const [id] = before.filesDefining("load");
    assertEquals(before.fileById(id ?? -1)?.path, "a.py");
    assertEquals(before.chunksOf(id ?? -1), [chunk]);
    before.close();
    await update(path, (writer) => writer.put(indexed("a.py", "x")));
    const after = open(path);
    assertEquals(after.filesDefining("load"), []);
    after.close();
  });
});

Deno.test("pack_sha depends on paths, contents and grammars, not on the order of writing", async () => {
  const files = [["b", "2"], ["a", "1"], ["\u{10000}", "3"], ["\uffff", "4"]] as const;
  const sha = await computePackSha(files, { python: "v1", go: "v2" });
  assertEquals(await computePackSha([...files].reverse(), { go: "v2", python: "v1" }), sha);
  assert(/^[0-9a-f]{16}$/.test(sha));
  const others = [
    await computePackSha(files.slice(1), { python: "v1", go: "v2" }),
    await computePackSha([["b", "9"], ...files.slice(1)], { python: "v1", go: "v2" }),
    await computePackSha(files, { python: "v9", go: "v2" }),
  ];
  assertEquals(new Set([sha, ...others]).size, 4);
});

Deno.test("a pack with a foreign trigger, view, table, schema number or inode is not served", async () => {
  const harms: [string, (database: ReturnType<typeof openDatabase>) => void][] = [
    ["trigger", (db) => db.exec("CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM file; END")],
    ["view", (db) => db.exec("CREATE VIEW v AS SELECT * FROM file")],
    ["table", (db) => db.exec("CREATE TABLE evil(x)")],
    ["schema", (db) => db.exec("PRAGMA user_version = 999")],
    ["application", (db) => db.exec("PRAGMA application_id = 1")],
    ["inode", (db) => db.exec("UPDATE meta SET value = '1' WHERE key = 'inode'")],
    ["missing", (db) => db.exec("DROP TABLE name")],
  ];
  for (const [name, harm] of harms) {
    await withPack([indexed("a.py", "x")], ({ path }) => {
      const database = openDatabase(path, "write");
      harm(database);
      database.close();
      assertEquals(openPack(denoFileSystem, path).state, "unusable", name);
    });
  }
});

Deno.test("an outline that is longer than any can be makes the pack damaged, whatever it says", async () => {
  await withPack([indexed("a.py", "x")], ({ path }) => {
    const database = openDatabase(path, "write");
    // Blanks, so that it would be read if it were: it has no chunks, as before.
    database.exec("UPDATE outline SET data = data || printf('%*s', 70000000, '')");
    database.close();
    const reader = open(path);
    assertThrows(() => reader.chunksOf(1), DatabaseError);
    reader.close();
  });
});

Deno.test("a stored path that climbs out, or a value of another type, makes the pack damaged", async () => {
  for (
    const sql of [
      "UPDATE file SET path = '../x'",
      "UPDATE file SET path = '/etc/passwd'",
      "UPDATE file SET size = 'big'",
    ]
  ) {
    await withPack([indexed("a.py", "x")], ({ path }) => {
      const database = openDatabase(path, "write");
      database.exec(sql);
      database.close();
      const reader = open(path);
      const error = assertThrows(() => reader.storedFiles(), DatabaseError);
      assertEquals(error.code, "corrupt");
      reader.close();
    });
  }
});

Deno.test("no file, a folder, text, an empty file and a cut file are told apart from a pack", async () => {
  await withPack([indexed("a.py", "x ".repeat(50_000))], ({ folder, path }) => {
    assertEquals(openPack(denoFileSystem, `${folder}/none.db`).state, "missing");
    assertEquals(openPack(denoFileSystem, folder).state, "unusable");
    Deno.writeTextFileSync(`${folder}/text.db`, "hello ".repeat(1000));
    assertEquals(openPack(denoFileSystem, `${folder}/text.db`).state, "unusable");
    Deno.writeTextFileSync(`${folder}/empty.db`, "");
    assertEquals(openPack(denoFileSystem, `${folder}/empty.db`).state, "unusable");
    Deno.truncateSync(path, PAGE_SIZE_BYTES + 100);
    const state = openPack(denoFileSystem, path);
    if (state.state === "ready") {
      assertThrows(() => state.reader.storedFiles(), DatabaseError);
      state.reader.close();
    } else assertEquals(state.state, "unusable");
  });
});
