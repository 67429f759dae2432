/**
 * The part of unpacking that needs more than a shell; run by the runtime that the executable has just unpacked, with the
 * right to the cache folder and nothing else (stub.sh). Two orders:
 * `extract FOLDER RUNTIME_SHA256 SIZE:SHA256…`  reads the compressed parts from stdin and writes their files into FOLDER;
 * `install NEW FINAL INODE`  gives NEW its final name. INODE: of the damaged folder to be replaced, 0 for none;
 * `settle FOLDER`  moves what the runtime's caches in FOLDER have in their logs into the caches.
 * Exit status: 0 done, 1 damaged or no room, 9 another process was first.
 */
import { DatabaseSync } from "node:sqlite";
import { brotliDecompressSync } from "node:zlib";
import { decodeArchive, sha256 } from "./archive.ts";

async function readExactly(length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const count = await Deno.stdin.read(bytes.subarray(at));
    if (count === null) throw new Error("the file ends too early");
    at += count;
  }
  return bytes;
}

async function extract(folder: string, runtimeDigest: string, parts: readonly string[]): Promise<void> {
  if (await sha256(Deno.readFileSync(`${folder}/deno`)) !== runtimeDigest) {
    throw new Error("the runtime is damaged");
  }
  const made = new Set<string>();
  for (const part of parts) {
    const [size = "", digest = ""] = part.split(":");
    const packed = await readExactly(Number(size));
    if (await sha256(packed) !== digest) throw new Error("the content is damaged");
    for (const { path, content } of decodeArchive(new Uint8Array(brotliDecompressSync(packed)))) {
      const parent = `${folder}/${path.slice(0, path.lastIndexOf("/"))}`;
      if (!made.has(parent)) Deno.mkdirSync(parent, { recursive: true, mode: 0o700 });
      made.add(parent);
      Deno.writeFileSync(`${folder}/${path}`, content, { createNew: true, mode: 0o600 });
    }
  }
}

function inodeOf(path: string): number {
  try {
    return Deno.lstatSync(path).ino ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** Under a lock that dies with its process: only the folder that was found damaged is ever replaced. */
function install(fresh: string, final: string, damaged: number): number {
  using lock = Deno.openSync(`${final}.lock`, { write: true, create: true, mode: 0o600 });
  lock.lockSync(true);
  if (inodeOf(final) !== damaged) return 9;
  if (damaged !== 0) Deno.renameSync(final, `${fresh}.old`);
  Deno.renameSync(fresh, final);
  return 0;
}

/** What another process holds at this moment stays in its log. */
function settle(folder: string): void {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  for (const name of names.filter((one) => names.includes(`${one}-wal`))) {
    const database = new DatabaseSync(`${folder}/${name}`);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
  }
}

const [order, ...words] = Deno.args;
const [first = "", second = "", ...rest] = words;
try {
  if (order === "extract") await extract(first, second, rest);
  else if (order === "settle") settle(first);
  else Deno.exit(install(first, second, Number(rest[0])));
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  Deno.stderr.writeSync(new TextEncoder().encode(`${reason.split("\n", 1)[0]}\n`));
  Deno.exit(1);
}
