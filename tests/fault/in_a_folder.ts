/**
 * Commands work in the working folder, so that a test which runs them with a host of its own is a program of its own: this
 * starts such a program in a new folder, and gives it a terminal that remembers.
 */
import { assertEquals } from "@std/assert";
import type { Host } from "../../src/host/host.ts";
import { CLEAN_ENVIRONMENT, PROJECT } from "../harness.ts";

/** The lines of JSON that tests/fault/`program` prints, run in a new empty folder; it must end with status 0, silently. */
// deno-lint-ignore no-explicit-any
export async function linesOf(program: string): Promise<any[]> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx_faults_" }));
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--allow-all",
        `--config=${PROJECT}/deno.json`,
        `${PROJECT}/tests/fault/${program}`,
      ],
      cwd: folder,
      clearEnv: true,
      env: { ...CLEAN_ENVIRONMENT, CTX_SEGMENT: "." },
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => JSON.parse(line));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What was said on a terminal that is none. */
export interface Heard {
  readonly terminal: Host["terminal"];
  stdout: string;
  stderr: string;
}

export function hear(): Heard {
  const heard: Heard = {
    stdout: "",
    stderr: "",
    terminal: {
      out: (text) => {
        heard.stdout += typeof text === "string" ? text : new TextDecoder().decode(text);
        return true;
      },
      err: (text) => void (heard.stderr += text),
      outIsTerminal: false,
      errIsTerminal: false,
      columns: 80,
    },
  };
  return heard;
}
