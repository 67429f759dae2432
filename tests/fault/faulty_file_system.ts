/**
 * A file system that fails where a test says so: the Nth call of an operation throws a HostError, reads and writes
 * come out short, or the tree changes just before a call. Without faults it is the file system that it wraps, and
 * passes the same contract tests (tests/unit/host/file_system_contract_test.ts).
 */
import {
  type DirectoryEntry,
  type FileInfo,
  type FileSystem,
  HostError,
  type HostErrorCode,
  type OpenFile,
  type OpenOptions,
} from "../../src/host/file_system.ts";

/** Every call of the seam, by its method's name; `readFile` is not a `read`. */
export type Operation = keyof FileSystem | keyof OpenFile;

export interface Fault {
  readonly operation: Operation | "any";
  /** The first call that fails, counted from 1 over the double's life. */
  readonly nth: number;
  readonly code: HostErrorCode;
  /** Every later call fails too, as on a disk that stays full. */
  readonly lasting?: boolean;
}

export interface FaultPlan {
  readonly faults?: readonly Fault[];
  /** Bytes that one `write` takes at most. */
  readonly maxWriteBytes?: number;
  /** Bytes that one `read` gives at most. */
  readonly maxReadBytes?: number;
  /** Bytes that can be written in all; then writes come out short, and then fail with `disk-full`. */
  readonly diskBytes?: number;
  /** Called before each call goes through, also before one that fails: other processes act here. */
  readonly before?: (call: Call) => void;
}

/** One call: `nth` counts the calls of its operation, `path` is that of the call or of the open file. */
export interface Call {
  readonly operation: Operation;
  readonly nth: number;
  readonly path: string;
}

export class FaultyFileSystem implements FileSystem {
  /** Every call so far, in order. A test fails each in turn by running once without faults first. */
  readonly calls: Call[] = [];
  readonly #inner: FileSystem;
  readonly #plan: FaultPlan;
  readonly #counts = new Map<Operation, number>();
  #spentBytes = 0;
  #openFiles = 0;

  constructor(inner: FileSystem, plan: FaultPlan = {}) {
    this.#inner = inner;
    this.#plan = plan;
  }

  /** Files that were opened and not closed. */
  get openFiles(): number {
    return this.#openFiles;
  }

  lstat(path: string): FileInfo | null {
    this.#enter("lstat", path);
    return this.#inner.lstat(path);
  }

  readDirectory(path: string): DirectoryEntry[] {
    this.#enter("readDirectory", path);
    return this.#inner.readDirectory(path);
  }

  readFile(path: string): Uint8Array<ArrayBuffer> {
    this.#enter("readFile", path);
    return this.#inner.readFile(path);
  }

  openForRead(path: string): OpenFile {
    this.#enter("openForRead", path);
    return this.#wrap(this.#inner.openForRead(path), path);
  }

  open(path: string, options: OpenOptions): OpenFile {
    this.#enter("open", path);
    return this.#wrap(this.#inner.open(path, options), path);
  }

  realPath(path: string): string {
    this.#enter("realPath", path);
    return this.#inner.realPath(path);
  }

  makeDirectory(path: string): void {
    this.#enter("makeDirectory", path);
    this.#inner.makeDirectory(path);
  }

  rename(from: string, to: string): void {
    this.#enter("rename", from);
    this.#inner.rename(from, to);
  }

  remove(path: string): void {
    this.#enter("remove", path);
    this.#inner.remove(path);
  }

  removeTree(path: string): void {
    this.#enter("removeTree", path);
    this.#inner.removeTree(path);
  }

  #wrap(file: OpenFile, path: string): OpenFile {
    this.#openFiles++;
    const { maxReadBytes = Infinity } = this.#plan;
    return {
      read: (buffer) => {
        this.#enter("read", path);
        return file.read(buffer.subarray(0, Math.min(buffer.length, maxReadBytes)));
      },
      write: (bytes) => {
        this.#enter("write", path);
        return this.#write(file, bytes);
      },
      info: () => {
        this.#enter("info", path);
        return file.info();
      },
      seek: (offset) => {
        this.#enter("seek", path);
        file.seek(offset);
      },
      truncate: (sizeBytes) => {
        this.#enter("truncate", path);
        file.truncate(sizeBytes);
      },
      tryLock: () => {
        this.#enter("tryLock", path);
        return file.tryLock();
      },
      unlock: () => {
        this.#enter("unlock", path);
        file.unlock();
      },
      sync: () => {
        this.#enter("sync", path);
        file.sync();
      },
      close: () => {
        // The descriptor is gone even when close(2) reports an error.
        file.close();
        this.#openFiles--;
        this.#enter("close", path);
      },
    };
  }

  #write(file: OpenFile, bytes: Uint8Array): number {
    const { maxWriteBytes = Infinity, diskBytes = Infinity } = this.#plan;
    const room = Math.min(bytes.length, maxWriteBytes, diskBytes - this.#spentBytes);
    if (room <= 0 && bytes.length > 0) throw new HostError("disk-full", "write");
    const count = file.write(bytes.subarray(0, room));
    this.#spentBytes += count;
    return count;
  }

  #enter(operation: Operation, path: string): void {
    const nth = (this.#counts.get(operation) ?? 0) + 1;
    this.#counts.set(operation, nth);
    const call = { operation, nth, path };
    this.calls.push(call);
    this.#plan.before?.(call);
    for (const fault of this.#plan.faults ?? []) {
      if (fault.operation !== "any" && fault.operation !== operation) continue;
      const at = fault.operation === "any" ? this.calls.length : nth;
      if (at === fault.nth || (fault.lasting === true && at > fault.nth)) {
        throw new HostError(fault.code, `${operation} (made to fail)`);
      }
    }
  }
}
