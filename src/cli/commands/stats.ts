/** `ctx stats` */
import { type CommandFigures, readStats, type Summary } from "../../context/stats.ts";
import type { RunCommand, TextStyle } from "../command.ts";
import { duration, percent, shareBar, sparkline } from "../render/bars.ts";
import { renderTable } from "../render/table.ts";
import { byteSize, clip, grouped, paint, visibleName } from "../render/text.ts";

/** Queries without a hit that people are shown; JSON has ten. */
const SHOWN_QUERIES = 3;

export const run: RunCommand = (session, invocation) => {
  const window = invocation.value("window");
  const summary = readStats(session, window);
  return Promise.resolve({
    exit: 0,
    payload: statsJson(summary),
    text: (style) => renderStats(summary, style),
    facts: window === "" ? {} : { window },
  });
};

function statsJson(summary: Summary): Record<string, unknown> {
  const { window, ast, lsp, fileRead, tokens, searches, drops } = summary;
  return {
    window: {
      label: window.label,
      since: window.sinceMs === null ? null : new Date(window.sinceMs).toISOString(),
      until: new Date(window.untilMs).toISOString(),
      first_event: summary.firstAt,
      last_event: summary.lastAt,
    },
    commands: Object.fromEntries(
      [...summary.commands].map(([name, figures]) => [name, commandJson(figures)]),
    ),
    ast: {
      parses: ast.parses,
      cache_hits: ast.cacheHits,
      cache_misses: ast.cacheMisses,
      cache_hit_rate: ast.cacheHitRate,
    },
    lsp: {
      spawns: lsp.spawns,
      ready: lsp.ready,
      requests: lsp.requests,
      timeouts: lsp.timeouts,
      fallbacks: lsp.fallbacks,
      timeout_rate: lsp.timeoutRate,
      fallback_rate: lsp.fallbackRate,
      ready_p50_ms: lsp.readyMs.p50Ms,
      ready_p95_ms: lsp.readyMs.p95Ms,
      ready_max_ms: lsp.readyMs.maxMs,
    },
    file_read: {
      skeleton_bytes: fileRead.skeletonBytes,
      excerpt_bytes: fileRead.excerptBytes,
      raw_bytes: fileRead.rawBytes,
      total_bytes: fileRead.totalBytes,
    },
    tokens: {
      served: tokens.served,
      served_comparable: tokens.comparable,
      whole_files: tokens.wholeFiles,
      saved: Math.max(0, tokens.wholeFiles - tokens.comparable),
      saved_ratio: tokens.savedRatio,
    },
    searches: {
      total: searches.total,
      hits: searches.hits,
      zero_hits: searches.zeroHits,
      top_zero_hit_queries: searches.topZeroHitQueries,
    },
    drops: {
      dropped_events: drops.droppedEvents,
      missing_events: drops.missingEvents,
      torn_lines: drops.tornLines,
      metrics_repairs: drops.repairs,
    },
  };
}

function commandJson(
  { count, p50Ms, p95Ms, maxMs, failures, activity }: CommandFigures,
): Record<string, unknown> {
  return { runs: count, p50_ms: p50Ms, p95_ms: p95Ms, max_ms: maxMs, failures, activity };
}

function renderStats(summary: Summary, style: TextStyle): string {
  const { window, firstAt, lastAt, commands } = summary;
  if (firstAt === null || lastAt === null) return "nothing was recorded in this time\n";
  const runs = [...commands.values()].reduce((total, { count }) => total + count, 0);
  const span = window.sinceMs === null ? "" : ` in the last ${window.label}`;
  const head = `${grouped(runs)} runs${span}, from ${minute(firstAt)} to ${minute(lastAt)}`;
  const facts = factRows(summary, style.colour);
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, text]) => `${paint(style.colour, "dim", name.padEnd(width))}  ${text}`);
  return `${paint(style.colour, "bold", head)}\n\n${commandTable(summary, style)}\n${lines.join("\n")}\n`;
}

function minute(ts: string): string {
  return ts.slice(0, 16).replace("T", " ");
}

function commandTable({ commands }: Summary, { columns }: TextStyle): string {
  const rows = [...commands]
    .sort(([, left], [, right]) => right.count - left.count)
    .map(([name, { count, p50Ms, p95Ms, maxMs, failures, activity }]) => [
      name.replaceAll(".", " "),
      grouped(count),
      failures === 0 ? "" : grouped(failures),
      duration(p50Ms),
      duration(p95Ms),
      duration(maxMs),
      sparkline(activity),
    ]);
  const right = { align: "right" } as const;
  return renderTable(
    [
      { title: "command" },
      { title: "runs", ...right },
      { title: "failed", ...right },
      { title: "p50", ...right },
      { title: "p95", ...right },
      { title: "max", ...right },
      { title: "over time" },
    ],
    rows,
    columns,
  );
}

function factRows(
  { tokens, ast, lsp, searches, fileRead, drops }: Summary,
  colour: boolean,
): [string, string][] {
  const rows: [string, string][] = [];
  if (tokens.wholeFiles > 0) {
    const bar = paint(colour, "green", shareBar(tokens.savedRatio));
    const served = `${grouped(tokens.comparable)} served, ${grouped(tokens.wholeFiles)} in the whole files`;
    rows.push(["tokens", `${bar} ${percent(tokens.savedRatio)} saved (${served})`]);
  }
  if (fileRead.totalBytes > 0) {
    const parts = [
      `${byteSize(fileRead.skeletonBytes)} skeleton`,
      `${byteSize(fileRead.excerptBytes)} excerpt`,
      `${byteSize(fileRead.rawBytes)} raw`,
    ];
    rows.push(["text served", parts.join(", ")]);
  }
  if (searches.total > 0) rows.push(["searches", searchText(searches)]);
  const accesses = ast.cacheHits + ast.cacheMisses;
  if (accesses > 0) {
    const rate = `${shareBar(ast.cacheHitRate)} ${percent(ast.cacheHitRate)}`;
    rows.push([
      "parse cache",
      `${rate} hits of ${grouped(accesses)} accesses, ${grouped(ast.parses)} files parsed`,
    ]);
  }
  if (lsp.requests + lsp.spawns > 0) {
    rows.push([
      "language server",
      `${grouped(lsp.requests)} requests, ${percent(lsp.timeoutRate)} timed out, ${
        percent(lsp.fallbackRate)
      } answered without it; ${grouped(lsp.ready)} of ${grouped(lsp.spawns)} starts ready` +
      (lsp.readyMs.count > 0 ? ` (p50 ${duration(lsp.readyMs.p50Ms)})` : ""),
    ]);
  }
  const { droppedEvents, missingEvents, tornLines, repairs } = drops;
  const lost = `${grouped(droppedEvents)} dropped, ${grouped(missingEvents)} missing, ${
    grouped(tornLines)
  } torn`;
  rows.push(["telemetry lost", repairs === 0 ? lost : `${lost}; counters rebuilt ${grouped(repairs)} times`]);
  return rows;
}

function searchText({ total, zeroHits, topZeroHitQueries }: Summary["searches"]): string {
  const text = `${grouped(total)}, ${grouped(zeroHits)} without a hit`;
  const shown = topZeroHitQueries.slice(0, SHOWN_QUERIES)
    .map(({ query, count }) => `${clip(visibleName(query), 40)}${count > 1 ? ` (${count}×)` : ""}`);
  return shown.length === 0 ? text : `${text}: ${shown.join(", ")}`;
}
