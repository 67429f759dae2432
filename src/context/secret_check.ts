/**
 * The look for credentials for whoever reads files in another way than readAdmitted: the language server's processes,
 * which may not read the program, so that all they load is named literally.
 */
import { barPath } from "../segment/admission.ts";
import { hasSecretHint } from "../segment/secret_hints.ts";

/** Whether a path or its text holds a credential. */
export async function loadSecretCheck(): Promise<(path: string, text: string) => boolean> {
  const { loadSecretRules } = await import("../segment/secrets.ts");
  const holdsSecret = await loadSecretRules();
  return (path, text) => barPath(path, false) === "secret" || hasSecretHint(text) && holdsSecret(path, text);
}
