/**
 * Every defence of the threat model, as the text that makes it and the text that takes it away, with what must fail
 * then. Where one defence stands behind another, the edits remove both: each alone is not seen to matter.
 */

export interface Edit {
  readonly file: string;
  /** Occurs exactly once. */
  readonly from: string;
  readonly to: string;
}

/** A case of the corpus, with a talk with the language server or without; or a test, by its file and name. */
export type Proof =
  | { readonly item: string; readonly talk?: boolean }
  | { readonly test: string; readonly filter: string };

export interface Removal {
  /** Short for a row of "What is promised". */
  readonly promise: string;
  /** What is taken out. */
  readonly defence: string;
  readonly edits: readonly Edit[];
  readonly proof: Proof;
}

const READ = "src/segment/read_inside.ts";
const STATE = "src/segment/state_folder.ts";
const RIGHTS = "src/host/permissions.ts";
const PYRIGHT = "src/lsp/pyright.ts";

const SYMLINKED: Edit = { file: READ, from: 'if (seen.kind === "symlink") {', to: "if (false) {" };
const NOT_A_FILE: Edit = { file: READ, from: 'if (seen.kind !== "file") return', to: "if (false) return" };
/** What is empty is not opened, which a FIFO seems to be. */
const OPENED_EMPTY: Edit = {
  file: READ,
  from: "if (seen.sizeBytes === 0 && isAt(fs, root, path)",
  to: "if (seen.sizeBytes < 0 && isAt(fs, root, path)",
};
const OTHER_FILE: Edit = {
  file: READ,
  from: "if (!isUnchanged(seen, after) || !isWhole) return",
  to: "if (false) return",
};
const REAL_PATH: Edit = { file: READ, from: "if (!isAt(fs, root, path)) return", to: "if (false) return" };
const BARRED: Edit = {
  file: "src/segment/admission.ts",
  from: 'if (path.includes("\\0") || parts.some((part) => part === "" || part === "." || part === "..")) {',
  to: "if (false) {",
};
const STATE_KIND: Edit = { file: STATE, from: "if (info.kind !== wanted) {", to: "if (false) {" };

export const REMOVALS: readonly Removal[] = [
  {
    promise: "nothing is run",
    defence: "no program from a PATH entry inside the segment",
    edits: [{
      file: "src/lsp/server_choice.ts",
      from: "].filter((entry) => !inside(entry));",
      to: "].filter((entry) => !inside(entry) || true);",
    }],
    proof: { item: "programs named like tools", talk: true },
  },
  {
    promise: "nothing is run",
    defence: "Python runs isolated, outside of the segment",
    edits: [
      { file: PYRIGHT, from: '    PYTHONSAFEPATH: "1",\n', to: "" },
      {
        file: PYRIGHT,
        from: 'args: ["-I", "-B", "-c", PROBE], cwd: "/"',
        to: 'args: ["-B", "-c", PROBE], cwd: "."',
      },
    ],
    proof: { item: "Python that is imported at start", talk: true },
  },
  {
    promise: "nothing is written elsewhere",
    defence: "--allow-write with four names",
    edits: [{ file: RIGHTS, from: '`--allow-write=${WRITABLE_PATHS.join(",")}`', to: '"--allow-write"' }],
    proof: { test: "tests/e2e/boundary_test.ts", filter: "when telemetry is written" },
  },
  {
    promise: "nothing is written elsewhere",
    defence: "the right to write the pack is given up before telemetry is written",
    edits: [{
      file: RIGHTS,
      from: 'Deno.permissions.revokeSync({ name: "write", path });',
      to: "void path;",
    }],
    proof: { test: "tests/e2e/boundary_test.ts", filter: "when telemetry is written" },
  },
  {
    promise: "no link in _ctx is written through",
    defence: "kinds in _ctx are compared before anything is opened",
    edits: [STATE_KIND],
    proof: { item: "_ctx is a symlink" },
  },
  {
    promise: "no link in _ctx is written through",
    defence: "owners in _ctx are compared",
    edits: [{
      file: STATE,
      from: "if (uid !== -1 && info.uid !== -1 && info.uid !== uid) {",
      to: "if (false) {",
    }],
    proof: { item: "_ctx of another user" },
  },
  {
    promise: "no file outside is read",
    defence: "symlinked files are not opened",
    edits: [
      SYMLINKED,
      NOT_A_FILE,
      OTHER_FILE,
      REAL_PATH,
      { file: "src/segment/walk.ts", from: 'if (kind === "symlink") {', to: "if (false) {" },
      { file: "src/segment/admission.ts", from: 'if (info.kind !== "file") return', to: "if (false) return" },
    ],
    proof: { item: "symlinked source file" },
  },
  {
    promise: "no file outside is read",
    defence: "real paths are compared with the segment's",
    edits: [REAL_PATH],
    proof: { test: "tests/fault/segment_test.ts", filter: "swapped for a symlink out" },
  },
  {
    promise: "no file outside is read",
    defence: "paths with `..` are refused; the comparison of real paths is behind it",
    edits: [BARRED, REAL_PATH],
    proof: { test: "tests/unit/segment/read_test.ts", filter: "not a regular file of the segment" },
  },
  {
    promise: "no file outside is read",
    defence: "the language server's reads are kept to where they lead",
    edits: [{
      file: PYRIGHT,
      from: '      `--preload=${modulePath("src/cli/lsp_confined.ts")}`,\n',
      to: "",
    }],
    proof: { item: "symlinked source file", talk: true },
  },
  {
    promise: "no network",
    defence: "no --allow-net",
    edits: [{
      file: RIGHTS,
      from: '    "--no-prompt",\n    `--allow-read=${[".",',
      to: '    "--no-prompt",\n    "--allow-net",\n    `--allow-read=${[".",',
    }],
    proof: { test: "tests/arch/permissions_test.ts", filter: "exactly the permission set" },
  },
  {
    promise: "no network",
    defence: "the runtime does not look for a newer version",
    edits: [{
      file: "deno.json",
      from: "CTX_CALLER=$INIT_CWD DENO_NO_UPDATE_CHECK=1 deno run",
      to: "CTX_CALLER=$INIT_CWD deno run",
    }],
    proof: { test: "tests/arch/permissions_test.ts", filter: "starts the runtime as the front end does" },
  },
  {
    promise: "no foreign pack is served",
    defence: "the pack names its own inode",
    edits: [{
      file: "src/pack/open.ts",
      from: "return recorded === String(inode) ? null",
      to: "return recorded !== undefined || inode < 0 ? null",
    }],
    proof: { item: "a pack of another machine" },
  },
  {
    promise: "no foreign pack is served",
    defence: "every table and trigger is one of ctx's own",
    edits: [{
      file: "src/pack/schema.ts",
      from: 'return { ok: false, reason: "tampered", found: `unexpected ${String(type)}` };',
      to: "continue;",
    }],
    proof: { item: "a pack with triggers and views" },
  },
  {
    promise: "no foreign pack is served",
    defence: "stored paths are ones that the walk could have made",
    edits: [{
      file: "src/pack/rows.ts",
      from: 'if (NO_PATH.test(value)) throw damaged("a path");',
      to: "",
    }],
    proof: { test: "tests/unit/pack/store_test.ts", filter: "a stored path that climbs out" },
  },
  {
    promise: "no foreign pack is served",
    defence: "a damaged pack is told from a bug",
    edits: [{
      file: "src/pack/open.ts",
      from: "if (!(error instanceof DatabaseError)) throw error;",
      to: "if (error !== null) throw error;",
    }],
    proof: { test: "tests/unit/pack/store_test.ts", filter: "told apart from a pack" },
  },
  {
    promise: "no journal is played back",
    defence: "packs are opened read-only first",
    edits: [{
      file: "src/pack/open.ts",
      from: 'openDatabase(path, "read")',
      to: 'openDatabase(path, "write")',
    }],
    proof: { item: "a journal that names somebody's file" },
  },
  {
    promise: "no credentials",
    defence: "names by convention",
    edits: [
      {
        file: "src/segment/secret_names.ts",
        from: "export function isSecretFile(path: string): boolean {\n",
        to: "export function isSecretFile(path: string): boolean {\n  if (path !== '') return false;\n",
      },
      {
        file: "src/segment/secret_names.ts",
        from: "return FOLDER_NAMES.has(name.toLowerCase());",
        to: "return false;",
      },
    ],
    proof: { item: "secrets by name" },
  },
  {
    promise: "no credentials",
    defence: "contents by secretlint's rules",
    edits: [{
      file: "src/context/read_admitted.ts",
      from: "|| includeSecrets || !hasSecretHint(outcome.source.text)) return outcome;",
      to: "|| includeSecrets || !hasSecretHint('')) return outcome;",
    }],
    proof: { item: "secrets by content" },
  },
  {
    promise: "no credentials",
    defence: "the language server sees no file that holds one",
    edits: [{
      file: "src/context/secret_check.ts",
      from:
        'return (path, text) => barPath(path, false) === "secret" || hasSecretHint(text) && holdsSecret(path, text);',
      to: "return (path, text) => path === '' && holdsSecret(path, text);",
    }],
    proof: { item: "secrets by content", talk: true },
  },
  {
    promise: "no credentials",
    defence: "credentials in queries are masked",
    edits: [{
      file: "src/telemetry/redact.ts",
      from: "if (hints.some((hint) => lower.includes(hint))) masked",
      to: "if (hints.length < 0 && lower !== '') masked",
    }],
    proof: {
      test: "tests/property/telemetry_redaction_test.ts",
      filter: "a credential is nowhere in a query",
    },
  },
  {
    promise: "nothing moves the cursor",
    defence: "names are always escaped",
    edits: [{
      file: "src/cli/render/text.ts",
      from: "return name.replace(HIDDEN_IN_NAME, escapeUnit);",
      to: "return name.replace(HIDDEN_IN_NAME, (unit) => unit);",
    }],
    proof: { item: "names with escape sequences" },
  },
  {
    promise: "nothing moves the cursor",
    defence: "the same, where the names come from a pack",
    edits: [{
      file: "src/cli/render/text.ts",
      from: "return name.replace(HIDDEN_IN_NAME, escapeUnit);",
      to: "return name.replace(HIDDEN_IN_NAME, (unit) => unit);",
    }],
    proof: { item: "a pack whose rows forge output" },
  },
  {
    promise: "nothing moves the cursor",
    defence: "JSON without raw format characters",
    edits: [{
      file: "src/cli/render/json_line.ts",
      from: "JSON.stringify(value).replace(UNSEEN, escapeUnits)",
      to: "JSON.stringify(value).replace(UNSEEN, (unit) => unit || escapeUnits(unit))",
    }],
    proof: { test: "tests/unit/cli/json_line_test.ts", filter: "what cannot be seen is escaped" },
  },
  {
    promise: "no hang, no glut",
    defence: "only regular files are opened",
    edits: [NOT_A_FILE, OPENED_EMPTY],
    proof: { item: "FIFOs and sockets" },
  },
  {
    promise: "no hang, no glut",
    defence: "nobody waits for a FIFO that another account put there",
    edits: [{
      file: "src/host/deno_file_system.ts",
      from: "isInSharedFolder(path) ? openWithoutWaiting(path) : wrap(",
      to: 'isInSharedFolder(path) && path === "" ? openWithoutWaiting(path) : wrap(',
    }],
    proof: { test: "tests/fault/segment_test.ts", filter: "swaps for a FIFO" },
  },
  {
    promise: "no hang, no glut",
    defence: "no question waits for all files to be indexed",
    edits: [{
      file: "src/context/fresh_pack.ts",
      from: "isOver: isTooLong,",
      to: "isOver: (progress) => isTooLong(progress) && progress.elapsedMs < 0,",
    }],
    proof: { test: "tests/fault/little_time_test.ts", filter: "no time to index all" },
  },
  {
    promise: "no hang, no glut",
    defence: "what is made to be slow to parse is not waited for",
    edits: [{
      file: "src/context/patience.ts",
      from: "files > MANY_FILES || bytesCostly > Math.max(COSTLY_BYTES, COSTLY_SHARE * bytesDone)",
      to: "files > MANY_FILES",
    }],
    proof: { test: "tests/fault/little_time_test.ts", filter: "no time to index all" },
  },
  {
    promise: "no hang, no glut",
    defence: "no question waits for another ctx without end",
    edits: [{
      file: "src/context/fresh_pack.ts",
      from: "isEnough: (waitedMs, plan) => isLongBeside(session, waitedMs, plan),",
      to: "",
    }],
    proof: { test: "tests/fault/another_writer_test.ts", filter: "another ctx writes the pack" },
  },
  {
    promise: "no hang, no glut",
    defence: "files and ignore files have a greatest size",
    edits: [
      {
        file: "src/segment/admission.ts",
        from: "MAX_SOURCE_BYTES = 1024 * 1024;",
        to: "MAX_SOURCE_BYTES = 2 ** 40;",
      },
      {
        file: "src/segment/ignore_files.ts",
        from: "MAX_IGNORE_BYTES = 256 * 1024;",
        to: "MAX_IGNORE_BYTES = 2 ** 40;",
      },
    ],
    proof: { item: "sparse files of 1 GB" },
  },
  {
    promise: "no hang, no glut",
    defence: "ignore rules have a meter, and patterns a limit",
    edits: [
      {
        file: "src/segment/ignore_cost.ts",
        from: "MAX_IGNORE_STEPS = 20_000_000;",
        to: "MAX_IGNORE_STEPS = Infinity;",
      },
      {
        file: "src/segment/ignore_patterns.ts",
        from: "MAX_PATTERNS = 5_000;",
        to: "MAX_PATTERNS = Infinity;",
      },
      {
        file: "src/segment/ignore_patterns.ts",
        from: "MAX_PATTERN_BYTES = 4_096;",
        to: "MAX_PATTERN_BYTES = Infinity;",
      },
      {
        file: "src/segment/ignore_patterns.ts",
        from: "MAX_INNER_GLOBSTARS = 3;",
        to: "MAX_INNER_GLOBSTARS = Infinity;",
      },
    ],
    proof: { test: "tests/unit/segment/ignore_test.ts", filter: "made to be slow to match" },
  },
  {
    promise: "no hang, no glut",
    defence: "a parse has bounds",
    edits: [{
      file: "src/syntax/bounded_parse.ts",
      from: "    lastReport = now;\n    return over;",
      to: "    lastReport = now;\n    over = false;\n    return over;",
    }],
    proof: { item: "texts made for backtracking" },
  },
  {
    promise: "no hang, no glut",
    defence: "what an outline repeats is bounded",
    edits: [{
      file: "src/syntax/outline_size.ts",
      from: "return AT_LEAST + PER_UNIT * text.length;",
      to: "return Infinity * text.length;",
    }],
    proof: { item: "names and headings that are repeated" },
  },
  {
    promise: "no hang, no glut",
    defence: "identifiers that share their hash empty the table",
    edits: [{
      file: "src/search/identifier_table.ts",
      from: "MOST_TRIES = 256;",
      to: "MOST_TRIES = Infinity;",
    }],
    proof: { item: "names and headings that are repeated" },
  },
  {
    promise: "no hang, no glut",
    defence: "patterns on headers do not try a run of blanks in every way",
    edits: [{
      file: "src/syntax/reading.ts",
      from: "  const rest = header.trimEnd();\n",
      to: '  return header.replace(/\\s*(?:=>|[{:=,;\\\\])?\\s*$/, "");\n  const rest = header.trimEnd();\n',
    }],
    proof: { item: "one long run where" },
  },
  {
    promise: "no hang, no glut",
    defence: "texts that are all hints of secrets are not put to the rules",
    edits: [{
      file: "src/segment/secrets.ts",
      from: "> MAX_HINTS) return true;",
      to: "> Infinity) return true;",
    }],
    proof: { item: "texts that look like thousands of secrets" },
  },
  {
    promise: "no hang, no glut",
    defence: "a row of the pack has a greatest length",
    edits: [{
      file: "src/pack/reader.ts",
      from: "const OUTLINE_LIMIT_BYTES = 64 << 20;",
      to: "const OUTLINE_LIMIT_BYTES = 2 ** 40;",
    }],
    proof: { test: "tests/unit/pack/store_test.ts", filter: "longer than any can be" },
  },
  {
    promise: "no hang, no glut",
    defence: "a file that holds a worker is given up",
    edits: [{
      file: "src/context/index_pool.ts",
      from: "if (place >= 0 && waitedMs > fileLimitMs) {",
      to: "if (false) {",
    }],
    proof: { test: "tests/fault/index_pool_test.ts", filter: "a file that crashes its worker" },
  },
  {
    promise: "what is served is one state of the file",
    defence: "the file is compared before and after it is read",
    edits: [OTHER_FILE],
    proof: { test: "tests/fault/segment_test.ts", filter: "rewritten in place" },
  },
  {
    promise: "telemetry holds no absolute path",
    defence: "paths are made by redaction only",
    edits: [{
      file: "src/telemetry/redact.ts",
      from: "if (leaves(path)) return externalPath(path);",
      to: "if (path === '\\0') return externalPath(path);",
    }],
    proof: { test: "tests/property/telemetry_redaction_test.ts", filter: "one outside does not show" },
  },
  {
    promise: "the old pack or the new one",
    defence: "a pack is made beside the old one",
    edits: [{
      file: "src/segment/layout.ts",
      from: 'packNew: "_ctx/pack/pack.new.db"',
      to: 'packNew: "_ctx/pack/pack.db"',
    }],
    proof: { test: "tests/e2e/kill_test.ts", filter: "killed at fifty moments" },
  },
];
