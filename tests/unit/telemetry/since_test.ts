import { assertEquals } from "@std/assert";
import { parseSince } from "../../../src/telemetry/since.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");

Deno.test("spans reach back from now", () => {
  const hours = (text: string): number => (NOW - (parseSince(text, NOW) ?? 0)) / 3_600_000;
  assertEquals(["30m", "12h", "7d", "2w", "0d"].map(hours), [0.5, 12, 168, 336, 0]);
});

Deno.test("dates and moments with a zone are themselves", () => {
  assertEquals(parseSince("2026-01-31", NOW), Date.UTC(2026, 0, 31));
  assertEquals(parseSince("2026-01-31T10:00+02:00", NOW), Date.UTC(2026, 0, 31, 8));
});

Deno.test("anything else is neither", () => {
  for (
    const text of ["", "7", "d", "-7d", "7 d", "7y", "yesterday", "2026-13-01", "2026-01-31T10:00", "1e3d"]
  ) {
    assertEquals(parseSince(text, NOW), null, text);
  }
});
