/**
 * Renames a bundle's shared modules. The bundler puts a digest into their names that depends on where the sources and the
 * module cache lie; here it becomes one of what the module holds, so that every checkout gives the same files.
 */

const NAME = /-([0-9A-Z]{8})\.js/g;

/** Names are settled after as many rounds as modules import one another in a chain; more change nothing. */
const ROUNDS = 8;

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return bytes.toHex().slice(0, 16);
}

/** `modules` by path, with every `-HASH.js` in paths and texts replaced. Throws Error when two would get one name. */
export async function stableNames(modules: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  let stable = new Map<string, string>();
  const rename = (text: string): string =>
    text.replace(NAME, (_, hash: string) => `-${stable.get(hash) ?? "x"}.js`);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Map<string, string>();
    for (const [path, text] of modules) {
      const hash = path.match(/-([0-9A-Z]{8})\.js$/)?.[1];
      if (hash !== undefined) next.set(hash, await digest(path.replace(NAME, "") + rename(text)));
    }
    stable = next;
  }
  if (new Set(stable.values()).size !== stable.size) throw new Error("two parts of the bundle are the same");
  return new Map([...modules].map(([path, text]) => [rename(path), rename(text)]));
}
