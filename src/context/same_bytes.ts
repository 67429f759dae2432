/** Whether a file still is what the pack remembers, by its bytes: for where its times cannot tell. */
import { sha256Hex } from "../host/digest.ts";
import { readAdmitted } from "./read_admitted.ts";
import type { Session } from "./session.ts";

/** Whether the file still has the bytes that the pack remembers; a file that was kept out is still kept out. */
export async function hasBytes(
  session: Session,
  path: string,
  sha256: string,
  includeSecrets: boolean,
): Promise<boolean> {
  const outcome = await readAdmitted(session.host.fs, path, includeSecrets);
  return outcome.ok ? await sha256Hex(outcome.source.bytes) === sha256 : sha256 === "";
}
