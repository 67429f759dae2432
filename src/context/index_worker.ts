/** A worker's whole program: gets orders, gives results, in order. Its rights are those of src/host/workers.ts. */
import { systemClock } from "../host/clock.ts";
import { denoFileSystem } from "../host/deno_file_system.ts";
import { answerMessages } from "../host/workers.ts";
import { indexFile, type IndexOrder } from "./index_file.ts";

answerMessages((order) => indexFile(denoFileSystem, systemClock, order as IndexOrder));
