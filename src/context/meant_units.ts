/**
 * What the qualified names of a query mean in a pack: the definitions so called, as units of the word index. A name that
 * means nothing here is no fault, since any text with a dot in it may look like one.
 * Invariant: few outlines are read, however many files define such a name.
 */
import type { PackReader } from "../pack/reader.ts";
import { isMeant, liesIn, type QualifiedName } from "../search/qualified.ts";

/** Outlines that are read for one name, at up to a millisecond each: those of likely files first. */
const OUTLINES = 12;
/** Files that define the last part of a name whose paths are looked at. */
const DEFINERS = 500;

/** Units by file, for the files that hold any. */
export function meantUnits(
  reader: PackReader,
  names: readonly QualifiedName[],
): ReadonlyMap<number, readonly number[]> {
  const asked = new Map<number, QualifiedName[]>();
  for (const name of names) {
    for (const id of likelyFiles(reader, name)) asked.set(id, [...asked.get(id) ?? [], name]);
  }
  const units = new Map<number, readonly number[]>();
  for (const [id, wanted] of asked) {
    const path = reader.fileById(id)?.path ?? "";
    const found = reader.chunksOf(id).flatMap(({ qualname }, index) =>
      wanted.some((name) => isMeant(name, path, qualname)) ? [index + 1] : []
    );
    if (found.length > 0) units.set(id, found);
  }
  return units;
}

/** Files that define the name, and before the others those that define its owner or are called so. */
function likelyFiles(reader: PackReader, { owner, name }: QualifiedName): readonly number[] {
  const owners = new Set(reader.filesDefining(owner));
  const definers = reader.filesDefining(name).slice(0, DEFINERS);
  const isLikely = (id: number): boolean => owners.has(id) || liesIn(owner, reader.fileById(id)?.path ?? "");
  const [likely, others] = [definers.filter(isLikely), definers.filter((id) => !isLikely(id))];
  return [...likely, ...others].slice(0, OUTLINES);
}
