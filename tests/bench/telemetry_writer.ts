/**
 * One process of the stress driver: emits events through a real recorder and keeps its own account of them.
 * Arguments: folder, ledger file, events, events per flush, rotate-at bytes, pause after each flush in ms.
 * The ledger is one JSON line, rewritten before every flush, so that it says what was attempted even after SIGKILL.
 */
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { createRecorder } from "../../src/telemetry/recorder.ts";
import { cutQuery, segmentPath } from "../../src/telemetry/redact.ts";

const [directory = "", ledgerPath = "", events = "0", perFlush = "1", rotateAt = "0", pauseMs = "0"] =
  Deno.args;
const recorder = createRecorder({
  fs: denoFileSystem,
  clock: systemClock,
  level: "full",
  segmentRoot: "/nowhere",
  directory,
  uid: Deno.uid() ?? -1,
  ...(rotateAt === "0" ? {} : { rotateAtBytes: Number(rotateAt) }),
});

const ledger = {
  run_id: recorder.runId,
  attempted: 0,
  finished: false,
  dropped: 0,
  unlocked: 0,
  ast_parse_count: 0,
  ast_cache_hit_count: 0,
  ast_cache_miss_count: 0,
  file_read_raw_bytes_total: 0,
  ctx_search_count: 0,
  lsp_fallback_count: 0,
  longest_flush_ms: 0,
};

function saveLedger(): void {
  Deno.writeTextFileSync(ledgerPath, JSON.stringify(ledger));
}

function emit(index: number): void {
  const file = segmentPath(`src/module_${index % 7}.py`);
  ledger.attempted++;
  switch (index % 4) {
    case 0:
      ledger.ast_parse_count++;
      recorder.event({
        cmd: "ast.parse",
        timingMs: index % 9,
        file,
        functions: 1,
        classes: 0,
        skeletonBytes: 10,
        reductionRatio: 0.1,
      });
      return;
    case 1: {
      const cacheHit = index % 3 === 0;
      ledger[cacheHit ? "ast_cache_hit_count" : "ast_cache_miss_count"]++;
      recorder.event({ cmd: "ast.cache", timingMs: 0, file, cacheHit, prevSha: null });
      return;
    }
    case 2:
      ledger.file_read_raw_bytes_total += index;
      recorder.event({ cmd: "file.read", timingMs: 1, file, mode: "raw", bytes: index });
      return;
    default:
      ledger.ctx_search_count++;
      ledger.lsp_fallback_count++;
      recorder.incr("lsp_fallback_count");
      recorder.event({
        cmd: "ctx.search",
        timingMs: 3,
        query: cutQuery(`query ${index}`),
        bytesRead: 0,
        disclosureMode: null,
        tokens: 0,
      });
  }
}

function flush(): void {
  saveLedger();
  const start = performance.now();
  const outcome = recorder.flush();
  ledger.longest_flush_ms = Math.max(ledger.longest_flush_ms, performance.now() - start);
  if (outcome.kind === "dropped") ledger.dropped += outcome.events;
  if (outcome.kind === "written" && !outcome.locked) ledger.unlocked++;
  systemClock.pause(Number(pauseMs));
}

for (let index = 0; index < Number(events); index++) {
  emit(index);
  if ((index + 1) % Number(perFlush) === 0) flush();
}
flush();
ledger.finished = true;
saveLedger();
