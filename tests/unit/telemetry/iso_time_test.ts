import { assertEquals } from "@std/assert";
import { isoTime } from "../../../src/telemetry/iso_time.ts";

Deno.test("moments are written as Date writes them", () => {
  const edges = [
    "1970-01-01",
    "1972-02-29",
    "1999-12-31",
    "2000-02-29",
    "2000-03-01",
    "2100-02-28",
    "2100-03-01",
    "9999-12-31",
  ];
  const moments = edges.flatMap((edge) => [0, 1, 999, 59_999, 86_399_999].map((ms) => Date.parse(edge) + ms));
  // Every 37 hours and a prime number of milliseconds for four hundred years.
  for (let ms = 0; ms < 400 * 365.2425 * 86_400_000; ms += 37 * 3_600_000 + 7919) moments.push(ms);
  for (const ms of moments) assertEquals(isoTime(ms), new Date(ms).toISOString());
});

Deno.test("moments before the epoch and after 9999 are Date's own affair", () => {
  for (const ms of [-1, Date.parse("-000001-01-01T00:00:00Z"), 253_402_300_800_000]) {
    assertEquals(isoTime(ms), new Date(ms).toISOString());
  }
});
