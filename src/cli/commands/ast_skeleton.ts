/** `ctx ast skeleton` */
import { type FileSkeleton, readSkeletons } from "../../context/ast_skeleton.ts";
import type { RunCommand, TextStyle } from "../command.ts";
import { announce, missingJson, missingNotice } from "../render/missing.ts";
import { byteSize, paint, visibleName, visibleText } from "../render/text.ts";

export const run: RunCommand = async (session, invocation) => {
  const { files, missing, tokens, wholeFileTokens } = await readSkeletons(session, invocation.operands);
  for (const one of missing) announce(session, invocation, missingNotice(one));
  return {
    exit: files.length === 0 || missing.length > 0 ? 1 : 0,
    payload: { files: files.map(fileJson), missing: missing.map(missingJson) },
    text: (style) => files.map((file) => renderFile(file, files.length > 1, style)).join("\n"),
    facts: {
      paths: invocation.operands.length,
      files: files.length,
      missing: missing.length,
      bytesRead: files.reduce((sum, file) => sum + file.skeletonBytes, 0),
      disclosureMode: "skeleton",
      tokens,
      wholeFileTokens,
    },
  };
};

function fileJson(file: FileSkeleton): Record<string, unknown> {
  return {
    path: file.path,
    lang: file.lang,
    text: file.text,
    skeleton_bytes: file.skeletonBytes,
    source_bytes: file.sourceBytes,
    reduction_ratio: Number(file.reductionRatio.toFixed(4)),
  };
}

/** A lone file is its skeleton and nothing else, so that it can be piped; several have a heading each. */
function renderFile(file: FileSkeleton, several: boolean, { colour, visible }: TextStyle): string {
  const text = visible ? visibleText(file.text) : file.text;
  if (!several) return text;
  const share = `${byteSize(file.skeletonBytes)} of ${byteSize(file.sourceBytes)}`;
  return `${paint(colour, "cyan", `== ${visibleName(file.path)}`)}  ${paint(colour, "dim", share)}\n${text}`;
}
