/** `ctx lsp hover`: what is known about the thing at a place. */
import type { PackReader } from "../pack/reader.ts";
import { askLadder, type LspRequest } from "./lsp_ask.ts";
import { type Asked, ownDefinition } from "./lsp_definition.ts";
import { findPlace, type LspPlace } from "./lsp_place.ts";
import { recordRequest } from "./lsp_trace.ts";
import type { Session } from "./session.ts";

/** Describes `request.target` in Markdown; "" when there is nothing to say. Throws as findPlace and askLadder. */
export async function describePlace(session: Session, request: LspRequest): Promise<Asked<string>> {
  const { clock } = session.host;
  const startMs = clock.monotonicMs();
  const outcome = await findPlace(session, request.target);
  if (outcome.kind !== "place") return outcome;
  const { place, reader } = outcome;
  const result = await askLadder(
    session,
    reader,
    "hover",
    request,
    place,
    (answer) => answer.kind === "hover" ? answer.contents : null,
    () => ownDescription(session, reader, place),
  );
  recordRequest(session, "hover", {
    symbol: request.target,
    target: result.answer === "" ? null : place.file.path,
    resolved: result.answer !== "",
    degraded: result.degraded !== null,
    timingMs: clock.monotonicMs() - startMs,
  });
  return { kind: "asked", result };
}

/** Signature and first line of the documentation of what is defined there. */
async function ownDescription(session: Session, reader: PackReader, place: LspPlace): Promise<string> {
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
