/**
 * Whether the executable's own files are still what was packed: each is read whole, and what is there besides counts as
 * well. The runtime is not among them: this process may not read it, and every start looks at its size and times
 * (packaging/stub.sh).
 */
import { sha256Hex } from "../host/digest.ts";
import { type FileSystem, HostError } from "../host/file_system.ts";
import { IS_COMPILED, OWN_DIGESTS, PROGRAM_FOLDER } from "../host/program.ts";
import { CtxError } from "../model/error.ts";
import { digestsByName, type FileDigest } from "./own_digests.ts";

/** How many files are as they were packed. Throws CtxError `system` that names one which is not. */
export async function checkOwnFiles(
  fs: FileSystem,
  list = OWN_DIGESTS,
  folder = PROGRAM_FOLDER,
): Promise<string> {
  if (list === null) return "run from the sources";
  const packed = decodeDigests(fs.readFile(list));
  const files = (await filesBelow(fs, folder, "")).filter(({ path }) => `${folder}/${path}` !== list);
  const found = await digestsByName(files);
  const names = [...new Set([...Object.keys(packed), ...Object.keys(found)])];
  const wrong = names.filter((name) => packed[name] !== found[name]);
  if (wrong.length === 0 && files.length > 0) return `${files.length} files, as they were packed`;
  throw new CtxError("system", `could not find what was packed: ${wrong[0] ?? "no file"} differs`, {
    hint: IS_COMPILED
      ? "install ctx anew"
      : `remove ${folder.slice(0, folder.lastIndexOf("/"))}: the next start unpacks it anew`,
  });
}

/** Empty, and so never right, for what is no such list. */
function decodeDigests(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

async function filesBelow(fs: FileSystem, folder: string, below: string): Promise<FileDigest[]> {
  const files: FileDigest[] = [];
  for (const { name, kind } of fs.readDirectory(`${folder}/${below}`)) {
    const path = below + name;
    if (kind === "directory") files.push(...await filesBelow(fs, folder, `${path}/`));
    else files.push({ path, sha256: kind === "file" ? await digestOf(fs, `${folder}/${path}`) : kind });
  }
  return files;
}

/** "" for a file that cannot be read. */
async function digestOf(fs: FileSystem, path: string): Promise<string> {
  try {
    return await sha256Hex(fs.readFile(path));
  } catch (error) {
    if (error instanceof HostError) return "";
    throw error;
  }
}
