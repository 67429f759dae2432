/** `ctx lsp hover`: what is known about the thing at a place. */
import { loadModule } from "../host/program.ts";
import { hasSettled } from "../lsp/deadline.ts";
import type { PackReader } from "../pack/reader.ts";
import { climbLadder, type LspRequest, serverAnswer } from "./lsp_ask.ts";
import type { Asked } from "./lsp_definition.ts";
import { askEarly, type EarlyQuestion } from "./lsp_early.ts";
import type { LspPlace } from "./lsp_place.ts";
import { recordRequest } from "./lsp_trace.ts";
import type { Session } from "./session.ts";

/** Describes `request.target` in Markdown; "" when there is nothing to say. Throws as findPlace and askLadder. */
export async function describePlace(session: Session, request: LspRequest): Promise<Asked<string>> {
  const { clock } = session.host;
  const startMs = clock.monotonicMs();
  const early = askEarly(session, "hover", request);
  const outcome = await describe(session, request, early);
  if (outcome.kind !== "asked") return outcome;
  const { answer, degraded } = outcome.result;
  recordRequest(session, "hover", {
    symbol: request.target,
    target: early?.path ?? null,
    resolved: answer !== "",
    degraded: degraded !== null,
    timingMs: clock.monotonicMs() - startMs,
  });
  return outcome;
}

async function describe(
  session: Session,
  request: LspRequest,
  early: EarlyQuestion | null,
): Promise<Asked<string>> {
  if (early !== null && await hasSettled(early.settled)) {
    const says = await early.settled;
    if (typeof says !== "string" && says.kind === "hover") {
      return { kind: "asked", result: { answeredBy: "lsp", degraded: null, answer: says.contents } };
    }
  }
  const { findPlace } = await loadModule<typeof import("./lsp_place.ts")>("src/context/lsp_place.ts");
  const outcome = await findPlace(session, request.target);
  if (outcome.kind !== "place") return outcome;
  const { place, reader } = outcome;
  const result = await climbLadder(
    session,
    "hover",
    request,
    early?.settled ?? serverAnswer(session, "hover", request.timeoutMs, { ...place, path: place.file.path }),
    (answer) => answer.kind === "hover" ? answer.contents : null,
    () => ownDescription(session, reader, place),
  );
  return { kind: "asked", result };
}

/** Signature and first line of the documentation of what is defined there. */
async function ownDescription(session: Session, reader: PackReader, place: LspPlace): Promise<string> {
  const { ownDefinition } = await loadModule<typeof import("./lsp_own_definition.ts")>(
    "src/context/lsp_own_definition.ts",
  );
  const [target] = await ownDefinition(session, reader, place);
  const file = target === undefined ? null : reader.fileByPath(target.path);
  if (target === undefined || file === null) return "";
  const chunk = reader.chunksOf(file.id).find(({ kind, nameRange }) =>
    kind !== "lines" && nameRange.startLine === target.range.startLine &&
    nameRange.startColumn === target.range.startColumn
  );
  if (chunk === undefined) return "";
  const code = `\`\`\`${file.lang}\n(${chunk.kind}) ${
    chunk.signature === "" ? chunk.qualname : chunk.signature
  }\n\`\`\``;
  return chunk.doc === "" ? code : `${code}\n\n${chunk.doc}`;
}
