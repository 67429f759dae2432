/** Versions of everything inside: what a report of a fault, or a comparison of two machines, has to name. Starts nothing. */
import manifest from "../../deno.json" with { type: "json" };
import { RUNTIME_VERSIONS } from "../host/runtime_versions.ts";
import { SCHEMA_VERSION } from "../pack/schema.ts";
import { grammarVersions } from "../syntax/languages.ts";

/** A published package. */
export interface PackageVersion {
  readonly package: string;
  readonly version: string;
}

export interface Versions {
  readonly version: string;
  readonly runtime: { readonly deno: string; readonly v8: string; readonly typescript: string };
  /** By language. */
  readonly grammars: Readonly<Record<string, PackageVersion>>;
  /** By name; the grammars' are not among them. */
  readonly packages: Readonly<Record<string, string>>;
  /** Of the pack's tables. */
  readonly packSchema: number;
}

/** Pinned beside the others, and used by tests and by packaging alone. */
const DEVELOPMENT: ReadonlySet<string> = new Set([
  "@gfx/zopfli",
  "fast-check",
  "gpt-tokenizer",
  "typescript",
]);

/** Name and version in `npm:@scope/name@1.2.3/path`, with or without `npm:`; what follows the version is cut. */
function decodePackage(specifier: string): PackageVersion | null {
  const [, name, version] = /^(?:npm:)?((?:@[^/]+\/)?[^@/]+)@([^/+]+)/.exec(specifier) ?? [];
  return name === undefined || version === undefined ? null : { package: name, version };
}

export function collectVersions(): Versions {
  const grammars: Record<string, PackageVersion> = {};
  for (const [language, text] of Object.entries(grammarVersions())) {
    const found = decodePackage(text);
    if (found !== null) grammars[language] = found;
  }
  const packages: Record<string, string> = {};
  for (const specifier of Object.values(manifest.imports)) {
    const found = decodePackage(specifier);
    if (found !== null && !DEVELOPMENT.has(found.package)) packages[found.package] = found.version;
  }
  const { deno, v8, typescript } = RUNTIME_VERSIONS;
  return {
    version: manifest.version,
    runtime: { deno, v8, typescript },
    grammars,
    packages,
    packSchema: SCHEMA_VERSION,
  };
}
