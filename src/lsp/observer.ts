/**
 * What happens between `ctx` and a language server, told to whoever wants to record it. Plain data, so that it can cross
 * from the background server to the command that waits for it; paths in it are relative to the segment.
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
    readonly kind: "request";
    readonly method: LspMethod;
    readonly resolved: boolean;
    /** Of the first target; null where there is none. */
    readonly target: string | null;
    readonly timingMs: number;
  }
  | { readonly kind: "timeout"; readonly method: string; readonly timeoutMs: number }
  | {
    readonly kind: "diagnostics";
    readonly path: string;
    readonly count: number;
    readonly timingMs: number;
  };

export type LspObserver = (happening: LspHappening) => void;
