/** The version for people: all that main.ts loads for it. For programs: render/versions.ts. */
import manifest from "../../deno.json" with { type: "json" };

/** `ctx 1.2.3` and a newline. */
export function renderVersion(): string {
  return `ctx ${manifest.version}\n`;
}
