/** The three standard streams. Text is written as UTF-8, at once and whole; a closed pipe ends the writing. */
import { toHostError } from "./deno_file_system.ts";
import { HostError } from "./file_system.ts";

export interface Terminal {
  /** Writes to stdout; false once the reader is gone (`ctx … | head`). HostError when it cannot be written (full disk). */
  out(text: string | Uint8Array): boolean;
  /** Writes to stderr; failures are nobody's business. */
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
}

const encoder = new TextEncoder();

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): boolean {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += stream.writeSync(bytes.subarray(offset));
    } catch (error) {
      if (error instanceof Deno.errors.WouldBlock || error instanceof Deno.errors.Interrupted) continue;
      if (error instanceof Deno.errors.BrokenPipe) return false;
      throw toHostError(error, "write the answer");
    }
  }
  return true;
}

function columnsOf(): number {
  // Asking without a terminal is an error that takes milliseconds to make.
  if (!Deno.stdin.isTerminal() && !Deno.stdout.isTerminal() && !Deno.stderr.isTerminal()) return 80;
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80; // not a terminal
  }
}

let outOpen = true;

export const denoTerminal: Terminal = {
  out: (text) => {
    if (!outOpen) return false;
    outOpen = writeAll(Deno.stdout, typeof text === "string" ? encoder.encode(text) : text);
    return outOpen;
  },
  err: (text) => {
    try {
      writeAll(Deno.stderr, encoder.encode(text));
    } catch (error) {
      if (!(error instanceof HostError)) throw error; // there is no place left to say it
    }
  },
  get outIsTerminal(): boolean {
    return Deno.stdout.isTerminal();
  },
  get errIsTerminal(): boolean {
    return Deno.stderr.isTerminal();
  },
  get columns(): number {
    return columnsOf();
  },
};
