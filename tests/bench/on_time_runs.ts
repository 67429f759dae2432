/**
 * Runs of the shipped command against scripted servers that never answer well, timed as whole processes. The server is
 * put in by the one door that there is for users: `CTX_LSP_SERVER` and an absolute PATH entry.
 */
import { servingCommand } from "../e2e/processes.ts";
import { PLAIN_ENVIRONMENT } from "../harness.ts";
import { FAKE_SERVER, POLITE, type Rule } from "../lsp/harness.ts";

export interface OnTimeRow {
  readonly name: string;
  readonly runs: number;
  readonly inTime: number;
  /** Median of `ctx lsp status`: start, look for the background process, say so, end. */
  readonly startMs: number;
  readonly medianMs: number;
  readonly slowestMs: number;
  /** Why the server's answer was not had; "" where it was. */
  readonly reasons: ReadonlySet<string>;
}

const LIMIT_MS = 500;

const FILES = {
  "app/__init__.py": "from .core import Engine as Engine\n",
  "app/core.py": "class Base:\n    def start(self): ...\n\n\nclass Engine(Base):\n    pass\n",
  "main.py": "from app import Engine\n\nEngine().start()\n",
};

const slowly = (bytes: number, pauseMs: number): Rule => ({
  on: "textDocument/definition",
  do: [{ sendInPieces: { jsonrpc: "2.0", id: "$id", result: null }, bytes, pauseMs }],
});

/** What servers do wrong; each keeps its command waiting to the end, or dies under it. */
export const BAD_SERVERS: Readonly<Record<string, readonly Rule[]>> = {
  "hangs at its start": [{ on: "initialize", do: [] }],
  "hangs at the question": [{ on: "textDocument/definition", do: [] }, ...POLITE],
  "never finds its files": [
    { on: "textDocument/definition", do: [{ reply: null }] },
    { on: "initialized", do: [] },
    ...POLITE,
  ],
  "reads no more": [{ on: "textDocument/definition", do: [{ stopReading: true }] }, ...POLITE],
  "trickles": [slowly(1, 40), ...POLITE],
  "trickles its start": [
    {
      on: "initialize",
      do: [{
        sendInPieces: { jsonrpc: "2.0", id: "$id", result: { capabilities: {} } },
        bytes: 1,
        pauseMs: 40,
      }],
    },
    ...POLITE,
  ],
  "crashes at its start": [{ on: "start", do: [{ exit: 1 }] }],
  "crashes at the question": [{ on: "textDocument/definition", do: [{ killSelf: true }] }, ...POLITE],
  "talks nonsense": [{ on: "textDocument/definition", do: [{ raw: "oops\r\n\r\n" }] }, ...POLITE],
  "pours out stderr": [{ on: "textDocument/definition", do: [{ stderrMiB: 10 }] }, ...POLITE],
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** `runs` in all, shared out among the servers; the background process is stopped before every fifth. */
export async function runOnTime(runs: number, names = Object.keys(BAD_SERVERS)): Promise<OnTimeRow[]> {
  const rows: OnTimeRow[] = [];
  for (const [index, name] of names.entries()) {
    const share = Math.floor(runs / names.length) + (index < runs % names.length ? 1 : 0);
    if (share > 0) rows.push(await runAgainst(name, BAD_SERVERS[name] ?? [], share));
  }
  return rows;
}

/** Puts a scripted server into the folder `bin`; the environment in which ctx takes it. */
export function installServer(bin: string, rules: readonly Rule[]): Record<string, string> {
  Deno.writeTextFileSync(`${bin}/script.json`, JSON.stringify({ rules }));
  const command = [Deno.execPath(), "run", "--quiet", "--no-lock", "--no-config", "-A", FAKE_SERVER];
  const words = [...command, `${bin}/script.json`, `${bin}/log`].map((word) => `'${word}'`);
  Deno.writeTextFileSync(`${bin}/pyright-langserver`, `#!/bin/sh\nexec ${words.join(" ")}\n`);
  Deno.chmodSync(`${bin}/pyright-langserver`, 0o755);
  return { CTX_LSP_SERVER: "pyright-langserver", PATH: `${bin}:${PLAIN_ENVIRONMENT["PATH"] ?? ""}` };
}

async function runAgainst(name: string, rules: readonly Rule[], runs: number): Promise<OnTimeRow> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-on-time-" }));
  const outside = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-on-time-bin-" }));
  try {
    Deno.mkdirSync(`${root}/app`);
    for (const [path, text] of Object.entries(FILES)) Deno.writeTextFileSync(`${root}/${path}`, text);
    const environment = installServer(outside, rules);
    const ctx = (...args: string[]): Promise<{ ms: number; text: string }> => runCtx(root, environment, args);
    const ask = ["lsp", "definition", "main.py:3:10", "--json", "--timeout-ms"];
    await ctx("sync");
    const starts: number[] = [];
    const times: number[] = [];
    const reasons = new Set<string>();
    for (let i = 0; i < runs; i++) {
      if (i % 5 === 0) await ctx("lsp", "stop");
      starts.push((await ctx("lsp", "status")).ms);
      const { ms, text } = await ctx(...ask, String(LIMIT_MS));
      times.push(ms);
      reasons.add(reasonOf(text));
    }
    await ctx("lsp", "stop");
    const startMs = median(starts);
    return {
      name,
      runs,
      inTime: times.filter((ms) => ms <= LIMIT_MS + startMs).length,
      startMs,
      medianMs: median(times),
      slowestMs: Math.max(...times),
      reasons,
    };
  } finally {
    Deno.removeSync(outside, { recursive: true });
    Deno.removeSync(root, { recursive: true });
  }
}

/** Throws where the answer is none: in time or not, there has to be one, and the right one. */
function reasonOf(text: string): string {
  const answer = JSON.parse(text) as {
    readonly degraded: { readonly reason: string } | null;
    readonly targets: readonly { readonly id: string | null }[];
  };
  if (answer.targets[0]?.id !== "app/core.py#Base.start") throw new Error(`a wrong answer: ${text}`);
  return answer.degraded?.reason ?? "";
}

async function runCtx(
  root: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<{ ms: number; text: string }> {
  const begin = performance.now();
  const command = servingCommand(args);
  const { stdout } = await new Deno.Command(command.program, {
    args: [...command.args],
    cwd: root,
    clearEnv: true,
    env: {
      ...PLAIN_ENVIRONMENT,
      CTX_SEGMENT: ":here",
      DENO_NO_UPDATE_CHECK: "1",
      ...environment,
    },
    stdin: "null",
    stderr: "null",
  }).output();
  return { ms: performance.now() - begin, text: new TextDecoder().decode(stdout) };
}
