/**
 * Whether the bundled language server works here: one of its own is started, is asked where a function is defined whose
 * definition is known, and is ended. The text exists at the server alone: nothing is written, and the segment's files
 * are neither shown to it nor looked at. What CTX_LSP_SERVER names is not tried, nor is a server that runs already.
 */
import { CtxError } from "../model/error.ts";
import { Documents } from "../lsp/documents.ts";
import { createLauncher } from "../lsp/launcher.ts";
import type { Answer } from "../lsp/question.ts";
import { PYRIGHT_PACKAGE, safeSearchPath } from "../lsp/server_choice.ts";
import { createService } from "../lsp/service.ts";
import { BACK_OFF, createSupervisor } from "../lsp/supervisor.ts";
import { layout } from "../segment/layout.ts";
import { inWords } from "./lsp_ask.ts";
import { recordHappening } from "./lsp_trace.ts";
import type { Session } from "./session.ts";

/** Starting cold takes 1 to 3 s here; a machine that needs longer than this could not use it. */
const LIMIT_MS = 60_000;

const CANARY = { path: "canary.py", text: "def canary() -> int:\n    return 1\n\n\nfound = canary()\n" };

/** The call in the last line, and the name in the first. */
const CALL = { line: 5, column: 9 };
const DEFINITION = { startLine: 1, startColumn: 5 };

/** What the server is, where it answers rightly. Throws CtxError `no-server` where it does not. */
export async function checkServer(session: Session): Promise<string> {
  const answer = await askCanary(session, (happening) => recordHappening(session.recorder, happening));
  const target = answer.kind === "targets" ? answer.targets[0] : undefined;
  const isRight = target?.path === CANARY.path && target.range.startLine === DEFINITION.startLine &&
    target.range.startColumn === DEFINITION.startColumn;
  const [name = "", version = ""] = PYRIGHT_PACKAGE.replace("npm:", "").split("@");
  if (isRight) return `${version} answers where a function is defined`;
  const state = answer.kind === "none" ? inWords(answer.reason) : "it answers wrongly";
  throw new CtxError("no-server", `could not ask ${name} ${version}: ${state}`, {
    hint: answer.kind === "none" && answer.reason === "server-missing"
      ? "run `deno install` in the folder of ctx, or remove the cache folder of the executable"
      : "ctx answers without it, from the tree alone",
  });
}

type Observe = Parameters<typeof createLauncher>[0]["observe"];

async function askCanary({ host, segment, cleanups }: Session, observe: Observe): Promise<Answer> {
  const { clock, children, processes, environment } = host;
  const runtime = children.runtimeCommand(environment.get("PATH"));
  if (runtime === null) return { kind: "none", reason: "server-missing" };
  // A folder of ours: nothing of a repository's configuration is there.
  const root = `${segment}/${layout.runFolder}`;
  const sources = {
    list: () => [{ path: CANARY.path, fingerprint: "" }],
    read: (path: string): string | null => path === CANARY.path ? CANARY.text : null,
  };
  const documents = new Documents(root, sources, () => true);
  const supervisor = createSupervisor({
    launch: createLauncher({
      server: "bundled",
      root,
      searchPath: safeSearchPath(environment.get("PATH"), segment),
      runtime,
      parentPid: processes.pid,
      children,
      clock,
      observe,
      beforeLaunch: () => documents.beforeLaunch(),
    }),
    clock,
    backOff: BACK_OFF,
  });
  const service = createService({ root, supervisor, documents, clock, observe });
  const end = (): void => void supervisor.stop();
  cleanups.add(end);
  try {
    const supply = await supervisor.supply(LIMIT_MS);
    if (supply.kind === "client") {
      // Before it is asked: of a text that it has not been shown it knows nothing.
      documents.refresh(supply.client);
      documents.open(supply.client, CANARY.path);
    }
    return await service.ask({ method: "definition", path: CANARY.path, ...CALL, timeoutMs: LIMIT_MS });
  } finally {
    await supervisor.stop();
    cleanups.delete(end);
  }
}
