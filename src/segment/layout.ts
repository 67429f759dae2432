/**
 * Where everything that `ctx` writes lies: one folder inside the segment. Names only; creates and touches nothing.
 * Invariant: every path is relative to the segment, which is the working folder of the process that serves it.
 */

export const STATE_FOLDER = "_ctx";

/** The folders below `_ctx` that may hold anything; nothing else may be made there. */
export const STATE_FOLDERS = ["pack", "run", "telemetry"] as const;
export type StateFolder = typeof STATE_FOLDERS[number];

export const layout = {
  gitignore: "_ctx/.gitignore",
  packFolder: "_ctx/pack",
  pack: "_ctx/pack/pack.db",
  /** A pack being made beside the old one. */
  packNew: "_ctx/pack/pack.new.db",
  /** Where SQLite keeps the old pages of a pack that is being written. */
  packJournal: "_ctx/pack/pack.db-journal",
  /** The best entries of the map of that pack, and where they are written first. */
  map: "_ctx/pack/map.json",
  mapNew: "_ctx/pack/map.json.new.tmp",
  packLock: "_ctx/run/pack.lock",
  runFolder: "_ctx/run",
  telemetryFolder: "_ctx/telemetry",
  events: "_ctx/telemetry/events.jsonl",
  metrics: "_ctx/telemetry/metrics.json",
  lastRun: "_ctx/telemetry/last_run.json",
} as const;

/** `_ctx/pack`, `_ctx/run` or `_ctx/telemetry`. */
export function stateFolderPath(folder: StateFolder): string {
  return `${STATE_FOLDER}/${folder}`;
}
