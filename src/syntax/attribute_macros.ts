/**
 * C and C++ headers put macros where the grammar knows no word may stand: `class API Name`, `BEGIN_NAMESPACE`,
 * `INLINE auto f() NOEXCEPT`. Blanks those that look it, by their capitals and their place. Used only on text that
 * does not parse (repair.ts), and only kept if it then parses better, so a wrong guess costs nothing.
 * Invariant: the result is exactly as long as the input; line ends stay.
 */

const MACRO = "[A-Z][A-Z0-9_]{2,}\\b";
/** Every run of white space is bounded, and no pattern begins with a lookbehind: hostile text costs linear time. */
const GAP = "\\s{1,60}";
const MAYBE_GAP = "\\s{0,60}";
const CALL = "\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)";
const ARGUMENTS = `(?:\\s?${CALL})?`;
const WORD_AFTER =
  "(?:class|struct|enum|union|template|static|inline|constexpr|virtual|explicit|typedef|using|" +
  "extern|friend|const|auto|void|bool|int|char|unsigned|signed|long|short|double|float|operator)\\b";
const TYPED_NAME =
  `[A-Za-z_][\\w:]{0,200}(?:<[^<>;{}]{0,400}>)?[ \\t*&]{1,60}~?[A-Za-z_]\\w{0,200}${MAYBE_GAP}[(;={\\[]`;

/** Each blanks its first group. */
const PLACES: readonly RegExp[] = [
  // class API Name … {
  new RegExp(
    `\\b(?:class|struct|union|enum)((?:${GAP}${MACRO}${ARGUMENTS}){1,4})` +
      `(?=${GAP}[A-Za-z_][\\w:]{0,200}${MAYBE_GAP}(?:(?:final|${MACRO})${MAYBE_GAP})?[:{<])`,
    "dg",
  ),
  // class Name FINAL : …
  new RegExp(
    `\\b(?:class|struct|union)${GAP}[A-Za-z_][\\w:]{0,200}((?:${GAP}${MACRO}){1,3})(?=${MAYBE_GAP}[:{])`,
    "dg",
  ),
  // } ALIGNED(4);
  new RegExp(`\\}(${MAYBE_GAP}${MACRO}\\s?${CALL})(?=${MAYBE_GAP};)`, "dg"),
  // INLINE int f(…) at the start of a line, after a specifier, or after template <…>
  new RegExp(
    `(?:^[ \\t]*|[>;{}]\\s|\\b(?:static|inline|virtual|constexpr|explicit|extern|friend)\\s)` +
      `((?:${MACRO}${ARGUMENTS}${GAP}){1,6})(?=~|::|${WORD_AFTER}|${TYPED_NAME})`,
    "dgm",
  ),
  // … ) NOEXCEPT {
  new RegExp(
    `\\)(?:${MAYBE_GAP}(?:const|noexcept|override|final)\\b)?((?:${MAYBE_GAP}${MACRO}${ARGUMENTS}){1,3})` +
      `(?=${MAYBE_GAP}(?:[;{:=]|->|override\\b|final\\b|noexcept\\b))`,
    "dg",
  ),
  // template <typename T, ENABLE_IF(…)>
  new RegExp(`(,${MAYBE_GAP}${MACRO}\\s?${CALL})(?=${MAYBE_GAP}[,>])`, "dg"),
];

const ALONE = new RegExp(
  `^[ \\t]*(${MACRO}(${CALL})?(?:[ \\t]{0,20};)?)[ \\t]{0,200}(?://[^\\r\\n]*)?\\r?$`,
  "dgm",
);

/** `#if` and `#elif` with their conditions, continued lines included: `__has_include(<x>)` is no expression. */
const CONDITION = /^[ \t]*#[ \t]*(?:el)?if[ \t]+([^\s](?:\\\r?\n|[^\r\n])*)/dgm;

/** `text` with such macros blanked, and every condition of the preprocessor true. */
export function blankAttributeMacros(text: string): string {
  let out = blankAlone(trueConditions(text));
  for (const place of PLACES) out = blankMatches(out, place, () => true);
  return out;
}

function trueConditions(text: string): string {
  return replaceMatches(text, CONDITION, (condition) => `1${blank(condition.slice(1))}`);
}

/** Lines that hold only a macro, unless they may be the last of a list of enumerators or arguments. */
function blankAlone(text: string): string {
  return blankMatches(text, ALONE, (match) => {
    const before = text.slice(0, match.index).trimEnd();
    const last = before[before.length - 1] ?? "";
    if (last === "") return true;
    return match[2] === undefined ? !",{(=|+-*&?:\\".includes(last) : !",(=|+-*&?\\".includes(last);
  });
}

function blankMatches(text: string, pattern: RegExp, wanted: (match: RegExpExecArray) => boolean): string {
  return replaceMatches(text, pattern, (part, match) => wanted(match) ? blank(part) : part);
}

/** `text` with the first group of every match replaced by as many units. */
function replaceMatches(
  text: string,
  pattern: RegExp,
  replace: (part: string, match: RegExpExecArray) => string,
): string {
  const out: string[] = [];
  let copiedTo = 0;
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    out.push(text.slice(copiedTo, start), replace(text.slice(start, end), match));
    copiedTo = end;
  }
  out.push(text.slice(copiedTo));
  return out.join("");
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
