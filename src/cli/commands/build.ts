/** `ctx build` */
import { sync } from "../../context/sync.ts";
import type { RunCommand } from "../command.ts";
import { answerOf, limitOf } from "./sync.ts";

export const run: RunCommand = async (session, invocation) =>
  answerOf(await sync(session, { ...limitOf(invocation), rebuild: true }));
