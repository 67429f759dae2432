/**
 * The base protocol of LSP (section "Base Protocol" of the specification): bytes to messages and back. Strict, for a
 * stream that is off by one byte never finds its way back: the first fault ends it, and the caller replaces the server.
 * Lenient in one place: lines before the very first header, because wrappers print notices there.
 */

/** What was wrong with the stream; a closed list, for notices and tests. */
export type FrameFault =
  | "noise"
  | "header-too-long"
  | "no-length"
  | "bad-length"
  | "too-long"
  | "bad-charset"
  | "bad-utf8"
  | "bad-json"
  | "not-a-message";

export class FrameError extends Error {
  readonly fault: FrameFault;
  constructor(fault: FrameFault) {
    super(`broken message stream: ${fault}`);
    this.name = "FrameError";
    this.fault = fault;
  }
}

/** Far above any answer seen (references over the standard library: 4 MB), far below what would hurt. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MAX_HEADER_BYTES = 4096;
const MAX_NOISE_BYTES = 64 * 1024;
const HEADER_END = [13, 10, 13, 10];

/** A JSON-RPC message before anybody has looked at its members. */
export type RawMessage = Readonly<Record<string, unknown>>;

/** Growing byte queue: amortised linear however the stream is cut. */
class ByteQueue {
  #bytes = new Uint8Array(8192);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#bytes.length) {
      const needed = this.length + chunk.length;
      const target = needed * 2 > this.#bytes.length ? new Uint8Array(needed * 2) : this.#bytes;
      target.set(this.#bytes.subarray(this.#start, this.#end));
      this.#end -= this.#start;
      this.#start = 0;
      this.#bytes = target;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  at(index: number): number {
    return this.#bytes[this.#start + index] ?? -1;
  }

  take(count: number): Uint8Array {
    const taken = this.#bytes.slice(this.#start, this.#start + count);
    this.#start += count;
    return taken;
  }
}

/** Decodes one stream; feed it chunks as they come. After it has thrown it must not be used again. */
export class FrameDecoder {
  #queue = new ByteQueue();
  #scanned = 0;
  #bodyLength = -1;
  #sawHeader = false;
  #noise = 0;

  /** Every message that `chunk` completes, in order; throws FrameError, having yielded what came before the fault. */
  *push(chunk: Uint8Array): Generator<RawMessage> {
    this.#queue.push(chunk);
    while (true) {
      if (!this.#sawHeader && !this.#skipNoise()) return;
      if (this.#bodyLength < 0 && !this.#readHeader()) return;
      if (this.#queue.length < this.#bodyLength) return;
      const body = this.#queue.take(this.#bodyLength);
      this.#bodyLength = -1;
      yield decodeBody(body);
    }
  }

  /** Whether the stream may end here without cutting a message. */
  get atBoundary(): boolean {
    return this.#bodyLength < 0 && this.#queue.length === 0;
  }

  /** Drops whole lines until one opens a header; false while that cannot be told yet. */
  #skipNoise(): boolean {
    while (true) {
      const verdict = startsHeader(this.#queue);
      if (verdict === "yes") {
        this.#sawHeader = true;
        return true;
      }
      if (verdict === "unknown") return false;
      let end = 0;
      while (end < this.#queue.length && this.#queue.at(end) !== 10) end++;
      const whole = end < this.#queue.length;
      if (this.#noise + end > MAX_NOISE_BYTES) throw new FrameError("noise");
      if (!whole) return false;
      this.#noise += end + 1;
      this.#queue.take(end + 1);
    }
  }

  #readHeader(): boolean {
    const end = this.#findHeaderEnd();
    if (end < 0) return false;
    const header = new TextDecoder().decode(this.#queue.take(end));
    this.#queue.take(HEADER_END.length);
    this.#scanned = 0;
    this.#bodyLength = parseHeader(header);
    return true;
  }

  #findHeaderEnd(): number {
    const last = this.#queue.length - HEADER_END.length;
    for (let i = this.#scanned; i <= last; i++) {
      if (HEADER_END.every((byte, offset) => this.#queue.at(i + offset) === byte)) {
        if (i > MAX_HEADER_BYTES) throw new FrameError("header-too-long");
        return i;
      }
    }
    this.#scanned = Math.max(0, last + 1);
    if (this.#scanned > MAX_HEADER_BYTES) throw new FrameError("header-too-long");
    return -1;
  }
}

const HEADER_START = "content-";

function startsHeader(queue: ByteQueue): "yes" | "no" | "unknown" {
  for (let i = 0; i < HEADER_START.length; i++) {
    const byte = queue.at(i);
    if (byte < 0) return "unknown";
    if (String.fromCharCode(byte).toLowerCase() !== HEADER_START[i]) return "no";
  }
  return "yes";
}

/** Body length in bytes out of a header block without its final empty line. */
function parseHeader(header: string): number {
  let length = -1;
  for (const line of header.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = colon < 0 ? "" : line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "content-length") {
      if (!/^\d{1,12}$/.test(value) || (length >= 0 && Number(value) !== length)) {
        throw new FrameError("bad-length");
      }
      length = Number(value);
    } else if (name === "content-type") {
      const charset = /charset\s*=\s*"?([\w-]+)/i.exec(value)?.[1]?.toLowerCase() ?? "utf-8";
      if (charset !== "utf-8" && charset !== "utf8") throw new FrameError("bad-charset");
    } else if (!/^[a-z0-9-]+$/.test(name)) {
      throw new FrameError("noise");
    }
  }
  if (length < 0) throw new FrameError("no-length");
  if (length > MAX_BODY_BYTES) throw new FrameError("too-long");
  return length;
}

function decodeBody(body: Uint8Array): RawMessage {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch (error) {
    if (error instanceof TypeError) throw new FrameError("bad-utf8");
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new FrameError("bad-json");
    throw error;
  }
  if (!isMessage(value)) throw new FrameError("not-a-message");
  return value;
}

function isMessage(value: unknown): value is RawMessage {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One message as header and body, ready for the pipe. */
export function encodeFrame(message: object): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(message));
  const header = new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`);
  const frame = new Uint8Array(header.length + body.length);
  frame.set(header);
  frame.set(body, header.length);
  return frame;
}
