/**
 * Which files come first when there may be no time for all of them. Reads nothing and knows no time; the pack's plan
 * says what there is to do at all.
 */
import type { IndexTask } from "./index_files.ts";

/** What the answer rests on, `wanted` files and folders; then what the pack has rows of, which are wrong now; then the new. */
export function inWantOrder(tasks: readonly IndexTask[], wanted: ReadonlySet<string>): readonly IndexTask[] {
  const places = [...wanted];
  const isWanted = (path: string): boolean =>
    places.some((place) => path === place || path.startsWith(`${place}/`));
  const ranks = new Map(
    tasks.map((task) => [task, isWanted(task.file.path) ? 0 : task.stored !== null ? 1 : 2]),
  );
  return [...tasks].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}
