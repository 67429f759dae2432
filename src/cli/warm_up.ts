/**
 * A program of its own: loads every module of the program and ends. The executable runs it once, when it has unpacked
 * itself, and then moves what the runtime has added to its cache of compiled code out of SQLite's log
 * (packaging/unpack.ts, settle). The runtime ends without doing so, and each later start read the whole log again: 4 MB
 * in 930 reads (Deno 2.9.6).
 */
import { MODULES } from "./whole_program.ts";

for (const load of Object.values(MODULES)) await load();
