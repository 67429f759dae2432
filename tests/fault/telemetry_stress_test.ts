/** Short forms of tests/bench/telemetry_stress.ts: real processes, an account that is not ours, nothing lost. */
import { assert, assertEquals } from "@std/assert";
import { runStress, type StressOptions, type StressReport } from "../bench/telemetry_stress.ts";

async function stress(options: Partial<StressOptions>): Promise<StressReport> {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  try {
    return await runStress(root, {
      processes: 2,
      eventsEach: 100,
      perFlush: 1,
      killShare: 0,
      rotateAtBytes: 0,
      pauseMs: 0,
      ...options,
    });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function assertNothingLost(report: StressReport): void {
  assertEquals(report.inFiles + report.dropped, report.attempted);
  assertEquals(report.dropped, 0);
  assertEquals(report.gapsInSurvivors, 0);
  assertSound(report);
}

function assertSound(report: StressReport): void {
  assertEquals(report.tornLines, 0);
  assertEquals(report.duplicates, 0);
  assertEquals(report.outOfOrder, 0);
  assertEquals(report.differences, {});
}

for (const [processes, eventsEach] of [[2, 300], [8, 120], [32, 12]] as const) {
  Deno.test(`${processes} processes at once lose nothing and count exactly`, async () => {
    const report = await stress({ processes, eventsEach });
    assertNothingLost(report);
    assertEquals(report.otherFiles, []);
  });
}

Deno.test("rotation under many writers: everything of three generations is there, once", async () => {
  // 6 × 150 events of about 330 bytes are 300 KB: two rotations, so that all of it is still in the files.
  const report = await stress({ processes: 6, eventsEach: 150, rotateAtBytes: 120_000 });
  assertNothingLost(report);
});

Deno.test("hundreds of rotations under many writers: the counters are exact all the same", async () => {
  const report = await stress({ processes: 8, eventsEach: 120, rotateAtBytes: 4_000 });
  assertSound(report);
  assert(report.inFiles < report.attempted, "old generations are gone");
});

Deno.test("a quarter of the processes killed: only killed runs have gaps, and what is there is counted", async () => {
  const report = await stress({ processes: 8, eventsEach: 1500, killShare: 0.25, perFlush: 5 });
  assert(report.killed > 0);
  assertEquals(report.gapsInSurvivors, 0);
  assertSound(report);
});
