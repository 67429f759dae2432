/** `ctx ast locate`: where the thing is that a selector names. */
import { type Located, resolveText } from "./ast_resolve.ts";
import { openFreshPack } from "./fresh_pack.ts";
import type { Session } from "./session.ts";

/** Resolves `text` against the files as they are now. Throws as resolveText. */
export async function locateSelector(session: Session, text: string): Promise<Located> {
  return await resolveText(session, await openFreshPack(session), text);
}
