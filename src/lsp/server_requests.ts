/**
 * What a server asks of its client, answered: a server waits for ever on a question that nobody answers. Nothing here
 * changes a file, opens anything or shows anything.
 */
import { unhandled } from "./connection.ts";
import { asMembers } from "./members.ts";
import { toFileUri } from "./position.ts";

/** What this client says that it can do; a server asks only for what is listed here. */
export const CLIENT_CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true },
  textDocument: {
    synchronization: { dynamicRegistration: true },
    definition: { dynamicRegistration: true, linkSupport: true },
    references: { dynamicRegistration: true },
    hover: { dynamicRegistration: true, contentFormat: ["markdown", "plaintext"] },
    publishDiagnostics: { versionSupport: true },
  },
} as const;

/** The result for `method`, or `unhandled`. `settings` gives a configuration section's value, null where unset. */
export function answerServerRequest(
  method: string,
  params: unknown,
  root: string,
  settings: (section: string) => unknown,
): unknown {
  switch (method) {
    case "workspace/configuration": {
      const items = asMembers(params)?.["items"];
      return Array.isArray(items) ? items.map((item) => settings(sectionOf(item))) : [];
    }
    case "workspace/workspaceFolders":
      return [{ uri: toFileUri(root), name: "segment" }];
    case "workspace/applyEdit":
      return { applied: false };
    case "window/showDocument":
      return { success: false };
    case "client/registerCapability":
    case "client/unregisterCapability":
    case "window/workDoneProgress/create":
    case "window/showMessageRequest":
    case "workspace/codeLens/refresh":
    case "workspace/diagnostic/refresh":
    case "workspace/inlayHint/refresh":
    case "workspace/inlineValue/refresh":
    case "workspace/semanticTokens/refresh":
      return null;
    default:
      return unhandled;
  }
}

function sectionOf(item: unknown): string {
  const section = asMembers(item)?.["section"];
  return typeof section === "string" ? section : "";
}
