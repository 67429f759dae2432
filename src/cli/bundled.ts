/** The entry of a bundle of this program: main.ts with every module at hand. Nothing imports it. */
import { provideModules } from "../host/program.ts";
import { MODULES } from "./whole_program.ts";

provideModules(MODULES);
await import("../../main.ts");
