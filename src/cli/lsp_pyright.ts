/**
 * A program of its own: the bundled language server inside a `deno compile` binary, which cannot be told what to load
 * before it. Elsewhere the runtime does the same two steps by its own flags (src/lsp/pyright.ts).
 */
import { moduleUrl } from "../host/program.ts";
import "./lsp_confined.ts";

await import(moduleUrl("pyright/start.cjs").href);
