/** What a hostile repository is to the runner: how it is made, what to ask about it, and what must not happen. */

/** The folders of one case. Everything but `repo` must come out of it unchanged. */
export interface Place {
  /** The repository that ctx serves. */
  readonly repo: string;
  /** Somebody's files: not to be read, written or shown. Each of its texts holds `OUTSIDE`. */
  readonly outside: string;
  /** A program of the repository that was run would leave a file of this name. */
  readonly marked: string;
}

export interface HostileCase {
  /** A few words, unique. */
  readonly name: string;
  /** What must not happen, as the table says it. */
  readonly mustNot: string;
  make(place: Place): void | Promise<void>;
  /** Command lines besides those that every case gets. */
  readonly commands?: readonly (readonly string[])[];
  /** Questions to the language server besides those that every case asks. */
  readonly talk?: readonly (readonly string[])[];
  /** Done to the repository after the first sync: for what takes a pack of this machine to begin with. */
  spoil?(place: Place): void | Promise<void>;
  /** Shell that runs beside all commands, with the repository as its folder. */
  readonly meanwhile?: string;
  /**
   * `meanwhile` exchanges folders for links between a look and an open, which Deno cannot do as one step: that the
   * other end was opened is not held against ctx. What stands there must be shown nowhere all the same.
   */
  readonly swaps?: boolean;
  /** Words that must appear nowhere: in no output, no telemetry, no pack. */
  readonly secrets?: readonly string[];
  /** Paths of the repository that must come out as they were before the first command. */
  readonly untouched?: readonly string[];
  /** `sync` and `build` are asked to stop in time: what there is to do would take them minutes. */
  readonly bounded?: boolean;
  /**
   * Questions are asked before the first sync, and time is taken with no other case beside it and without strace: of so
   * many calls, being watched takes several times as long as the work.
   */
  readonly timedAlone?: boolean;
  /** Takes seconds to make or to index: not in the short form. */
  readonly heavy?: boolean;
  /** Takes seconds of processor time: not in the quick form. */
  readonly slow?: boolean;
  /** Takes the rights of root to make: devices, other people's files. */
  readonly root?: boolean;
}

/** In every text outside of the repository, and in no text inside. */
export const OUTSIDE = "canaryoutside7f3a";

/** Writes a file of the repository, with its folders. */
export function write(place: Place, path: string, content: string | Uint8Array): void {
  const full = `${place.repo}/${path}`;
  Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
  Deno.writeFileSync(full, typeof content === "string" ? new TextEncoder().encode(content) : content);
}

/** Makes a symlink in the repository. */
export function link(place: Place, path: string, target: string): void {
  const full = `${place.repo}/${path}`;
  Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
  Deno.symlinkSync(target, full);
}

/** Makes a socket in the repository, that nobody listens to. */
export function socket(place: Place, path: string): void {
  const bound = `${place.repo}/${path}.bound`;
  const listener = Deno.listen({ transport: "unix", path: bound });
  Deno.renameSync(bound, `${place.repo}/${path}`); // closing removes what has its name
  listener.close();
}

/** Writes a program of the repository that leaves its mark when it is run. */
export function program(place: Place, path: string): void {
  write(place, path, `#!/bin/sh\ntouch '${place.marked}'\n`);
  Deno.chmodSync(`${place.repo}/${path}`, 0o755);
}

/** Runs `script` in the repository; `$outside` and `$marked` are set. */
export async function shell(place: Place, script: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-euc", script],
    cwd: place.repo,
    env: { outside: place.outside, marked: place.marked },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
