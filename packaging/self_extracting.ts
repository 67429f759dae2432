/**
 * Puts the self-extracting form together: the shell script, the compressed parts, and last the compressed runtime, so
 * that `tail` and `gzip` alone can get at it. Reads only. Invariant: the same commit, runtime and effort give the same
 * bytes, and the id in the script is a digest of everything that is unpacked.
 */
import { permissionFlags } from "../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../src/host/runtime_flags.ts";
import { concatenate, encodeArchive, sha256 } from "./archive.ts";
import { compressAll, type Effort, gzipOrders } from "./compress.ts";
import type { Compression } from "./compress_worker.ts";
import { bundle, programParts } from "./program_files.ts";

export interface PartSize {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The runtime's flags as words of the script, with the places that only the script knows. */
function runtimeFlags(): string {
  const flags = [
    ...RUNTIME_FLAGS,
    "--config=$home/program/deno.json",
    "--no-lock",
    "--no-remote",
    "--cached-only",
    ...permissionFlags(["$home/program"], "$home/deno"),
  ];
  return flags.map((flag) => `"${flag}"`).join(" ");
}

/** Width of the numbers in the script: its own length must not depend on them. */
const OFFSET_DIGITS = 10;

export async function selfExtracting(
  project: string,
  effort: Effort,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; parts: PartSize[] }> {
  const runtime = Deno.readFileSync(Deno.execPath());
  const parts = await programParts(project);
  const archives: Compression[] = [];
  for (const { files } of parts) {
    archives.push({ kind: "brotli", effort, bytes: encodeArchive(files) });
  }
  // The longest come first, so that the cores end together.
  const orders = [...archives.toReversed(), ...gzipOrders(runtime, effort)];
  const packed = await compressAll(orders, `${project}/dist/cache`);
  const packedParts = packed.slice(0, archives.length).reverse();
  const packedRuntime = concatenate(packed.slice(archives.length));

  const unpacker = (await bundle(project, ["packaging/unpack.ts"])).get("unpack.js") ?? "";
  const version = (JSON.parse(Deno.readTextFileSync(`${project}/deno.json`)) as { version: string }).version;
  const runtimeDigest = await sha256(runtime);
  const partDigests = await Promise.all(
    packedParts.map(async (part) => `${part.length}:${await sha256(part)}`),
  );
  const template = Deno.readTextFileSync(`${project}/packaging/stub.sh`)
    .replaceAll("@VERSION@", version)
    .replaceAll("@EFFORT@", effort)
    .replaceAll("@FLAGS@", runtimeFlags())
    .replaceAll("@UNPACK@", utf8(unpacker).toBase64())
    .replaceAll("@RUNTIME_SHA256@", runtimeDigest)
    .replaceAll("@PARTS@", partDigests.map((part) => `'${part}'`).join(" "));
  const id = await sha256(utf8(template));
  const script = (partsAt: number, runtimeAt: number): string =>
    template
      .replaceAll("@ID@", id)
      .replaceAll("@PARTS_AT@", String(partsAt).padStart(OFFSET_DIGITS, "0"))
      .replaceAll("@RUNTIME_AT@", String(runtimeAt).padStart(OFFSET_DIGITS, "0"));
  const partsLength = packedParts.reduce((sum, part) => sum + part.length, 0);
  const scriptLength = utf8(script(0, 0)).length;
  // `tail -c +N` counts from 1.
  const head = utf8(script(scriptLength + 1, scriptLength + 1 + partsLength));
  const bytes = concatenate([head, ...packedParts, packedRuntime]);
  return {
    bytes,
    parts: [
      { name: "script", packed: head.length, unpacked: head.length },
      ...parts.map(({ name }, index) => ({
        name,
        packed: packedParts[index]?.length ?? 0,
        unpacked: archives[index]?.bytes.length ?? 0,
      })),
      { name: "runtime", packed: packedRuntime.length, unpacked: runtime.length },
    ],
  };
}
