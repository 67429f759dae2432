/**
 * Every module that `loadModule` is asked for, as literal imports: what a bundle is made from, in which modules are no
 * files. main.ts loads none of this. A new command is one line here; tests/unit/cli tells when it is missing.
 */
import { GRAMMAR_MODULES } from "../syntax/grammar_modules.ts";
import type { CommandModule } from "./command.ts";

const COMMAND_MODULES: Readonly<Record<string, () => Promise<CommandModule>>> = {
  "src/cli/commands/ast_locate.ts": () => import("./commands/ast_locate.ts"),
  "src/cli/commands/ast_skeleton.ts": () => import("./commands/ast_skeleton.ts"),
  "src/cli/commands/ast_snippet.ts": () => import("./commands/ast_snippet.ts"),
  "src/cli/commands/ast_symbols.ts": () => import("./commands/ast_symbols.ts"),
  "src/cli/commands/build.ts": () => import("./commands/build.ts"),
  "src/cli/commands/completions.ts": () => import("./commands/completions.ts"),
  "src/cli/commands/doctor.ts": () => import("./commands/doctor.ts"),
  "src/cli/commands/get.ts": () => import("./commands/get.ts"),
  "src/cli/commands/lsp_definition.ts": () => import("./commands/lsp_definition.ts"),
  "src/cli/commands/lsp_diagnostics.ts": () => import("./commands/lsp_diagnostics.ts"),
  "src/cli/commands/lsp_hover.ts": () => import("./commands/lsp_hover.ts"),
  "src/cli/commands/lsp_references.ts": () => import("./commands/lsp_references.ts"),
  "src/cli/commands/lsp_start.ts": () => import("./commands/lsp_start.ts"),
  "src/cli/commands/lsp_status.ts": () => import("./commands/lsp_status.ts"),
  "src/cli/commands/lsp_stop.ts": () => import("./commands/lsp_stop.ts"),
  "src/cli/commands/map.ts": () => import("./commands/map.ts"),
  "src/cli/commands/search.ts": () => import("./commands/search.ts"),
  "src/cli/commands/stats.ts": () => import("./commands/stats.ts"),
  "src/cli/commands/sync.ts": () => import("./commands/sync.ts"),
  "src/cli/commands/telemetry_events.ts": () => import("./commands/telemetry_events.ts"),
  "src/cli/commands/telemetry_export.ts": () => import("./commands/telemetry_export.ts"),
  "src/cli/commands/telemetry_path.ts": () => import("./commands/telemetry_path.ts"),
  "src/cli/commands/telemetry_prune.ts": () => import("./commands/telemetry_prune.ts"),
  "src/cli/commands/validate.ts": () => import("./commands/validate.ts"),
};

/** By the paths that `loadModule` knows them by. */
export const MODULES = {
  ...COMMAND_MODULES,
  ...GRAMMAR_MODULES,
  "src/cli/help.ts": () => import("./help.ts"),
  "src/cli/nearest.ts": () => import("./nearest.ts"),
  "src/cli/render/ctags.ts": () => import("./render/ctags.ts"),
  "src/cli/render/versions.ts": () => import("./render/versions.ts"),
  "src/cli/serve_elsewhere.ts": () => import("./serve_elsewhere.ts"),
  "src/cli/start.ts": () => import("./start.ts"),
  "src/context/ast_missing.ts": () => import("../context/ast_missing.ts"),
  "src/context/fresh_pack.ts": () => import("../context/fresh_pack.ts"),
  "src/context/lsp_own_definition.ts": () => import("../context/lsp_own_definition.ts"),
  "src/context/lsp_place.ts": () => import("../context/lsp_place.ts"),
  "src/context/map_rank.ts": () => import("../context/map_rank.ts"),
  "src/context/named_outlines.ts": () => import("../context/named_outlines.ts"),
  "src/context/passing_pack.ts": () => import("../context/passing_pack.ts"),
  "src/context/path_filter.ts": () => import("../context/path_filter.ts"),
  "src/context/same_bytes.ts": () => import("../context/same_bytes.ts"),
  "src/context/stream_symbols.ts": () => import("../context/stream_symbols.ts"),
  "src/context/vouched_pack.ts": () => import("../context/vouched_pack.ts"),
  "src/context/write_pack.ts": () => import("../context/write_pack.ts"),
  "src/host/short_digest.ts": () => import("../host/short_digest.ts"),
  "src/segment/secrets.ts": () => import("../segment/secrets.ts"),
  "src/syntax/mend_outline.ts": () => import("../syntax/mend_outline.ts"),
};
