/** The highest resident memory of this process's descendants, from /proc: the kernel keeps the mark, this reads it. */

export interface MemoryWatch {
  /** In MB of 10^6 bytes. */
  peakMb(): number;
  stop(): void;
}

const LOOK_EVERY_MS = 100;

/** Watches until it is stopped. */
export function watchMemory(): MemoryWatch {
  let peakKb = 0;
  const look = (): void => {
    for (const pid of descendants(Deno.pid)) {
      const marks = /VmHWM:\s+(\d+) kB/.exec(readOrEmpty(`/proc/${pid}/status`));
      peakKb = Math.max(peakKb, Number(marks?.[1] ?? 0));
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { peakMb: () => Math.round(peakKb * 1024 / 1e6), stop: () => clearInterval(timer) };
}

function descendants(pid: number): number[] {
  const children = tasksOf(pid).flatMap((task) =>
    readOrEmpty(`/proc/${pid}/task/${task}/children`).split(" ").filter((word) => word !== "").map(Number)
  );
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function tasksOf(pid: number): string[] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Error) return []; // it has ended, before or while it was listed
    throw error;
  }
}

function readOrEmpty(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Error) return ""; // it has ended
    throw error;
  }
}
