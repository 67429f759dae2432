/**
 * A program of its own: the background server of the segment in its working folder. `ctx lsp` starts it with the right to
 * write its mailbox and telemetry and to run the language server; see src/context/lsp_background.ts.
 */
import { serveBackground } from "../context/lsp_serve.ts";
import { denoHost } from "../host/deno_host.ts";

await serveBackground(denoHost, denoHost.processes.args);
