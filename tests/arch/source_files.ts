/** The project's own source files, as the architecture checks read them. */
import { PROJECT } from "../harness.ts";

export interface SourceFile {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
  /** `text` with comments and string contents blanked, so that a check sees code only. */
  readonly code: string;
}

/** Every TypeScript file below `folder`, sorted by path. */
export function sourceFiles(folder: string): SourceFile[] {
  const files: SourceFile[] = [];
  for (const entry of Deno.readDirSync(`${PROJECT}/${folder}`)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) files.push(...sourceFiles(path));
    else if (path.endsWith(".ts")) files.push(loadFile(path));
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

export function loadFile(path: string): SourceFile {
  const text = Deno.readTextFileSync(`${PROJECT}/${path}`);
  return { path, text, code: blank(text) };
}

const TOKENS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`/g;

function blank(text: string): string {
  return text.replace(TOKENS, (token) => {
    const quote = token[0] ?? "";
    return quote === "/"
      ? token.replace(/[^\n]/g, " ")
      : quote + token.slice(1, -1).replace(/[^\n]/g, " ") + quote;
  });
}

/** The specifiers that a file imports, `import type`, re-exports and dynamic imports included. */
export function importsOf(file: SourceFile): string[] {
  const found = file.text.matchAll(/(?:from|import\(|^import)\s*"([^"]+)"/gm);
  return [...found].map((match) => match[1] ?? "");
}

/** A relative specifier as a path from the project's folder. */
export function resolveImport(file: SourceFile, specifier: string): string {
  return decodeURIComponent(new URL(specifier, `file:///${file.path}`).pathname).slice(1);
}
