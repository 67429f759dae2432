/** From an error's code to the exit status and the default hint: the one table. Statuses are CONTRACT's. */
import type { ErrorCode } from "../model/error.ts";

export const EXIT = { done: 0, no: 1, usage: 2, cannot: 3, bug: 4, interrupted: 130 } as const;

interface Outcome {
  readonly exit: number;
  /** What helps in general; an error's own hint comes first. */
  readonly hint: string;
}

const OUTCOMES: Readonly<Record<ErrorCode, Outcome>> = {
  "bad-value": { exit: EXIT.usage, hint: "run the command with --help for the values it takes" },
  "cancelled": { exit: EXIT.interrupted, hint: "" },
  "disk-full": { exit: EXIT.cannot, hint: "free some disk space; the pack is unchanged" },
  "foreign-owner": { exit: EXIT.cannot, hint: "remove _ctx, or run ctx as the user who owns it" },
  "internal": {
    exit: EXIT.bug,
    hint: "this is a bug in ctx: set CTX_DEBUG=1 and report what it prints",
  },
  "no-server": { exit: EXIT.cannot, hint: "leave out --require-lsp to get the tree-sitter answer" },
  "not-a-folder": { exit: EXIT.cannot, hint: "name a folder with --segment DIR" },
  "pack-busy": { exit: EXIT.cannot, hint: "another ctx is writing the pack: try again when it has ended" },
  "pack-missing": { exit: EXIT.cannot, hint: "run ctx sync, or leave out --no-sync" },
  "pack-unusable": { exit: EXIT.cannot, hint: "run ctx build to make the pack anew" },
  "path-outside": { exit: EXIT.usage, hint: "give a path inside the segment, relative to it" },
  "permission": {
    exit: EXIT.cannot,
    hint: "check the rights of the segment's folder and of _ctx, and start ctx through `deno task ctx`",
  },
  "read-only": {
    exit: EXIT.cannot,
    hint: "ctx keeps its pack in _ctx: make it writable, or read a pack that is there with --no-sync",
  },
  "segment-missing": { exit: EXIT.cannot, hint: "name an existing folder with --segment DIR" },
  "system": { exit: EXIT.cannot, hint: "the operating system refused; CTX_DEBUG=1 shows its own words" },
  "unknown-command": { exit: EXIT.usage, hint: "run ctx --help for the commands" },
  "unknown-flag": { exit: EXIT.usage, hint: "run the command with --help for its flags" },
  "unsafe-state": { exit: EXIT.cannot, hint: "look at _ctx and remove it if you did not put it there" },
  "usage": { exit: EXIT.usage, hint: "run the command with --help" },
};

/** The exit status and the default hint for an error code. */
export function outcomeOf(code: ErrorCode): Outcome {
  return OUTCOMES[code];
}
