/**
 * What no program in Deno that looks at every file can do without: listing the folders and asking for each file's times,
 * held to reading them. Bounds `ctx sync` and everything that begins with it from below.
 *   deno run --allow-read=. tests/bench/walk_alone.ts
 */
function walk(folder: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      if (name !== "_ctx") walk(path);
    } else Deno.lstatSync(path);
  }
}

walk(".");
