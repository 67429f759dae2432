/** `ctx sync`, and the answer that `ctx build` shares with it. */
import { sync, type SyncAnswer } from "../../context/sync.ts";
import type { SyncLimits } from "../../context/write_pack.ts";
import type { Skipped } from "../../model/source.ts";
import type { Answer, Invocation, RunCommand, TextStyle } from "../command.ts";
import { skippedJson } from "../render/shapes.ts";
import { byteSize, grouped, paint, visibleName } from "../render/text.ts";

/** Names of one kind that people are shown; JSON has them all. */
const SHOWN = 8;

/** A day. */
const LONGEST_S = 86_400;

export const run: RunCommand = async (session, invocation) =>
  answerOf(await sync(session, limitOf(invocation)));

/** `--limit-s`; the work is done to its end when it is left out. */
export function limitOf(invocation: Invocation): SyncLimits {
  if (invocation.value("limit-s") === "") return {};
  const limitMs = invocation.whole("limit-s", LONGEST_S, 1, LONGEST_S) * 1000;
  return { isOver: ({ elapsedMs }) => elapsedMs > limitMs, isEnough: (waitedMs) => waitedMs > limitMs };
}

/** What `sync` and `build` print. */
export function answerOf(answer: SyncAnswer): Answer {
  const { files, symbols, chunks, changed } = answer;
  return {
    exit: answer.problems.length === 0 && answer.left === 0 ? 0 : 1,
    payload: {
      files,
      symbols,
      chunks,
      source_bytes: answer.sourceBytes,
      languages: answer.languages,
      changed,
      ...answer.left === 0 ? {} : { left: answer.left },
      skipped: skippedJson(answer.skipped),
      parse_errors: answer.parseErrors,
      ...answer.problems.length === 0 ? {} : { errors: answer.problems },
    },
    text: (style) => renderSync(answer, style),
    facts: {
      files,
      symbols,
      chunks,
      ...changed,
      skipped: answer.skipped.length,
      parseErrors: answer.parseErrors.length,
    },
  };
}

function renderSync(answer: SyncAnswer, { colour }: TextStyle): string {
  const { added, updated, removed, unchanged } = answer.changed;
  const languages = Object.entries(answer.languages).sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
  const lines = [
    `${paint(colour, "bold", grouped(answer.files))} files, ${grouped(answer.symbols)} symbols, ` +
    `${grouped(answer.chunks)} chunks, ${byteSize(answer.sourceBytes)}`,
    `  ${added} added, ${updated} updated, ${removed} removed, ${grouped(unchanged)} unchanged`,
    `  ${languages.map(([lang, count]) => `${lang} ${grouped(count)}`).join(", ")}`,
  ];
  if (answer.left > 0) {
    lines.push(paint(colour, "yellow", `  ${grouped(answer.left)} files left: ctx sync goes on with them`));
  }
  for (const problem of answer.problems) {
    lines.push(`${paint(colour, "red", "damaged:")} ${visibleName(problem)}`);
  }
  const errors = answer.parseErrors;
  lines.push(
    ...listed(`${errors.length} with syntax errors`, errors.map(({ path, line }) => `${path}:${line}`)),
  );
  lines.push(...leftOut(answer.skipped));
  return `${lines.join("\n")}\n`;
}

/** How many for which reason; nobody wonders why a picture is no source, so of those that are binary no names. */
function leftOut(skipped: readonly Skipped[]): string[] {
  const counts = [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, { length }]) => ({
    reason,
    length,
  }))
    .sort((a, b) => b.length - a.length || (a.reason < b.reason ? -1 : 1))
    .map(({ reason, length }) => `${reason} ${grouped(length)}`);
  const named = skipped.filter(({ reason }) => reason !== "binary");
  return skipped.length === 0 ? [] : [
    `  ${grouped(skipped.length)} left out: ${counts.join(", ")}`,
    ...namesOf(named.map(({ path, reason }) => `${path} (${reason})`)),
  ];
}

function listed(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`  ${title}`, ...namesOf(names)];
}

function namesOf(names: readonly string[]): string[] {
  const more = names.length > SHOWN ? [`    … and ${grouped(names.length - SHOWN)} more`] : [];
  return [...names.slice(0, SHOWN).map((name) => `    ${visibleName(name)}`), ...more];
}
