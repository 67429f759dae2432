/**
 * Counters and durations in Prometheus' text format 0.0.4, named as its guide wants: base units, `_total`. Pure.
 * Invariant: `promtool check metrics` has nothing to say.
 */
import { commandCounter, type CounterName, type CounterSet } from "./metrics.ts";
import type { StoredEvent } from "./events.ts";
import { Observations } from "./observations.ts";
import { COMMAND_NAMES } from "./vocabulary.ts";

interface Family {
  readonly name: string;
  readonly help: string;
  /** Label pairs, ready to print, and the counter behind them. */
  readonly samples: readonly (readonly [labels: string, counter: CounterName])[];
}

const FAMILIES: readonly Family[] = [
  {
    name: "ctx_command_runs_total",
    help: "Finished runs of each command.",
    samples: COMMAND_NAMES.map((name) => [`command="${name}"`, commandCounter(name)] as const),
  },
  { name: "ctx_ast_parses_total", help: "Files parsed.", samples: [["", "ast_parse_count"]] },
  {
    name: "ctx_ast_cache_accesses_total",
    help: "Accesses to the parse cache.",
    samples: [['result="hit"', "ast_cache_hit_count"], ['result="miss"', "ast_cache_miss_count"]],
  },
  {
    name: "ctx_selector_resolves_total",
    help: "Selector look-ups.",
    samples: [["", "selector_resolve_count"]],
  },
  {
    name: "ctx_selector_resolve_successes_total",
    help: "Selector look-ups that named one symbol.",
    samples: [["", "selector_resolve_success_count"]],
  },
  { name: "ctx_lsp_spawns_total", help: "Language servers started.", samples: [["", "lsp_spawn_count"]] },
  {
    name: "ctx_lsp_ready_total",
    help: "Language servers that became ready.",
    samples: [["", "lsp_ready_count"]],
  },
  {
    name: "ctx_lsp_requests_total",
    help: "Requests to a language server.",
    samples: [["", "lsp_request_count"]],
  },
  { name: "ctx_lsp_timeouts_total", help: "Requests that timed out.", samples: [["", "lsp_timeout_count"]] },
  {
    name: "ctx_lsp_fallbacks_total",
    help: "Answers that were not the language server's.",
    samples: [["", "lsp_fallback_count"]],
  },
  {
    name: "ctx_file_read_bytes_total",
    help: "Bytes of source text served, by disclosure mode.",
    samples: [
      ['mode="skeleton"', "file_read_skeleton_bytes_total"],
      ['mode="excerpt"', "file_read_excerpt_bytes_total"],
      ['mode="raw"', "file_read_raw_bytes_total"],
    ],
  },
  {
    name: "ctx_telemetry_events_total",
    help: "Telemetry events written.",
    samples: [["", "telemetry_events_total"]],
  },
  {
    name: "ctx_telemetry_dropped_total",
    help: "Telemetry events that could not be written.",
    samples: [["", "telemetry_dropped_total"]],
  },
  {
    name: "ctx_telemetry_repairs_total",
    help: "Times that the counters were rebuilt from the log.",
    samples: [["", "telemetry_repairs_total"]],
  },
];

const DURATION = "ctx_event_duration_seconds";

function* durations(events: readonly StoredEvent[]): Generator<string> {
  const byCommand = new Map<string, Observations>();
  for (const { cmd, timingMs, latency } of events) {
    // A folded line is a sum: its single durations are gone.
    if (latency !== null) continue;
    const known = byCommand.get(cmd) ?? new Observations();
    known.add(timingMs);
    byCommand.set(cmd, known);
  }
  if (byCommand.size === 0) return;
  yield `# HELP ${DURATION} Durations of the events that are still in the log.\n`;
  yield `# TYPE ${DURATION} summary\n`;
  for (const [cmd, observed] of [...byCommand].sort(([left], [right]) => left < right ? -1 : 1)) {
    const { p50Ms, p95Ms, maxMs } = observed.summary();
    for (const [quantile, ms] of [["0.5", p50Ms], ["0.95", p95Ms], ["1", maxMs]] as const) {
      yield `${DURATION}{event="${cmd}",quantile="${quantile}"} ${ms / 1000}\n`;
    }
    yield `${DURATION}_sum{event="${cmd}"} ${observed.sumMs / 1000}\n`;
    yield `${DURATION}_count{event="${cmd}"} ${observed.count}\n`;
  }
}

/** The lines of the exposition, newlines included. */
export function* exportPrometheus(
  counters: CounterSet,
  events: readonly StoredEvent[],
): Generator<string> {
  for (const { name, help, samples } of FAMILIES) {
    yield `# HELP ${name} ${help}\n# TYPE ${name} counter\n`;
    for (const [labels, counter] of samples) {
      yield `${name}${labels === "" ? "" : `{${labels}}`} ${counters.get(counter)}\n`;
    }
  }
  yield* durations(events);
}
