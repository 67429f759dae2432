/**
 * What a process and its children did to the rest of the machine, as strace saw it: programs run, files opened to read
 * or to write, names made, renamed or removed, sockets. An outside witness: it knows nothing of ctx or of Deno.
 */

export interface Trace {
  /** Programs that were started, or tried, absolute. */
  readonly executed: readonly string[];
  /** Existing files and folders that were opened to be read. */
  readonly read: readonly string[];
  /** Paths that were written, made, renamed, removed or changed, or would have been: attempts count. */
  readonly written: readonly string[];
  /** Sockets beyond the process group: `AF_INET`, or the path of a Unix socket that was there. */
  readonly sockets: readonly string[];
}

/** The words that make strace write what `parseTrace` reads, to `file`; the command follows. */
export function straceCommand(file: string): string[] {
  return [
    "strace",
    "-f",
    "--seccomp-bpf",
    "-y",
    "-qq",
    "-s",
    "8192",
    "-e",
    "signal=none",
    "-e",
    `trace=${CALLS}`,
    "-o",
    file,
  ];
}

/** strace writes bytes outside printable ASCII as C escapes. */
function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  const bytes: number[] = [];
  const named: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12, a: 7, b: 8 };
  const pattern = /\\([0-7]{1,3})|\\x([0-9a-f]{2})|\\(.)|([^\\])/gsu;
  for (const [, octal, hex, letter, plain] of text.matchAll(pattern)) {
    if (octal !== undefined) bytes.push(parseInt(octal, 8));
    else if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (letter !== undefined) bytes.push(named[letter] ?? letter.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(plain ?? ""));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Paths in a call's arguments, made absolute by the folder that `-y` shows before each relative one. */
function pathsIn(args: string): string[] {
  const paths: string[] = [];
  // Up to 8192 characters in quotes, after `AT_FDCWD</folder>, ` or `3</folder>, ` where the call has a folder.
  const pattern = /(?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>, )?"((?:[^"\\]|\\.)*)"/g;
  for (const [, folder, quoted] of args.matchAll(pattern)) {
    const path = unescape(quoted ?? "");
    if (path.startsWith("/")) paths.push(path);
    else if (folder !== undefined) paths.push(path === "" ? unescape(folder) : `${unescape(folder)}/${path}`);
    else if (path !== "") paths.push(path);
  }
  return paths;
}

const CHANGES = new Set(
  ("unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir symlink symlinkat link linkat mknod mknodat " +
    "chmod fchmodat fchmodat2 chown lchown fchownat truncate creat utimensat utime utimes setxattr lsetxattr " +
    "mount umount2 chroot pivot_root").split(" "),
);
const OPENING = new Set(["open", "openat", "openat2"]);
const TALKING = ["connect", "sendto", "sendmsg", "sendmmsg", "bind"];

/**
 * Only what is read below: looks are most of all calls, and what is not watched costs nothing. `?`: where there is such a
 * call.
 */
const CALLS = ["%process", ...[...OPENING, ...CHANGES, ...TALKING].map((call) => `?${call}`)].join(",");

const WRITING = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE/;

/** Reads strace's output file. */
export function parseTrace(text: string): Trace {
  const [executed, read, written, sockets] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  for (const line of joined(text)) {
    const open = line.indexOf("(");
    const call = line.slice(line.lastIndexOf(" ", open) + 1, open);
    const args = line.slice(open + 1);
    const failed = / = -1 E/.test(args);
    if (call === "execve" || call === "execveat") {
      const path = pathsIn(args)[0];
      if (path !== undefined) executed.add(path);
    } else if (OPENING.has(call)) {
      const named = pathsIn(args)[0];
      // What an open led to, behind every symlink: strace shows it beside the number of the opened file.
      const shown = / = \d+<((?:[^>\\]|\\.)*)>$/s.exec(args)?.[1];
      const real = shown === undefined ? undefined : unescape(shown);
      const path = named ?? real ?? `a name that strace could not tell: ${line}`;
      const target = real ?? path;
      if (WRITING.test(args)) written.add(path).add(target);
      else if (!failed && !(named === undefined && neverReturned(args))) read.add(target);
    } else if (CHANGES.has(call)) {
      for (const path of pathsIn(args)) written.add(path);
    } else if (/AF_INET6?|AF_UNIX, sun_path=/.test(args)) {
      const family = /AF_INET6?/.exec(args)?.[0];
      const path = /sun_path=@?"((?:[^"\\]|\\.)*)"/.exec(args)?.[1];
      if (family !== undefined) sockets.add(family);
      else if (path !== undefined && !failed) sockets.add(unescape(path));
    }
  }
  return { executed: [...executed], read: [...read], written: [...written], sockets: [...sockets] };
}

/**
 * Whether the call was under way when its thread was ended: an open gave nobody anything to read then. strace may find
 * such a thread's memory gone, and has an address where the name would be; the line ends with `= ?`, or nowhere.
 */
function neverReturned(args: string): boolean {
  return !/\) += -?\d+(?:<.*>| E[A-Z]+ \(.*\))?$/s.test(args);
}

/** Lines of the output, those of a call that another thread interrupted put together again. */
function* joined(text: string): Generator<string> {
  const waiting = new Map<string, string>();
  for (const line of text.split("\n")) {
    const pid = line.slice(0, line.indexOf(" "));
    const resumed = line.includes("<... ") ? /^\d+\s+<\.\.\. \w+ resumed>(.*)$/s.exec(line) : null;
    if (resumed !== null) {
      yield (waiting.get(pid) ?? "") + (resumed[1] ?? "");
      waiting.delete(pid);
    } else if (line.endsWith("<unfinished ...>")) {
      waiting.set(pid, line.slice(0, -"<unfinished ...>".length));
    } else if (line !== "") yield line;
  }
  yield* waiting.values(); // killed in the middle of a call
}
