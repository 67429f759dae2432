/**
 * Keeps what a Node program in this process reads to where it really leads, and from what it must not see. Deno's
 * `--allow-read` looks at the name that is opened, and not at what a symlink of that name points to. Meant for a program
 * that is honest and is fed by a repository, as a language server is; no guard against hostile code in this process.
 * Invariant: what `node:fs` opens or lists lies, every symlink resolved, in one of the places, and `hides` let it pass.
 */
import fs from "node:fs";

/** Holds the places as a JSON list of absolute paths, the segment's first (set by src/lsp/pyright.ts). */
const PLACES_VARIABLE = "CTX_READABLE_PLACES";

/** Everything in `node:fs` that opens what its first argument names. */
const OPENING = ["open", "readFile", "copyFile", "cp", "createReadStream", "openAsBlob"] as const;
const LISTING = ["readdir", "opendir", "watch", "watchFile"] as const;

/** Larger files are not shown to the program: nobody writes them, and each would have to be looked through. */
const MAX_BYTES = 16 << 20;

export interface Confinement {
  /** Absolute paths; the first is the segment. */
  readonly places: readonly string[];
  /** Whether the file at `path` (relative to the segment) with this text is not to be seen. */
  readonly hides: (path: string, text: string) => boolean;
}

/** What the process was told on its way; [] when it was told nothing. */
export function readablePlaces(): string[] {
  return JSON.parse(Deno.env.get(PLACES_VARIABLE) ?? "[]") as string[];
}

/** Confines this process; from then on what is refused is to `node:fs` as if it were not there. */
export function confineReads({ places, hides }: Confinement): void {
  const [segment = ""] = places;
  const real = realPlaces(places);
  const [segmentReal = segment] = realPlaces([segment]);
  const mayList = (path: unknown): boolean => leadsTo(real, path) !== null;
  const mayOpen = (path: unknown): boolean => {
    if (typeof path === "number") return true; // a descriptor: it was opened here
    const target = leadsTo(real, path);
    if (target === null || !isBelow(segmentReal, target)) return target !== null;
    return maySee(target, target.slice(segmentReal.length + 1), hides);
  };
  for (const [names, may] of [[OPENING, mayOpen], [LISTING, mayList]] as const) {
    for (const name of names) {
      guard(fs, name, may, (error, rest) => refuseWithCallback(error, rest));
      guard(fs, `${name}Sync`, may, refuseAtOnce);
      guard(fs.promises, name, may, (error) => Promise.reject(error));
    }
  }
}

function realPlaces(places: readonly string[]): string[] {
  return places.flatMap((place) => {
    try {
      return [Deno.realPathSync(place)];
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return []; // an interpreter names archives that nobody made
      throw error;
    }
  });
}

function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** The real path of `path` where it lies in one of `places`; a missing file lies nowhere. */
function leadsTo(places: readonly string[], path: unknown): string | null {
  if (typeof path !== "string" && !(path instanceof URL)) return null;
  try {
    const target = Deno.realPathSync(path);
    return places.some((place) => isBelow(place, target)) ? target : null;
  } catch (error) {
    if (error instanceof Error) return null; // missing, a loop, or not to be looked at
    throw error;
  }
}

function maySee(target: string, path: string, hides: Confinement["hides"]): boolean {
  try {
    const { isFile, size } = Deno.statSync(target);
    // Of FIFOs and devices nobody knows what they hold, or whether reading them ends.
    if (!isFile) return false;
    return size <= MAX_BYTES && !hides(path, new TextDecoder().decode(Deno.readFileSync(target)));
  } catch (error) {
    if (error instanceof Error) return false; // it has gone
    throw error;
  }
}

/** Puts the question before the function `name` of `target`, if it has one; `refuse` fails in that function's way. */
function guard(
  target: object,
  name: string,
  may: (path: unknown) => boolean,
  refuse: (error: Error, rest: readonly unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== "function") return;
  const guarded = function (this: unknown, path: unknown, ...rest: unknown[]): unknown {
    return may(path) ? Reflect.apply(original, this, [path, ...rest]) : refuse(absent(name, path), rest);
  };
  if (!Reflect.set(target, name, guarded)) throw new Error(`node:fs.${name} cannot be replaced`);
}

/** The error of a file that is not there: programs know it, and go on without the file. */
function absent(call: string, path: unknown): Error {
  const message = `ENOENT: no such file or directory, ${call} '${String(path)}'`;
  return Object.assign(new Error(message), { code: "ENOENT", errno: -2, syscall: call, path: String(path) });
}

function refuseAtOnce(error: Error): never {
  throw error;
}

/** Streams and watchers take no callback: they fail at once. */
function refuseWithCallback(error: Error, rest: readonly unknown[]): void {
  const callback = rest.at(-1);
  if (typeof callback !== "function") throw error;
  queueMicrotask(() => Reflect.apply(callback, null, [error]));
}
