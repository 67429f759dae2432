/**
 * What happens between the background server and its language server, told to whoever wants to record it. Plain data,
 * so that it can cross to the command that waits for it; paths in it are relative to the segment. What a command asks and
 * gets is the command's own to record.
 */

/** Methods that a caller may ask for; the rest of the protocol is the client's own business. */
export type LspMethod = "definition" | "references" | "hover" | "diagnostics";

export type LspHappening =
  | {
    readonly kind: "spawn";
    /** Base name of the program. */
    readonly binary: string;
    readonly pid: number;
    /** False when it replaces a server that died. */
    readonly coldStart: boolean;
    readonly timingMs: number;
  }
  | { readonly kind: "initialize"; readonly status: "ok" | "failed" | "timeout"; readonly timingMs: number }
  | {
    readonly kind: "ready";
    readonly via: "diagnostics" | "definition";
    /** Since the spawn. */
    readonly timingMs: number;
  }
  | {
    readonly kind: "diagnostics";
    readonly count: number;
    /** Tells one set of findings from another without their text: hex. */
    readonly digest: string;
    /** Since the text was sent. */
    readonly timingMs: number;
  };

export type LspObserver = (happening: LspHappening) => void;
