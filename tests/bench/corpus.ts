/**
 * The trees that benchmarks run on: copies of Python sources in a throw-away folder, because `ctx` writes into the
 * folder that it serves. Makes copies with other names for trees of several times the size.
 */
import { BrokenBenchmark } from "./measure.ts";

export interface Corpus {
  readonly root: string;
  /** Relative paths, sorted. */
  readonly files: readonly string[];
  readonly sourceBytes: number;
}

const LEFT_OUT = new Set(["site-packages", "__pycache__", "node_modules", "_ctx"]);

/** Folder of the Python standard library of `python3`; null when there is none. */
export function findPythonLibrary(): string | null {
  try {
    const { success, stdout } = new Deno.Command("python3", {
      args: ["-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])"],
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Every `.py` below `root`, relative and sorted. */
export function pythonFiles(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of Deno.readDirSync(`${root}/${folder}`)) {
      if (entry.isDirectory && !LEFT_OUT.has(entry.name)) visit(`${folder}${entry.name}/`);
      else if (entry.isFile && entry.name.endsWith(".py")) found.push(folder + entry.name);
    }
  };
  visit("");
  return found.sort();
}

/** At most `most` files, evenly spread over the list. */
function thinned(files: readonly string[], most: number): string[] {
  if (files.length <= most) return [...files];
  return Array.from({ length: most }, (_, index) => files[Math.floor(index * files.length / most)] ?? "");
}

/** Copies at most `most` Python files of `source` below `target`; a repository of its own, so that peers agree. */
export function copyTree(source: string, target: string, most: number): Corpus {
  const files = thinned(pythonFiles(source), most);
  if (files.length === 0) throw new BrokenBenchmark(`no Python file below ${source}`);
  return writeTree(target, files, (path) => Deno.readFileSync(`${source}/${path}`));
}

function writeTree(
  target: string,
  files: readonly string[],
  read: (path: string) => Uint8Array<ArrayBuffer>,
): Corpus {
  let sourceBytes = 0;
  Deno.mkdirSync(`${target}/.git`, { recursive: true });
  for (const path of files) {
    const bytes = read(path);
    sourceBytes += bytes.length;
    Deno.mkdirSync(`${target}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
    Deno.writeFileSync(`${target}/${path}`, bytes);
  }
  return { root: target, files, sourceBytes };
}

/** Modules made up from a seed, for machines without Python: the same on every machine. */
export function inventTree(target: string, count: number): Corpus {
  const files = Array.from({ length: count }, (_, index) => `pkg${index % 12}/module_${index}.py`);
  return writeTree(target, files, (path) => new TextEncoder().encode(inventModule(path)));
}

const NOUNS = "config header parser socket buffer message cache token schema record worker session".split(
  " ",
);
const VERBS = "load parse send flush merge decode resolve render validate collect schedule close".split(" ");

function inventModule(path: string): string {
  let state = [...path].reduce((sum, char) => Math.imul(sum, 31) + char.charCodeAt(0) | 0, 7);
  const pick = (list: readonly string[]): string => {
    state = Math.imul(state, 1103515245) + 12345 | 0;
    return list[(state >>> 16) % list.length] ?? "";
  };
  const parts = [`"""${pick(VERBS)} every ${pick(NOUNS)}."""\nimport os\nimport sys\n`];
  for (let index = 0; index < 12; index++) {
    const [verb, noun, other] = [pick(VERBS), pick(NOUNS), pick(NOUNS)];
    const body =
      `        for ${noun} in ${other}s:\n            if ${noun} is None:\n                continue\n` +
      `            self.${other}.append(${verb}_${noun}(${noun}, ${index}))\n        return self.${other}\n`;
    parts.push(
      `class ${noun[0]?.toUpperCase()}${
        noun.slice(1)
      }${index}:\n    """Holds a ${noun} and its ${other}."""\n\n` +
        `    def ${verb}_${other}(self, ${other}s, limit=${index}):\n        """${verb} each ${other}."""\n${body}`,
    );
  }
  return parts.join("\n\n");
}

/**
 * `times` copies of the corpus in one tree. In the second and later copies every file has another folder and every
 * definition another name, as in a larger repository, rather than the same words again.
 */
export function multiplyTree(corpus: Corpus, target: string, times: number): Corpus {
  const files = Array.from(
    { length: times },
    (_, copy) => corpus.files.map((path) => `copy${copy}/${path}`),
  ).flat();
  const decoder = new TextDecoder("latin1"); // every byte is a character: sources in any encoding come back whole
  return writeTree(target, files, (path) => {
    const slash = path.indexOf("/");
    const copy = path.slice("copy".length, slash);
    const bytes = Deno.readFileSync(`${corpus.root}/${path.slice(slash + 1)}`);
    if (copy === "0") return bytes;
    const text = decoder.decode(bytes).replace(
      /\b(def|class)([ \t]+)([A-Za-z_]\w*)/g,
      (whole, word: string, gap: string, name: string) =>
        name.startsWith("__") ? whole : `${word}${gap}${name}_v${copy}`,
    );
    return renamed(bytes, text);
  });
}

/** Windows-1252 is what the web's `latin1` decodes to, so only sources that stay within ASCII are renamed. */
function renamed(bytes: Uint8Array<ArrayBuffer>, text: string): Uint8Array<ArrayBuffer> {
  return bytes.every((byte) => byte < 0x80) ? new TextEncoder().encode(text) : bytes;
}
