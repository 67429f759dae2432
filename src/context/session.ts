/**
 * One run of one command over one segment: what every use case is handed. Holds state that grows during the run
 * (warnings, the pack once it is open); decides nothing.
 */
import type { Host } from "../host/host.ts";
import type { PackReader } from "../pack/reader.ts";
import type { Recorder } from "../telemetry/recorder.ts";
import { cutQuery, symbolName, type TelemetryName, type TelemetryText } from "../telemetry/redact.ts";

export interface SessionOptions {
  /** False under `--no-sync`. */
  readonly sync: boolean;
  readonly includeSecrets: boolean;
}

export class Session {
  readonly host: Host;
  /** Absolute path of the segment, which is also the working folder. */
  readonly segment: string;
  /** The caller's folder relative to the segment: "" or `sub/folder`. */
  readonly callerFolder: string;
  readonly options: SessionOptions;
  readonly recorder: Recorder;
  /** What the answer carries as `warnings`, in the order met. */
  readonly warnings: string[] = [];
  /** Run when the command is interrupted: what must not be left behind. */
  readonly cleanups: Set<() => void> = new Set();
  /** Tells people what is going on, on stderr; silent under `--quiet`. */
  readonly notice: (text: string) => void;
  /** Called with (done, total) during long work. */
  readonly progress: (done: number, total: number) => void;
  /** Files and folders that the answer rests on: where there is no time to index all that has changed, they come first. */
  readonly wanted: Set<string> = new Set();
  /** Whether the answer is one of a part of the sources, so that no "no" can be given. */
  isPartial = false;
  /**
   * Told of each file's path and outline (src/pack/outline_codec.ts), in the order of the paths, while a pack is made
   * from nothing; null where nobody asks.
   */
  onOutlined: ((path: string, outline: string) => void) | null = null;
  /** Whether this run met files that the pack did not know as they are. */
  sawStale = false;
  #pack: PackReader | null = null;
  #packSha: string | null = null;

  constructor(parts: {
    host: Host;
    segment: string;
    callerFolder: string;
    options: SessionOptions;
    recorder: Recorder;
    notice: (text: string) => void;
    progress: (done: number, total: number) => void;
  }) {
    this.host = parts.host;
    this.segment = parts.segment;
    this.callerFolder = parts.callerFolder;
    this.options = parts.options;
    this.recorder = parts.recorder;
    this.notice = parts.notice;
    this.progress = parts.progress;
  }

  /** The open pack, when a use case has opened one. */
  get pack(): PackReader | null {
    return this.#pack;
  }

  /** Makes `reader` the run's pack; `closePack` closes it. */
  usePack(reader: PackReader): void {
    this.#pack = reader;
    this.#packSha = reader.packSha === "" ? null : reader.packSha;
  }

  /** Notes the pack that the background server looked into on this run's behalf. */
  notePackSha(packSha: string): void {
    this.#packSha = packSha;
  }

  /** `pack_sha` of the pack that the run used, also after it was closed; null when there was none. */
  packSha(): string | null {
    return this.#packSha;
  }

  /** A query as telemetry may keep it. */
  queryText(query: string): TelemetryText {
    return cutQuery(query, this.segment);
  }

  /** A selector as telemetry may keep it. */
  symbolText(selector: string): TelemetryName {
    return symbolName(selector, this.segment);
  }

  closePack(): void {
    this.#pack?.close();
    this.#pack = null;
  }
}
