/**
 * Keeps a server's idea of the files equal to the disk. Files that are not open at the server are announced as changed
 * on disk; those that are open get their new text. It never decides which files belong to the segment.
 * Invariant: after `refresh`, the server has been told of every difference since the refresh before it.
 */
import type { LanguageClient } from "./client.ts";
import { fromFileUri, toFileUri } from "./position.ts";

/** The segment's files as they are on the disk now. */
export interface Sources {
  /** Path (relative to the segment) of every source file, and a value that differs whenever its bytes do. */
  list(): Iterable<{ readonly path: string; readonly fingerprint: string }>;
  /** The decoded text; null when the file is not there or is no source file. */
  read(path: string): string | null;
}

/** LSP's FileChangeType. */
const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;

/** Open documents are checked in the background by the server: few enough that this does not add up. */
const MAX_OPEN = 16;

interface OpenDocument {
  version: number;
  /** The newest version that the server has published diagnostics for; 0 while it has for none. */
  publishedVersion: number;
  /** Files have come or gone since this version was sent: what is published for it may be of before. */
  isOutdated: boolean;
}

export class Documents {
  readonly #root: string;
  readonly #sources: Sources;
  readonly #watched: (path: string) => boolean;
  readonly #open = new Map<string, OpenDocument>();
  #client: LanguageClient | null = null;
  #known = new Map<string, string>();

  /** `root`: absolute path of the segment; `watched`: whether the server cares for a file of this path. */
  constructor(root: string, sources: Sources, watched: (path: string) => boolean) {
    this.#root = root;
    this.#sources = sources;
    this.#watched = watched;
  }

  uriOf(path: string): string {
    return toFileUri(`${this.#root}/${path}`);
  }

  /** The text on disk, which after `refresh` is also the server's. */
  read(path: string): string | null {
    return this.#sources.read(path);
  }

  /** Takes the state that a server finds when it starts: call it before the server can have read a file. */
  beforeLaunch(): void {
    this.#known = this.#list();
  }

  /** Tells `client` what has changed on disk; returns whether files have come or gone. */
  refresh(client: LanguageClient): boolean {
    if (client !== this.#client) this.#adopt(client);
    const before = this.#known;
    const now = this.#list();
    const changes: { uri: string; type: number }[] = [];
    for (const [path, fingerprint] of now) {
      const old = before.get(path);
      if (old === fingerprint) continue;
      changes.push({ uri: this.uriOf(path), type: old === undefined ? CREATED : CHANGED });
      this.#resend(client, path);
    }
    for (const path of before.keys()) {
      if (now.has(path)) continue;
      changes.push({ uri: this.uriOf(path), type: DELETED });
      this.#close(client, path);
    }
    if (changes.length > 0) client.notify("workspace/didChangeWatchedFiles", { changes });
    this.#known = now;
    const hasMoved = changes.some(({ type }) => type !== CHANGED);
    if (hasMoved) { for (const document of this.#open.values()) document.isOutdated = true; }
    return hasMoved;
  }

  /** Opens the document at the server, unless it is; its version, or null when there is no such file. */
  open(client: LanguageClient, path: string): number | null {
    const known = this.#open.get(path);
    if (known !== undefined) {
      this.#open.delete(path); // moves it to the end: the oldest is closed first
      this.#open.set(path, known);
      return known.version;
    }
    const text = this.#sources.read(path);
    if (text === null) return null;
    for (const oldest of [...this.#open.keys()].slice(0, Math.max(0, this.#open.size - MAX_OPEN + 1))) {
      this.#close(client, oldest);
    }
    this.#open.set(path, { version: 1, publishedVersion: 0, isOutdated: false });
    const languageId = "python";
    client.notify("textDocument/didOpen", {
      textDocument: { uri: this.uriOf(path), languageId, version: 1, text },
    });
    return 1;
  }

  /**
   * Sees to it that the server publishes diagnostics for the text once more, under the version that is returned; null
   * when there is no such file.
   */
  requestDiagnostics(client: LanguageClient, path: string): number | null {
    const known = this.#open.get(path);
    if (known === undefined) return this.open(client, path);
    if (known.isOutdated || known.publishedVersion >= known.version) this.#resend(client, path);
    return known.version;
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  /** A new server has no documents open. */
  #adopt(client: LanguageClient): void {
    this.#client = client;
    this.#open.clear();
    client.onDiagnostics(({ uri, version }) => {
      const path = fromFileUri(uri);
      const published = [...this.#open].find(([known]) => `${this.#root}/${known}` === path)?.[1];
      if (published !== undefined) published.publishedVersion = version ?? published.version;
    });
  }

  #list(): Map<string, string> {
    const known = new Map<string, string>();
    for (const { path, fingerprint } of this.#sources.list()) {
      if (this.#watched(path)) known.set(path, fingerprint);
    }
    return known;
  }

  #resend(client: LanguageClient, path: string): void {
    const known = this.#open.get(path);
    const text = known === undefined ? null : this.#sources.read(path);
    if (known === undefined) return;
    if (text === null) return this.#close(client, path);
    known.version++;
    known.isOutdated = false;
    client.notify("textDocument/didChange", {
      textDocument: { uri: this.uriOf(path), version: known.version },
      contentChanges: [{ text }],
    });
  }

  #close(client: LanguageClient, path: string): void {
    if (!this.#open.delete(path)) return;
    client.notify("textDocument/didClose", { textDocument: { uri: this.uriOf(path) } });
  }
}
