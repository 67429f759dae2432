/** A table for people: columns as wide as they must be, the last one cut to the terminal's width. */
import stringWidth from "string-width";
import { clip } from "./text.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const fill = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? fill + text : text + fill;
}

/** `rows` under `columns`, two blanks apart, no trailing blanks, one line each. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = columns.map((column, index) =>
    Math.max(stringWidth(column.title), ...rows.map((row) => stringWidth(row[index] ?? "")))
  );
  const line = (cells: readonly string[]): string => {
    const padded = columns.map((column, index) =>
      pad(cells[index] ?? "", widths[index] ?? 0, column.align ?? "left")
    );
    return clip(padded.join("  ").trimEnd(), width);
  };
  const all = [columns.map((column) => column.title), ...rows];
  return `${all.map(line).join("\n")}\n`;
}
