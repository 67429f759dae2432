/** `ctx telemetry events` */
import { type EventRow, listEvents } from "../../context/telemetry_log.ts";
import type { RunCommand, TextStyle } from "../command.ts";
import { duration } from "../render/bars.ts";
import { renderTable } from "../render/table.ts";
import { grouped, visibleName } from "../render/text.ts";

const MOST_EVENTS = 1_000_000;

export const run: RunCommand = (session, invocation) => {
  const [cmd, since] = [invocation.value("cmd"), invocation.value("since")];
  const all = listEvents(session, { cmd, since });
  const rows = all.slice(-invocation.whole("limit", all.length || 1, 1, MOST_EVENTS));
  return Promise.resolve({
    exit: rows.length > 0 ? 0 : 1,
    payload: { events: rows.map(({ json }) => json) },
    lines: rows.map(({ json }) => json),
    text: (style) => renderEvents(rows, style),
    facts: { ...cmd === "" ? {} : { cmdFilter: cmd }, ...since === "" ? {} : { since } },
  });
};

function renderEvents(rows: readonly EventRow[], { columns }: TextStyle): string {
  if (rows.length === 0) return "no events\n";
  const cells = rows.map(({ ts, cmd, status, timingMs, count, args }) => [
    ts.slice(0, 19).replace("T", " "),
    cmd,
    count > 1 ? `${grouped(count)}×` : "",
    duration(timingMs),
    status,
    Object.entries(args).filter(([, value]) => value !== null && value !== false)
      .map(([name, value]) => `${name}=${visibleName(String(value))}`).join(" "),
  ]);
  const right = { align: "right" } as const;
  const titles = [
    { title: "time (UTC)" },
    { title: "event" },
    { title: "", ...right },
    { title: "took", ...right },
    { title: "status" },
    { title: "about" },
  ];
  return renderTable(titles, cells, columns);
}
