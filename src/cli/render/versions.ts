/** `ctx --version --json`: what is inside, as one object. A module of its own, so that `ctx --version` is without it. */
import { collectVersions } from "../../context/versions.ts";
import { jsonLine } from "./json_line.ts";

/** The only encoder of `ctx.version/1`. */
export function renderVersions(): string {
  const { packSchema, ...versions } = collectVersions();
  return jsonLine({ schema: "ctx.version/1", ...versions, pack_schema: packSchema });
}
