/** The version, for people and for programs. */
import manifest from "../../deno.json" with { type: "json" };

/** `ctx 1.2.3`, or a JSON object with the versions of everything inside. */
export function renderVersion(json: boolean): string {
  if (!json) return `ctx ${manifest.version}\n`;
  const packages: Record<string, string> = {};
  for (const specifier of Object.values(manifest.imports)) {
    const match = /^npm:((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(specifier);
    if (match?.[1] !== undefined && match[2] !== undefined) packages[match[1]] = match[2];
  }
  return `${JSON.stringify({ schema: "ctx.version/1", version: manifest.version, packages })}\n`;
}
