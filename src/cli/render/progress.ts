/** A progress bar on stderr: only on a terminal, only when the work is long enough to be noticed, gone at the end. */
import type { Clock } from "../../host/clock.ts";
import type { Terminal } from "../../host/terminal.ts";

/** Work shorter than this shows nothing; a flicker tells nobody anything. */
const PATIENCE_MS = 300;
const REFRESH_MS = 80;
const BAR_CELLS = 24;

export interface Progress {
  update(done: number, total: number): void;
  /** Clears the line; nothing is drawn after it. */
  end(): void;
}

export function createProgress(terminal: Terminal, clock: Clock, enabled: boolean): Progress {
  if (!enabled || !terminal.errIsTerminal) return { update: () => {}, end: () => {} };
  const start = clock.monotonicMs();
  let last = start + PATIENCE_MS - REFRESH_MS;
  let shown = false;
  let ended = false;
  return {
    update: (done, total) => {
      const now = clock.monotonicMs();
      if (ended || now - last < REFRESH_MS) return;
      last = now;
      shown = true;
      const filled = total === 0 ? BAR_CELLS : Math.floor(BAR_CELLS * done / total);
      terminal.err(
        `\r\x1b[Kindexing ${"█".repeat(filled)}${"░".repeat(BAR_CELLS - filled)} ${done}/${total}`,
      );
    },
    end: () => {
      if (shown && !ended) terminal.err("\r\x1b[K");
      ended = true;
    },
  };
}
