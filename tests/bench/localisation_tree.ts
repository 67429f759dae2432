/**
 * The trees that are searched: a commit's files in a folder of their own, with a pack that the shipped command built.
 * What an earlier run left there is taken as it is, unless it is no longer a pack.
 */
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { openPack } from "../../src/pack/open.ts";
import type { PackReader } from "../../src/pack/reader.ts";
import { layout } from "../../src/segment/layout.ts";
import { PROJECT } from "../harness.ts";
import { runGit } from "./localisation_history.ts";

export interface SearchedTree {
  readonly root: string;
  readonly reader: PackReader;
}

/** The tree of `commit` below `folder`, packed. The reader is the caller's to close. */
export async function prepareTree(repository: string, commit: string, folder: string): Promise<SearchedTree> {
  const root = `${folder}/${commit.slice(0, 12)}`;
  const ready = open(root);
  if (ready !== null) return { root, reader: ready };
  Deno.mkdirSync(`${root}/.git`, { recursive: true });
  const archive = `${root}.tar`;
  await runGit(repository, ["archive", "--format=tar", `--output=${archive}`, commit]);
  await run("tar", ["-x", "-f", archive, "-C", root], root);
  Deno.removeSync(archive);
  return await packTree(root);
}

/** Builds the pack of the tree at `root`, whatever is there. The reader is the caller's to close. */
export async function packTree(root: string): Promise<SearchedTree> {
  const build = ["task", "--quiet", "ctx", "--segment", root, "build", "--quiet", "--telemetry", "off"];
  await run("deno", build, PROJECT);
  const reader = open(root);
  if (reader === null) throw new Error(`no usable pack in ${root} after ctx build`);
  return { root, reader };
}

function open(root: string): PackReader | null {
  const state = openPack(denoFileSystem, `${root}/${layout.pack}`);
  return state.state === "ready" ? state.reader : null;
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args: [...args], cwd, stdout: "null" })
    .output();
  if (!success) throw new Error(`${command} ${args[0]}: ${new TextDecoder().decode(stderr).trim()}`);
}
