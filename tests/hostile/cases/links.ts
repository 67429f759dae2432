/** Symlinks and special files where sources are expected. */
import { type HostileCase, link, shell, socket, write } from "../case.ts";

const READ = "read or show what lies outside";

export const LINK_CASES: readonly HostileCase[] = [
  {
    name: "symlinked source file",
    mustNot: READ,
    make: (place) => {
      link(place, "config.py", `${place.outside}/secret.py`);
      link(place, "sub/up.py", "../../outside/secret.py");
      write(place, "use.py", "import config\nfrom config import *\n\nprint(config)\n");
    },
    commands: [["get", "config.py", "sub/up.py", "--json"], ["ast", "skeleton", "config.py", "--json"]],
    talk: [
      ["lsp", "hover", "use.py:4:8", "--timeout-ms", "5000", "--json"],
      ["lsp", "definition", "use.py:4:8", "--timeout-ms", "5000", "--json"],
      ["lsp", "diagnostics", "use.py", "--timeout-ms", "5000", "--json"],
    ],
  },
  {
    name: "symlinked folder",
    mustNot: READ,
    make: (place) => link(place, "lib", place.outside),
    commands: [["get", "lib/secret.py", "--json"], ["ast", "symbols", "lib", "--json"]],
  },
  {
    name: "symlink loops",
    mustNot: "hang",
    make: (place) => {
      link(place, "self", "self");
      link(place, "a", "b");
      link(place, "b", "a");
      link(place, "sub/again", "..");
    },
    commands: [["get", "sub/again/sub/again/a.py", "--json"]],
  },
  {
    name: "chain of symlinks",
    mustNot: READ,
    make: (place) => {
      link(place, "one.py", "two.py");
      link(place, "two.py", "sub/three.py");
      link(place, "sub/three.py", `${place.outside}/secret.py`);
    },
    commands: [["get", "one.py", "--json"]],
  },
  {
    name: "symlinks into /proc and /dev",
    mustNot: "read the process's own memory and environment, or hang",
    make: (place) => {
      link(place, "environ.py", "/proc/self/environ");
      link(place, "mem.py", "/proc/self/mem");
      link(place, "root", "/proc/self/root");
      link(place, "cwd", "/proc/self/cwd");
      link(place, "zero.py", "/dev/zero");
      link(place, "stdin.py", "/dev/stdin");
    },
    commands: [["get", "environ.py", "root/etc/hostname", "--json"]],
  },
  {
    name: "symlinked ignore files",
    mustNot: "read what they point at, or hang",
    make: (place) => {
      link(place, ".gitignore", `${place.outside}/secret.py`);
      link(place, ".ctxignore", "/dev/zero");
      link(place, "sub/.gitignore", "/proc/kmsg");
      link(place, ".git/info/exclude", `${place.outside}/secret.py`);
    },
  },
  {
    name: "FIFOs and sockets",
    mustNot: "wait for a writer for ever",
    make: async (place) => {
      await shell(place, "mkfifo pipe.py .gitignore sub.md .git/info/exclude .ctxignore");
      socket(place, "sock.py");
    },
    commands: [["get", "pipe.py", "--json"]],
  },
  {
    name: "devices",
    mustNot: "read from a device",
    root: true,
    make: (place) => shell(place, "mknod zero.py c 1 5; mknod random.md c 1 8; mknod disk.py b 7 0"),
    commands: [["get", "zero.py", "--json"]],
  },
  {
    name: ".git that points elsewhere",
    mustNot: "follow it",
    make: (place) => {
      Deno.removeSync(`${place.repo}/.git`, { recursive: true });
      write(place, ".git", `gitdir: ${place.outside}\n`);
    },
  },
];
