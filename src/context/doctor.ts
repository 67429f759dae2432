/**
 * What works on this machine, one check at a time. Every check is tried for real and cleans up after itself; a check
 * that fails says what to do, and never stops the others.
 */
import type { Host } from "../host/host.ts";
import { HostError } from "../host/file_system.ts";
import { ENVIRONMENT_NAMES, excessRights, missingRights, WRITABLE_PATHS } from "../host/permissions.ts";
import { OWN_DIGESTS } from "../host/program.ts";
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import { prepareState } from "../segment/state_folder.ts";
import { allLanguages } from "../syntax/languages.ts";
import { loadGrammar } from "../syntax/runtime.ts";
import { checkOwnFiles } from "./doctor_files.ts";
import { checkServer } from "./doctor_server.ts";
import { openPackSafely } from "./open_pack.ts";
import type { Session } from "./session.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What helps; "" when nothing is wrong. */
  readonly hint: string;
}

/** Written and removed to see whether the disk has room: about what a pack of a small repository takes. */
const PROBE_BYTES = 4 << 20;

/** Runs every check, in an order in which a failure explains the ones after it. */
export async function examine(session: Session): Promise<Check[]> {
  const { host } = session;
  const install = "install ctx anew: its files are incomplete or were altered";
  return [
    checkPermissions(host),
    ...OWN_DIGESTS === null ? [] : [await attempt("own files", install, () => checkOwnFiles(host.fs))],
    await attempt("state folder", "look at _ctx and remove what is not yours", () => checkState(host)),
    await attempt("disk", "free some disk space, or make _ctx writable", () => checkDisk(host)),
    await attempt("lock", "use a file system that supports flock", () => checkLock(host)),
    await attempt("pack", "run ctx build", () => checkPack(session)),
    ...await checkGrammars(install),
    await attempt("pyright", "ctx answers without it, from the tree alone", async () => {
      prepareRunFolder(host);
      return await checkServer(session);
    }),
  ];
}

async function attempt(name: string, hint: string, run: () => string | Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await run(), hint: "" };
  } catch (error) {
    if (error instanceof CtxError) {
      return { name, ok: false, detail: error.message, hint: error.hint || hint };
    }
    if (error instanceof HostError) return { name, ok: false, detail: error.message, hint };
    throw error;
  }
}

/** Exactly the rights of the shipped task: neither fewer nor more. */
function checkPermissions(host: Host): Check {
  const missing = missingRights();
  const startsRuntime = host.children.runtimeCommand(host.environment.get("PATH")) !== null;
  const faults = [
    ...[...missing, ...startsRuntime ? [] : ["start the runtime"]].map((words) => `may not ${words}`),
    ...excessRights().map((words) => `may ${words}`),
  ];
  const rights =
    `reads the segment, writes ${WRITABLE_PATHS.length} places under _ctx, sees ${ENVIRONMENT_NAMES.length} variables`;
  return {
    name: "permissions",
    ok: faults.length === 0,
    detail: faults.join(", ") || rights,
    hint: faults.length === 0 ? "" : "start ctx through `deno task ctx` or the executable, without -A",
  };
}

function checkState(host: Host): string {
  for (const folder of ["pack", "run", "telemetry"] as const) {
    prepareState(host.fs, host.processes.uid(), folder);
  }
  return "_ctx is a real folder of this user";
}

/** Every check looks for itself: the one before may have found a link there, and does not stop the others. */
function prepareRunFolder(host: Host): void {
  prepareState(host.fs, host.processes.uid(), "run");
}

function checkDisk(host: Host): string {
  prepareRunFolder(host);
  const path = `${layout.runFolder}/doctor-${host.processes.pid}.tmp`;
  const file = host.fs.open(path, { write: true, createNew: true });
  try {
    const block = new Uint8Array(1 << 16);
    for (let written = 0; written < PROBE_BYTES; written += block.length) {
      if (file.write(block) < block.length) throw new HostError("disk-full", "write");
    }
    file.sync();
  } finally {
    file.close();
    host.fs.remove(path);
  }
  return `room for ${PROBE_BYTES >> 20} MiB and more`;
}

function checkLock(host: Host): string {
  prepareRunFolder(host);
  const path = `${layout.runFolder}/doctor-${host.processes.pid}.lock`;
  const first = host.fs.open(path, { write: true, createNew: true });
  const second = host.fs.open(path, { write: true });
  try {
    const held = first.tryLock();
    const heldTwice = second.tryLock();
    first.unlock();
    const freed = second.tryLock();
    if (!held || heldTwice || !freed) throw new HostError("other", "lock a file exclusively");
  } finally {
    first.close();
    second.close();
    host.fs.remove(path);
  }
  return "exclusive, and freed when released";
}

function checkPack(session: Session): string {
  const state = openPackSafely(session);
  if (state.state === "missing") return "there is none yet; the first search makes it";
  if (state.state === "unusable") throw new CtxError("pack-unusable", `the pack ${state.reason}`);
  const { files, symbols } = state.reader.totals();
  const problems = state.reader.integrityProblems();
  state.reader.close();
  if (problems.length > 0) throw new CtxError("pack-unusable", `the pack is damaged: ${problems[0]}`);
  return `${files} files, ${symbols} symbols, whole`;
}

async function checkGrammars(hint: string): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { name } of allLanguages().filter(({ hasGrammar }) => hasGrammar)) {
    const outcome = await loadGrammar(name);
    checks.push({
      name: `grammar ${name}`,
      ok: outcome.ok,
      detail: outcome.ok ? "loads" : outcome.reason,
      hint: outcome.ok ? "" : hint,
    });
  }
  return checks;
}
