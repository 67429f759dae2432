/**
 * Selectors as they were typed to what they name in the files as they are now, for every command that takes one.
 * Opens the pack, and records each look-up in telemetry. What comes of a miss is for the command to say.
 */
import { loadModule } from "../host/program.ts";
import type { PackReader } from "../pack/reader.ts";
import { isFault, parseSelector } from "../selector/parse.ts";
import { type Resolution, resolveSelector, targetId } from "../selector/resolve.ts";
import type { Selector, SelectorFault, Target } from "../selector/selector.ts";
import type { SymbolIndex } from "../selector/symbol_index.ts";
import { foldSegmentPaths } from "./ast_paths.ts";
import type { Session } from "./session.ts";
import { symbolIndexOf } from "./symbol_index.ts";
import { recordResolution } from "./trace.ts";
import { findPackOf } from "./vouched_pack.ts";

export type LookUp =
  | Resolution & { readonly selector: Selector }
  /** The text is no selector. */
  | { readonly kind: "invalid"; readonly fault: SelectorFault };

export interface LookUps {
  readonly reader: PackReader;
  /** One for each text, in order. */
  readonly outcomes: readonly LookUp[];
}

/** Looks up `texts`, all in one pack. Other definitions of a name that an id leaves aside become a warning. */
export async function lookUp(session: Session, texts: readonly string[]): Promise<LookUps> {
  const selectors = texts.map((text) => readSelector(session, text));
  const { reader, outcomes } = await lookUpByPath(session, selectors) ??
    await lookUpInAll(session, selectors);
  for (const [index, { outcome, timingMs }] of outcomes.entries()) {
    const text = texts[index] ?? "";
    recordResolution(session, text, matchesOf(outcome), timingMs);
    if (outcome.kind === "found" && outcome.others.length > 0) {
      const also = outcome.others.map(targetId).join(", ");
      session.warnings.push(
        `${text} is the first of ${outcome.others.length + 1} definitions; also: ${also}`,
      );
    }
  }
  return { reader, outcomes: outcomes.map(({ outcome }) => outcome) };
}

/** What was probably meant by a selector that names nothing, likeliest first. */
export async function suggestFor(reader: PackReader, selector: Selector): Promise<Target[]> {
  const { suggestTargets } = await import("../selector/suggest.ts");
  return suggestTargets(selector, symbolIndexOf(reader));
}

function matchesOf(outcome: LookUp): number {
  if (outcome.kind === "found") return 1;
  return outcome.kind === "ambiguous" ? outcome.candidates.length : 0;
}

/** Absolute paths and those that begin with `./` or `../` become the segment's own; all else is read as typed. */
function readSelector(session: Session, text: string): Selector | SelectorFault {
  if (!/^(?:\/.|\.\.?\/)/s.test(text)) return parseSelector(text);
  const cut = /[#:]/.exec(text)?.index ?? text.length;
  const paths = foldSegmentPaths(text.slice(0, cut), session.segment, session.callerFolder);
  if (paths === null) return { fault: "outside", message: "its path leads out of the segment" };
  return parseSelector((paths[0] ?? "") + text.slice(cut));
}

interface Timed {
  readonly outcome: LookUp;
  readonly timingMs: number;
}

interface Round {
  readonly reader: PackReader;
  readonly outcomes: readonly Timed[];
}

function timed(session: Session, run: () => LookUp): Timed {
  const start = session.host.clock.monotonicMs();
  const outcome = run();
  return { outcome, timingMs: session.host.clock.monotonicMs() - start };
}

/** Ids and places, by the pack as it stands when that is good for their files; null when any needs every file. */
async function lookUpByPath(
  session: Session,
  selectors: readonly (Selector | SelectorFault)[],
): Promise<Round | null> {
  const groups: string[][] = [];
  const valid: Selector[] = [];
  for (const selector of selectors) {
    if (isFault(selector)) return null;
    const paths = new Set(selector.readings.flatMap((reading) => "path" in reading ? [reading.path] : []));
    if (paths.size === 0) return null;
    valid.push(selector);
    groups.push([...paths]);
  }
  const warned = session.warnings.length;
  const reader = await findPackOf(session, groups);
  if (reader === null) return null;
  const index = symbolIndexOf(reader);
  const outcomes = valid.map((selector) =>
    timed(session, () => ({ selector, ...resolveSelector(selector, index) }))
  );
  if (outcomes.every(({ outcome }) => outcome.kind === "found")) return { reader, outcomes };
  session.closePack();
  session.warnings.splice(warned); // they were about an answer that is not given
  return null;
}

async function lookUpInAll(
  session: Session,
  selectors: readonly (Selector | SelectorFault)[],
): Promise<Round> {
  const { openFreshPack } = await loadModule<typeof import("./fresh_pack.ts")>("src/context/fresh_pack.ts");
  const reader = await openFreshPack(session);
  const index = symbolIndexOf(reader);
  const outcomes = selectors.map((selector) =>
    timed(session, () => {
      if (isFault(selector)) return { kind: "invalid", fault: selector };
      return { selector, ...resolveBelow(session, selector, index) };
    })
  );
  return { reader, outcomes };
}

/** In a subfolder, a path that the segment does not have is taken from there. */
function resolveBelow(session: Session, selector: Selector, index: SymbolIndex): Resolution {
  const resolution = resolveSelector(selector, index);
  if (resolution.kind !== "missing" || session.callerFolder === "") return resolution;
  const below = parseSelector(`${session.callerFolder}/${selector.text}`);
  if (isFault(below) || selector.text.startsWith("sym://")) return resolution;
  const readings = below.readings.filter((reading) => reading.kind !== "name");
  const second = resolveSelector({ text: below.text, readings }, index);
  return second.kind === "missing" ? resolution : second;
}
