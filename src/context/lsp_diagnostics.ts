/** `ctx lsp diagnostics`: what the language server has to say against a file. */
import type { Finding } from "../lsp/question.ts";
import { CtxError } from "../model/error.ts";
import type { PackReader } from "../pack/reader.ts";
import type { PackedFile } from "../pack/rows.ts";
import { choosePaths } from "./ast_paths.ts";
import { climbLadder, type Laddered, type LspRequest, serverAnswer } from "./lsp_ask.ts";
import { openFreshPack } from "./fresh_pack.ts";
import type { Session } from "./session.ts";

export interface Diagnosed {
  readonly path: string;
  readonly result: Laddered<readonly Finding[]>;
}

/** Checks the one file that `request.target` names. Throws CtxError `bad-value` when it names none or several. */
export async function diagnoseFile(session: Session, request: LspRequest): Promise<Diagnosed> {
  const reader = await openFreshPack(session);
  const { files } = await choosePaths(session, reader, [request.target]);
  const [file] = files;
  if (file === undefined || files.length > 1) {
    const found = files.length === 0 ? "no indexed file has that path" : "it is a folder";
    throw new CtxError("bad-value", `could not check ${request.target}: ${found}`, {
      hint: "name one source file of the segment",
    });
  }
  const result = await climbLadder(
    session,
    "diagnostics",
    request,
    serverAnswer(session, "diagnostics", request.timeoutMs, { path: file.path, line: 1, column: 1 }),
    (answer) => answer.kind === "diagnostics" ? answer.findings : null,
    () => Promise.resolve(ownFindings(reader, file)),
  );
  return { path: file.path, result };
}

/** Without a server only the places are known at which the grammar could not go on. */
function ownFindings(reader: PackReader, { path }: PackedFile): Finding[] {
  return reader.parseErrors().filter((error) => error.path === path).map(({ line }) => ({
    range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 },
    severity: "error",
    code: "syntax",
    message: "the syntax is not understood here",
  }));
}
