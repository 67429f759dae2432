/**
 * How commands reach the background server: small files in `_ctx/run`. A question is a file of one name, its answer one
 * of another, both put in place by a rename; the server holds a lock for as long as it lives, so that "is it there?" has
 * one true answer. No socket, so no network permission, no limit on the length of the path, and nobody but this user
 * can reach it (mode 0600; a foreign owner is refused).
 * Invariant: names carry the server's token, so nothing that lay in the folder before it started is ever looked at.
 */
import type { Clock } from "../host/clock.ts";
import { type FileSystem, HostError, type OpenFile, replaceFile, writeFully } from "../host/file_system.ts";
import { asMembers } from "./members.ts";

/** Where a segment's mailbox is, and who may use it. */
export interface MailPlace {
  readonly fs: FileSystem;
  /** `_ctx/run` as the operating system takes it. */
  readonly folder: string;
  /** -1 leaves the owner of files unchecked. */
  readonly uid: number;
}

const LOCK = "lsp.lock";
const START_LOCK = "lsp.start.lock";

const LOCK_PATIENCE_MS = 300;
const LOCK_STEP_MS = 3;

/** A question is a few hundred bytes. */
const MAX_QUESTION_BYTES = 64 * 1024;
const ASK_NAME = /^lsp\.([0-9a-f]{16})\.([0-9a-f]{16})\.ask\.json$/;
const MAIL_NAME = /^lsp\.[0-9a-f]{16}\.[0-9a-f]{16}\.(?:ask|answer)\.json/;

/** What a running server says of itself. */
export interface ServerCard {
  readonly token: string;
  /** Program version, protocol and chosen server: a command talks only to a server of its own kind. */
  readonly identity: string;
  readonly pid: number;
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
}

export interface Letter {
  readonly id: string;
  readonly body: unknown;
}

function randomHex(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}

const askName = (token: string, id: string): string => `lsp.${token}.${id}.ask.json`;
const answerName = (token: string, id: string): string => `lsp.${token}.${id}.answer.json`;

/** Reads a small regular file of this user as JSON; null when it is gone, odd, foreign or no JSON. */
function readJson({ fs, folder, uid }: MailPlace, name: string, limitBytes: number): unknown {
  const path = `${folder}/${name}`;
  try {
    const info = fs.lstat(path);
    if (info === null || info.kind !== "file" || info.sizeBytes > limitBytes) return null;
    if (uid !== -1 && info.uid !== -1 && info.uid !== uid) return null;
    return JSON.parse(new TextDecoder().decode(fs.readFile(path)));
  } catch (error) {
    if (error instanceof HostError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function writeJson({ fs, folder }: MailPlace, name: string, value: unknown): void {
  replaceFile(fs, `${folder}/${name}`, new TextEncoder().encode(JSON.stringify(value)), "new");
}

function encodeCard(card: ServerCard): unknown {
  return { token: card.token, identity: card.identity, pid: card.pid, started_at: card.startedAt };
}

function decodeCard(value: unknown): ServerCard | null {
  const members = asMembers(value);
  const token = members?.["token"];
  const identity = members?.["identity"];
  const pid = members?.["pid"];
  const startedAt = members?.["started_at"];
  if (typeof token !== "string" || typeof identity !== "string" || typeof pid !== "number") return null;
  return { token, identity, pid, startedAt: typeof startedAt === "string" ? startedAt : "" };
}

/** Opens a lock file; null when it is held by another process. A symlink or odd file in its place is an error. */
function openLocked({ fs, folder }: MailPlace, name: string): OpenFile | null {
  const path = `${folder}/${name}`;
  for (let i = 0; i < 3; i++) {
    const seen = fs.lstat(path);
    if (seen !== null && seen.kind !== "file") throw new HostError("other", `lock ${path}`);
    const file = fs.open(path, { read: true, write: true, create: true });
    try {
      if (!file.tryLock()) {
        file.close();
        return null;
      }
      // Held on a file that has meanwhile been replaced, a lock is worth nothing.
      const now = fs.lstat(path);
      if (now !== null && now.inode === file.info().inode) return file;
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
  }
  return null;
}

/** Waits for a lock that others hold for an instant, to look whether a server is there or to start one. */
function openLockedPatiently(place: MailPlace, clock: Clock, name: string): OpenFile | null {
  let lock = openLocked(place, name);
  for (let waitedMs = 0; lock === null && waitedMs < LOCK_PATIENCE_MS; waitedMs += LOCK_STEP_MS) {
    clock.pause(LOCK_STEP_MS);
    lock = openLocked(place, name);
  }
  return lock;
}

/** The server's end. */
export interface ServerBox {
  readonly card: ServerCard;
  /** Takes every waiting question out of the box. */
  take(): Letter[];
  answer(id: string, body: unknown): void;
  /** Takes an answer back; false when whoever asked has collected it. */
  takeBack(id: string): boolean;
  /** Whether the lock file is still the one that is held: false once the segment's state was deleted or replaced. */
  isMine(): boolean;
  /** Removes answers that nobody came for. */
  sweep(olderThanMs: number, nowMs: number): void;
  /** Takes the name plate down and gives up the lock. */
  close(): void;
}

/** Becomes this segment's server; null when there is one. Removes the mail of servers that are gone. */
export function openServerBox(
  place: MailPlace,
  clock: Clock,
  identity: string,
  pid: number,
): ServerBox | null {
  const lock = openLockedPatiently(place, clock, LOCK);
  if (lock === null) return null;
  return serveBox(place, lock, {
    token: randomHex(),
    identity,
    pid,
    startedAt: clock.now().toISOString(),
  });
}

function serveBox(place: MailPlace, lock: OpenFile, card: ServerCard): ServerBox {
  const { fs, folder } = place;
  const inode = lock.info().inode;
  for (const { name } of fs.readDirectory(folder)) {
    if (MAIL_NAME.test(name)) fs.remove(`${folder}/${name}`);
  }
  lock.truncate(0);
  writeFully(lock, new TextEncoder().encode(JSON.stringify(encodeCard(card))));
  return {
    card,
    take: () => {
      const letters: Letter[] = [];
      for (const { name } of fs.readDirectory(folder)) {
        const [, token, id] = ASK_NAME.exec(name) ?? [];
        if (token === undefined || id === undefined) continue;
        const body = token === card.token ? readJson(place, name, MAX_QUESTION_BYTES) : null;
        fs.remove(`${folder}/${name}`);
        if (body !== null) letters.push({ id, body });
      }
      return letters;
    },
    answer: (id, body) => writeJson(place, answerName(card.token, id), body),
    takeBack: (id) => {
      const path = `${folder}/${answerName(card.token, id)}`;
      if (fs.lstat(path) === null) return false;
      fs.remove(path);
      return true;
    },
    isMine: () => fs.lstat(`${folder}/${LOCK}`)?.inode === inode,
    sweep: (olderThanMs, nowMs) => {
      for (const { name } of fs.readDirectory(folder)) {
        if (!MAIL_NAME.test(name)) continue;
        const path = `${folder}/${name}`;
        const info = fs.lstat(path);
        if (info !== null && nowMs - info.mtimeMs > olderThanMs) fs.remove(path);
      }
    },
    close: () => {
      lock.truncate(0);
      lock.close();
    },
  };
}

export type Presence =
  | { readonly kind: "running"; readonly card: ServerCard }
  /** A server is there, but has not put up its name plate yet. */
  | { readonly kind: "starting" }
  | { readonly kind: "absent" };

/** Whether a server is there, by its lock and not by its traces. */
export function findServer(place: MailPlace): Presence {
  if (place.fs.lstat(`${place.folder}/${LOCK}`) === null) return { kind: "absent" };
  const lock = openLocked(place, LOCK);
  if (lock !== null) {
    // The plate of a server that was killed: taken down, or whoever looks while this lock is held believes it.
    if (lock.info().sizeBytes > 0) lock.truncate(0);
    lock.close();
    return { kind: "absent" };
  }
  const card = decodeCard(readJson(place, LOCK, MAX_QUESTION_BYTES));
  return card === null ? { kind: "starting" } : { kind: "running", card };
}

/** The right to start a server, which one command at a time has. */
export interface StartClaim {
  /** Handed to the server that is started: see `isRevoked`. */
  readonly generation: number;
  release(): void;
}

function readGeneration({ fs, folder }: MailPlace): number {
  try {
    const text = new TextDecoder().decode(fs.readFile(`${folder}/${START_LOCK}`));
    return /^\d{1,12}$/.test(text) ? Number(text) : 0;
  } catch (error) {
    if (error instanceof HostError) return 0;
    throw error;
  }
}

/** Null when another command is at it. */
export function claimStart(place: MailPlace): StartClaim | null {
  const lock = openLocked(place, START_LOCK);
  return lock === null ? null : { generation: readGeneration(place), release: () => lock.close() };
}

/** Makes every server that was started before now, and has not come up yet, go away by itself. */
export function revokeStarts(place: MailPlace, clock: Clock): void {
  const lock = openLockedPatiently(place, clock, START_LOCK);
  if (lock === null) return;
  const generation = readGeneration(place) + 1;
  lock.truncate(0);
  writeFully(lock, new TextEncoder().encode(String(generation)));
  lock.close();
}

/** Whether a `stop` came between the start of a server with this generation and its coming up. */
export function isRevoked(place: MailPlace, generation: number): boolean {
  return readGeneration(place) !== generation;
}

/** A question that has been put into the box. */
export interface Sent {
  /** The answer, once; undefined while it is not there. */
  collect(): unknown;
  /** Takes the question out of the box again. An answer that still comes is left for the server to take back. */
  withdraw(): void;
}

/** Puts a question into the box of the server with this card. */
export function send(place: MailPlace, card: ServerCard, body: unknown): Sent {
  const { fs, folder } = place;
  const id = randomHex();
  const ask = askName(card.token, id);
  const answer = answerName(card.token, id);
  writeJson(place, ask, body);
  return {
    collect: () => {
      if (fs.lstat(`${folder}/${answer}`) === null) return undefined;
      const body = readJson(place, answer, Infinity);
      fs.remove(`${folder}/${answer}`);
      return body;
    },
    withdraw: () => fs.remove(`${folder}/${ask}`),
  };
}
