/**
 * Do readtags and Vim accept the tags that ctx writes? Run on any repository that has been synced:
 *
 *     deno run -A tests/bench/tags_oracle.ts ROOT [SAMPLE]
 *
 * readtags (universal-ctags) must list as many tags as there are lines, and find each sampled name with all its
 * places by binary search; Vim must jump to the very file and line, and list every match. Exit 1 on a difference.
 */
const [root = ".", sample = "200"] = Deno.args;
const PROJECT = decodeURIComponent(new URL("../..", import.meta.url).pathname).replace(/\/$/, "");

function print(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  stream.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd, stdin: "null" })
    .output();
  if (code > 1) throw new Error(`${command} ${args.join(" ")}: ${code}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

const task = ["task", "--quiet", "--config", `${PROJECT}/deno.json`, "ctx"];
const absolute = Deno.realPathSync(root);
const tags = await output(Deno.execPath(), [
  ...task,
  "--segment",
  absolute,
  "ast",
  "symbols",
  "--format",
  "ctags",
], ".");
const folder = Deno.makeTempDirSync();
const file = `${folder}/tags`;
// Beside a link to the tree, because paths in a tags file are relative to its folder.
for (const entry of Deno.readDirSync(absolute)) {
  if (!entry.name.startsWith("_ctx")) {
    Deno.symlinkSync(`${absolute}/${entry.name}`, `${folder}/${entry.name}`);
  }
}
Deno.writeTextFileSync(file, tags);
const lines = tags.trimEnd().split("\n").filter((line) => !line.startsWith("!_TAG_"));
let wrong = 0;
const expect = (what: string, actual: unknown, expected: unknown): void => {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  wrong++;
  if (wrong <= 10) {
    print(Deno.stderr, `${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  }
};

const listed = (await output("readtags", ["-t", file, "-l"], folder)).trimEnd().split("\n");
expect("readtags -l", listed.length, lines.length);
const byName = new Map<string, string[]>();
for (const line of lines) {
  const [name = "", path = "", address = ""] = line.split("\t");
  byName.set(name, [...byName.get(name) ?? [], `${path}:${parseInt(address)}`]);
}
const names = [...byName.keys()].filter((name) => /^\w+$/.test(name));
const step = Math.max(1, Math.floor(names.length / Number(sample)));
const chosen = names.filter((_, index) => index % step === 0);
for (const name of chosen) {
  const found = (await output("readtags", ["-t", file, "-e", "-n", name], folder)).trimEnd().split("\n").map(
    (line) => {
      const [, path = "", address = ""] = line.split("\t");
      return `${path}:${parseInt(address)}`;
    },
  );
  expect(`readtags ${name}`, found.sort(), (byName.get(name) ?? []).toSorted());
}

const script = [
  "set nocompatible tags=./tags,tags nowrapscan",
  "let out = []",
  ...chosen.flatMap((name) => [
    `call add(out, ${JSON.stringify(name)} . ' ' . len(taglist('^${name}$')))`,
    `silent! tag ${name}`,
    "call add(out, expand('%:.') . ':' . line('.') . ' ' . (stridx(getline('.'), expand('<cword>')) >= 0))",
  ]),
  "call writefile(out, 'vim.out')",
  "qa!",
];
Deno.writeTextFileSync(`${folder}/script.vim`, script.join("\n"));
await output("vim", ["-u", "NONE", "-i", "NONE", "-n", "-es", "-S", "script.vim"], folder);
const said = Deno.readTextFileSync(`${folder}/vim.out`).trimEnd().split("\n");
chosen.forEach((name, index) => {
  const places = byName.get(name) ?? [];
  expect(`vim taglist ${name}`, said[2 * index], `${name} ${places.length}`);
  const [place = ""] = (said[2 * index + 1] ?? "").split(" ");
  expect(`vim :tag ${name}`, places.includes(place) ? "" : place, "");
});
Deno.removeSync(folder, { recursive: true });
print(Deno.stdout, JSON.stringify({ tags: lines.length, names_tried: chosen.length, differences: wrong }));
Deno.exit(wrong === 0 ? 0 : 1);
