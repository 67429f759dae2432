/**
 * A program of its own: prints the root above the folder in its argument, nothing when there is none. Started with
 * the right to read two names in each ancestor and no other right; see segment_choice.ts.
 */
import { denoFileSystem } from "../host/deno_file_system.ts";
import { denoProcesses } from "../host/process.ts";
import { denoTerminal } from "../host/terminal.ts";
import { findRoot } from "../segment/root.ts";

denoTerminal.out(findRoot(denoFileSystem, denoProcesses.args[0] ?? "/") ?? "");
