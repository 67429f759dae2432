/** `ctx lsp definition`: where the thing at a place is defined. */
import { loadModule } from "../host/program.ts";
import { hasSettled } from "../lsp/deadline.ts";
import { askEarly } from "./lsp_early.ts";
import { climbLadder, type Laddered, type LspRequest, serverAnswer } from "./lsp_ask.ts";
import type { Unplaced } from "./lsp_place.ts";
import { acceptTargets, identifiedTargets, type LspTarget } from "./lsp_targets.ts";
import { recordRequest } from "./lsp_trace.ts";
import type { Session } from "./session.ts";

export type Asked<T> = Unplaced | { readonly kind: "asked"; readonly result: Laddered<T> };

/** Finds the definitions of `request.target`. Throws as findPlace and climbLadder. */
export async function findDefinition(
  session: Session,
  request: LspRequest,
): Promise<Asked<readonly LspTarget[]>> {
  const startMs = session.host.clock.monotonicMs();
  const outcome = await find(session, request);
  if (outcome.kind !== "asked") return outcome;
  const { answer, degraded } = outcome.result;
  recordRequest(session, "definition", {
    symbol: request.target,
    target: answer[0]?.path ?? null,
    resolved: answer.length > 0,
    degraded: degraded !== null,
    timingMs: session.host.clock.monotonicMs() - startMs,
  });
  return outcome;
}

async function find(session: Session, request: LspRequest): Promise<Asked<readonly LspTarget[]>> {
  const early = askEarly(session, "definition", request);
  if (early !== null && await hasSettled(early.settled)) {
    const answer = identifiedTargets(session, await early.settled);
    if (answer !== null) return { kind: "asked", result: { answeredBy: "lsp", degraded: null, answer } };
  }
  const { findPlace } = await loadModule<typeof import("./lsp_place.ts")>("src/context/lsp_place.ts");
  const outcome = await findPlace(session, request.target);
  if (outcome.kind !== "place") return outcome;
  const { place, reader } = outcome;
  const result = await climbLadder(
    session,
    "definition",
    request,
    early?.settled ??
      serverAnswer(session, "definition", request.timeoutMs, { ...place, path: place.file.path }),
    (answer) => acceptTargets(reader, answer),
    async () => {
      const { ownDefinition } = await loadModule<typeof import("./lsp_own_definition.ts")>(
        "src/context/lsp_own_definition.ts",
      );
      return await ownDefinition(session, reader, place);
    },
  );
  return { kind: "asked", result };
}
