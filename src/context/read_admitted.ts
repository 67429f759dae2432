/**
 * Reads a source file for the pack: `readSource`, and then the look for credentials in its text. The detector's rules
 * are loaded when a text first hints at one, which most repositories' never do.
 */
import type { FileSystem } from "../host/file_system.ts";
import { loadModule } from "../host/program.ts";
import { type ReadOutcome, readSource } from "../segment/read.ts";
import { hasSecretHint } from "../segment/secret_hints.ts";
import type { SecretDetector } from "../segment/secrets.ts";

let detector: SecretDetector | null = null;

async function theDetector(): Promise<SecretDetector> {
  if (detector === null) {
    const { loadSecretRules } = await loadModule<typeof import("../segment/secrets.ts")>(
      "src/segment/secrets.ts",
    );
    detector = await loadSecretRules();
  }
  return detector;
}

/** The file's text, or why it is kept out; `secret` also for what its content says. */
export async function readAdmitted(
  fs: FileSystem,
  path: string,
  includeSecrets: boolean,
): Promise<ReadOutcome> {
  const outcome = readSource(fs, ".", path, { includeSecrets });
  if (!outcome.ok || includeSecrets || !hasSecretHint(outcome.source.text)) return outcome;
  const holdsSecret = await theDetector();
  return holdsSecret(path, outcome.source.text) ? { ok: false, reason: "secret" } : outcome;
}
