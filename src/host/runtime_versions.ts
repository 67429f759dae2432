/** Which runtime runs this program. */

export const RUNTIME_VERSIONS: Readonly<Record<"deno" | "v8" | "typescript", string>> = Deno.version;
