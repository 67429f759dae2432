/** The corpus: every hostile repository, in the order of the table. */
import type { HostileCase } from "./case.ts";
import { LINK_CASES } from "./cases/links.ts";
import { NAME_CASES } from "./cases/names.ts";
import { PROGRAM_CASES } from "./cases/programs.ts";
import { SECRET_CASES } from "./cases/secrets.ts";
import { SIZE_CASES } from "./cases/sizes.ts";
import { STATE_CASES } from "./cases/state.ts";

export const CORPUS: readonly HostileCase[] = [
  ...LINK_CASES,
  ...STATE_CASES,
  ...PROGRAM_CASES,
  ...NAME_CASES,
  ...SIZE_CASES,
  ...SECRET_CASES,
];
