/**
 * Times whole processes, as a user waits for them: from spawn to exit, output thrown away. Contenders take turns, so
 * that a busy machine is busy for all of them; what is compared are medians of the same rounds.
 * Invariant: a process that ends with a status nobody expected is a broken benchmark, not a fast one.
 */

export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit statuses of a run that did its work; 0 alone when left out. */
  readonly statuses?: readonly number[];
  /** Makes the state that the run starts from; not timed. */
  readonly prepare?: () => void;
}

export interface Timing {
  readonly name: string;
  /** Wall times in ms, in the order of the rounds. */
  readonly timesMs: readonly number[];
}

/** A benchmark that did not do what it measures. */
export class BrokenBenchmark extends Error {}

/**
 * Runs every contender once in each of `rounds` rounds, after one round that is not counted. Each round begins with
 * the next contender, so that being first, or after a certain other, is no one's lot.
 */
export async function measure(contenders: readonly Contender[], rounds: number): Promise<Timing[]> {
  const times = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (let place = 0; place < contenders.length; place++) {
      const index = (place + round + 1) % contenders.length;
      const contender = contenders[index];
      if (contender === undefined) continue;
      const elapsed = await timeOnce(contender);
      if (round >= 0) times[index]?.push(elapsed);
    }
  }
  return contenders.map(({ name }, index) => ({ name, timesMs: times[index] ?? [] }));
}

async function timeOnce(contender: Contender): Promise<number> {
  contender.prepare?.();
  const command = commandOf(contender, "null");
  const start = performance.now();
  const { code } = await command.spawn().status;
  const elapsed = performance.now() - start;
  if (!(contender.statuses ?? [0]).includes(code)) {
    const { stderr } = await commandOf(contender, "piped").output();
    const said = new TextDecoder().decode(stderr).slice(0, 500);
    throw new BrokenBenchmark(`${contender.name} ended with status ${code}: ${said}`);
  }
  return elapsed;
}

function commandOf(contender: Contender, stderr: "null" | "piped"): Deno.Command {
  return new Deno.Command(contender.command, {
    args: [...contender.args],
    ...contender.cwd === undefined ? {} : { cwd: contender.cwd },
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0", ...contender.env },
    stdin: "null",
    stdout: "null",
    stderr,
  });
}

/** Largest resident set of one run in bytes, as Linux counts it; null where there is no /proc. */
export async function peakMemory(contender: Contender): Promise<number | null> {
  contender.prepare?.();
  const child = commandOf(contender, "null").spawn();
  let peak: number | null = null;
  let running = true;
  const ended = child.status.then((status) => {
    running = false;
    return status;
  });
  while (running) {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
      if (kilobytes !== undefined) peak = Math.max(peak ?? 0, Number(kilobytes) * 1024);
    } catch {
      break; // no /proc, or the process has just ended
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { code } = await ended;
  if (code !== 0) throw new BrokenBenchmark(`${contender.name} ended with status ${code}`);
  return peak;
}

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Whether `command` can be started on this machine. */
export async function isInstalled(
  command: string,
  args: readonly string[] = ["--version"],
): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
