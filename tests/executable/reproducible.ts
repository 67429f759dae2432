/**
 * The executable is what its sources make, wherever they lie: dist/ctx, made in this checkout, and one made from a copy
 * in another folder are the same to the byte. The copy has other times, modes and owner's mask, its files were written
 * in another order, the packages come from elsewhere, and language and time zone are other ones. Run by
 * `deno task test:executable`.
 */
import { assertEquals } from "@std/assert";
import { sha256 } from "../../packaging/archive.ts";
import { compressAll } from "../../packaging/compress.ts";
import { EXECUTABLE, Fixture, PROJECT, runCommand, runDeno } from "../harness.ts";
import { effortOf } from "./how_made.ts";

/** What an executable is made from. */
const SOURCES = ["types", "src", "packaging", "main.ts", "grammars", "deno.lock", "deno.json"] as const;

/** Paths of all files at `path`, the last name first. */
function filesAt(path: string): string[] {
  if (Deno.statSync(`${PROJECT}/${path}`).isFile) return [path];
  const names = [...Deno.readDirSync(`${PROJECT}/${path}`)].map(({ name }) => name).sort().reverse();
  return names.flatMap((name) => filesAt(`${path}/${name}`));
}

function copySources(folder: string): void {
  const longAgo = new Date("2001-02-03T04:05:06Z");
  for (const path of SOURCES.flatMap(filesAt)) {
    const copy = `${folder}/${path}`;
    Deno.mkdirSync(copy.slice(0, copy.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    Deno.writeFileSync(copy, Deno.readFileSync(`${PROJECT}/${path}`), { mode: 0o600 });
    Deno.utimeSync(copy, longAgo, longAgo);
  }
}

/** Makes `folder` a cache of Deno's with nothing of its own: the packages and the bundler are those that are there. */
async function shareDownloads(folder: string): Promise<void> {
  const { stdout } = await runDeno(["info", "--json"]);
  const { denoDir } = JSON.parse(stdout) as { readonly denoDir: string };
  Deno.mkdirSync(folder);
  for (const name of ["npm", "dl"]) Deno.symlinkSync(`${denoDir}/${name}`, `${folder}/${name}`);
}

const effort = effortOf(EXECUTABLE);

Deno.test({
  name: "made from a copy elsewhere it is the same to the byte",
  ignore: effort === null,
  fn: async () => {
    using place = new Fixture({}, { git: false });
    const folder = `${place.root}/another place, under a longer name/ctx`;
    copySources(folder);
    Deno.mkdirSync(`${folder}/dist`);
    // What a part becomes is looked up by what it holds, so that an equal one is not compressed twice.
    Deno.symlinkSync(`${PROJECT}/dist/cache`, `${folder}/dist/cache`);
    await shareDownloads(`${place.root}/deno`);
    const script = `${folder}/packaging/compile.ts`;
    const words = ["run", "--quiet", "--allow-all", "--cached-only", script, "--form", "self-extracting"];
    const args = [...words, ...effort === "fast" ? ["--fast"] : []];
    // The mask of this process is that of every test that runs beside this one.
    const run = await runCommand({
      program: "/bin/sh",
      args: ["-c", 'umask 077; exec "$@"', "sh", Deno.execPath(), ...args],
      env: { DENO_DIR: `${place.root}/deno`, TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8" },
    }, { cwd: place.root });
    assertEquals([run.status, run.stderr], [0, ""]);
    const digest = async (path: string): Promise<string> => await sha256(Deno.readFileSync(path));
    assertEquals(
      await digest(`${folder}/dist/ctx`),
      await digest(EXECUTABLE),
      "another executable than these sources make; is it made from them? (deno task compile)",
    );
  },
});

Deno.test("the same bytes are compressed to the same bytes", async () => {
  using place = new Fixture({}, { git: false });
  const bytes = Deno.readFileSync(`${PROJECT}/deno.lock`);
  for (const kind of ["gzip", "brotli"] as const) {
    for (const how of ["small", "fast"] as const) {
      const order = { kind, effort: how, bytes };
      const [first] = await compressAll([order], `${place.root}/one`);
      const [second] = await compressAll([order], `${place.root}/two`);
      assertEquals(first, second);
    }
  }
});
