/**
 * Prints line coverage of src by folder and the least covered files; exits 1 below the floor.
 * usage: coverage.ts FOLDER
 */
function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Why parts of these files are not reached; a file that is named below without a reason wants a test. */
const REASONS: readonly (readonly [path: string, reason: string])[] = [
  ["/lsp", "answers for people: the end-to-end tests of ctx lsp read the JSON"],
  ["doctor.ts", "text for people, and failures of a machine that this one does not have"],
  ["telemetry_log.ts", "refusals of a telemetry folder that is not ours"],
];

function reasonFor(path: string): string {
  return REASONS.find(([part]) => path.includes(part))?.[1] ?? "no reason: write a test";
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
const files: { path: string; found: number; hit: number }[] = [];
for (const record of new TextDecoder().decode(output.stdout).split("end_of_record")) {
  const path = /SF:.*?\/(src\/.+)/.exec(record)?.[1];
  const found = Number(/LF:(\d+)/.exec(record)?.[1] ?? 0);
  if (path !== undefined && found > 0) {
    files.push({ path, found, hit: Number(/LH:(\d+)/.exec(record)?.[1] ?? 0) });
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
for (const file of files.filter((file) => percent([file]) < 80).sort((a, b) => percent([a]) - percent([b]))) {
  print(`${percent([file]).toFixed(1).padStart(6)} %  ${file.path}: ${reasonFor(file.path)}`);
}
print(`${percent(files).toFixed(1).padStart(6)} %  all of src (floor ${FLOOR_PERCENT} %)`);
Deno.exit(percent(files) >= FLOOR_PERCENT ? 0 : 1);
