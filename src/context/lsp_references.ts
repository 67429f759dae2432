/** `ctx lsp references`: everywhere that the thing at a place is used. */
import { indexLines } from "../model/line_index.ts";
import type { PackReader } from "../pack/reader.ts";
import { descend } from "../resolution/python_tree.ts";
import { createPythonResolver, type Place } from "../resolution/resolve_python.ts";
import { climbLadder, type LspRequest, serverAnswer } from "./lsp_ask.ts";
import type { Asked } from "./lsp_definition.ts";
import { acceptTargets, idAt, type LspTarget } from "./lsp_targets.ts";
import { findPlace, type LspPlace } from "./lsp_place.ts";
import { recordRequest } from "./lsp_trace.ts";
import { openPythonFiles } from "./python_files.ts";
import type { Session } from "./session.ts";

export interface References {
  readonly targets: readonly LspTarget[];
  /** There may be more: not every file was looked at. */
  readonly partial: boolean;
}

/** Without a limit of the user's, so long is looked for uses in other files. */
const OWN_LIMIT_MS = 2000;

/** Finds the uses of `request.target`, its definition included. Throws as findPlace and askLadder. */
export async function findReferences(session: Session, request: LspRequest): Promise<Asked<References>> {
  const { clock } = session.host;
  const startMs = clock.monotonicMs();
  const outcome = await findPlace(session, request.target);
  if (outcome.kind !== "place") return outcome;
  const { place, reader } = outcome;
  const deadlineMs = clock.monotonicMs() + (request.timeoutMs === 0 ? OWN_LIMIT_MS : request.timeoutMs);
  const result = await climbLadder(
    session,
    "references",
    request,
    serverAnswer(session, "references", request.timeoutMs, { ...place, path: place.file.path }),
    (answer) => {
      const targets = acceptTargets(reader, answer);
      return targets === null ? null : { targets, partial: answer.kind === "targets" && answer.partial };
    },
    () => ownReferences(session, reader, place, deadlineMs),
  );
  const { targets } = result.answer;
  recordRequest(session, "references", {
    symbol: request.target,
    target: targets[0]?.path ?? null,
    resolved: targets.length > 0,
    degraded: result.degraded !== null,
    timingMs: clock.monotonicMs() - startMs,
  });
  if (result.answer.partial) {
    session.warnings.push("references are partial: not every file was looked at in time");
  }
  return { kind: "asked", result };
}

/** Every identifier of the same name that means the same definition, file by file until the time is up. */
async function ownReferences(
  session: Session,
  reader: PackReader,
  place: LspPlace,
  deadlineMs: number,
): Promise<References> {
  const files = place.file.lang === "python" ? await openPythonFiles(session, reader) : null;
  const module = files?.module(place.file.path) ?? null;
  if (files === null || module === null) return { targets: [], partial: true };
  const resolver = createPythonResolver(files);
  const lines = indexLines(module.text);
  const offset = lines.startOf(place.line) + place.column - 1;
  const meant = resolver.resolve(place.file.path, offset);
  const first = meant[0];
  const name = first === undefined ? "" : nameOf(files.module(first.path)?.text ?? "", first);
  if (first === undefined || name === "") return { targets: [], partial: false };
  const wanted = new Set(meant.map(keyOf));
  const targets: LspTarget[] = [];
  let partial = false;
  const others = reader.files().filter(({ lang, path }) => lang === "python" && path !== first.path);
  for (const path of [first.path, ...others.map((file) => file.path)]) {
    if (session.host.clock.monotonicMs() > deadlineMs) {
      partial = true;
      break;
    }
    const other = files.module(path);
    if (other === null || !other.text.includes(name)) continue;
    const index = indexLines(other.text);
    for (const node of descend(other.root)) {
      if (node.type !== "identifier" || other.text.slice(node.start, node.end) !== name) continue;
      if (!resolver.resolve(path, node.start).some((found) => wanted.has(keyOf(found)))) continue;
      const range = index.rangeOf(node);
      targets.push({ path, range, external: false, id: idAt(reader, path, range) });
    }
    // Whoever waits for the server must be able to see its answer.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  targets.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : a.range.startLine - b.range.startLine);
  return { targets, partial };
}

function nameOf(text: string, { start, end }: Place): string {
  return text.slice(start, end).replace(/^\*+/, "");
}

function keyOf({ path, start }: Place): string {
  return `${path}:${start}`;
}
