/** `ctx build` */
import { sync } from "../../context/sync.ts";
import type { RunCommand } from "../command.ts";
import { answerOf } from "./sync.ts";

export const run: RunCommand = async (session) => answerOf(await sync(session, true));
