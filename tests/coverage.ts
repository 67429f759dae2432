/**
 * Prints line coverage of src by folder and the least covered files; exits 1 below the floor.
 * usage: coverage.ts FOLDER
 */
function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Why lines of these files are not reached; a file below that no entry names wants a test. */
const REASONS: readonly (readonly [path: RegExp, reason: string])[] = [
  [
    /context\/(?:sync|write)_pack/,
    "full, read-only and foreign folders: tried in namespaces that collect no coverage",
  ],
  [
    /host\/|index_pool|pack_lock/,
    "failures of a machine that this one does not have, and workers that are killed",
  ],
  [
    /context\/(?:lsp_|session)|src\/lsp\//,
    "a server that is killed, late or gone: tried with processes that are killed",
  ],
  [
    /telemetry|export_prometheus/,
    "refusals of a folder that is not ours: tried by processes that may not write coverage",
  ],
  [/resolution\//, "rare forms of Python: agreement with pyright is measured over whole projects"],
  [/syntax\/|segment\/decode/, "a broken grammar, and invariants that throw when the code is wrong"],
  [/cli\/commands\.ts|completions/, "values that only a shell's completion asks for"],
  [/doctor/, "failures of a machine that this one does not have"],
  [/segment_choice/, "what a compiled binary alone is started with"],
  [/fresh_pack|start_again/, "errors that nothing below throws today, and that are told all the same"],
];

function reasonFor(path: string): string {
  return REASONS.find(([pattern]) => pattern.test(path))?.[1] ?? "no reason: write a test";
}

/** Line numbers as `3, 7-9`. */
function ranges(lines: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const first = lines[i];
    while (lines[i + 1] === (lines[i] ?? 0) + 1) i++;
    parts.push(first === lines[i] ? `${first}` : `${first}-${lines[i]}`);
  }
  return parts.join(", ");
}

/** Processes that tests kill leave half a file, and one such file makes `deno coverage` give up. */
function removeBroken(path: string): void {
  for (const { name } of [...Deno.readDirSync(path)].filter(({ name }) => name.endsWith(".json"))) {
    try {
      JSON.parse(Deno.readTextFileSync(`${path}/${name}`));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      Deno.removeSync(`${path}/${name}`);
    }
  }
}

const FLOOR_PERCENT = 90;
const folder = Deno.args[0] ?? "coverage";
removeBroken(folder);
const output = await new Deno.Command(Deno.execPath(), {
  args: ["coverage", "--lcov", "--include=/src/", folder],
}).output();
if (!output.success) print(new TextDecoder().decode(output.stderr));
const files: { path: string; found: number; hit: number; missed: number[] }[] = [];
for (const record of new TextDecoder().decode(output.stdout).split("end_of_record")) {
  const path = /SF:.*?\/(src\/.+)/.exec(record)?.[1];
  const found = Number(/LF:(\d+)/.exec(record)?.[1] ?? 0);
  if (path !== undefined && found > 0) {
    const missed = [...record.matchAll(/^DA:(\d+),0$/gm)].map(([, line]) => Number(line));
    files.push({ path, found, hit: Number(/LH:(\d+)/.exec(record)?.[1] ?? 0), missed });
  }
}
const percent = (list: typeof files): number => {
  const found = list.reduce((sum, file) => sum + file.found, 0);
  return found === 0 ? 0 : 100 * list.reduce((sum, file) => sum + file.hit, 0) / found;
};
for (const room of new Set(files.map((file) => file.path.split("/").slice(0, 2).join("/")))) {
  const list = files.filter((file) => file.path.startsWith(`${room}/`));
  print(`${percent(list).toFixed(1).padStart(6)} %  ${room}`);
}
const incomplete = files.filter(({ missed }) => missed.length > 0);
for (const { path, missed } of incomplete.sort((a, b) => b.missed.length - a.missed.length)) {
  print(`${missed.length} lines of ${path} (${ranges(missed)}): ${reasonFor(path)}`);
}
print(`${percent(files).toFixed(1).padStart(6)} %  all of src (floor ${FLOOR_PERCENT} %)`);
Deno.exit(percent(files) >= FLOOR_PERCENT ? 0 : 1);
