/**
 * C and C++ headers put macros where the grammar knows no word may stand: `class API Name`, `BEGIN_NAMESPACE`,
 * `INLINE auto f() NOEXCEPT`. Blanks those that look it, by their capitals and their place. Used only on text that
 * does not parse (repair.ts), and only kept if it then parses better, so a wrong guess costs nothing.
 * Invariant: the result is exactly as long as the input; line ends stay.
 */

const MACRO = "[A-Z][A-Z0-9_]{2,}\\b";
const ARGUMENTS = "(?:\\s?\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\))?";
const CALL = "\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)";
const WORD_AFTER =
  "(?:class|struct|enum|union|template|static|inline|constexpr|virtual|explicit|typedef|using|" +
  "extern|friend|const|auto|void|bool|int|char|unsigned|signed|long|short|double|float|operator)\\b";
const TYPED_NAME = "[A-Za-z_][\\w:]*(?:<[^<>;{}]*>)?[ \\t*&]+~?[A-Za-z_]\\w*\\s*[(;={\\[]";

/** Each blanks its first group; the last character before a match tells a list of values from a statement. */
const PLACES: readonly RegExp[] = [
  // class API Name … {
  new RegExp(
    `(?<=\\b(?:class|struct|union|enum)\\s)((?:\\s*${MACRO}${ARGUMENTS}\\s)+)(?=\\s*[A-Za-z_][\\w:]*\\s*(?:final\\s*)?[:{<])`,
    "dg",
  ),
  // INLINE int f(…) at the start of a line, after a specifier, or after template <…>
  new RegExp(
    `(?<=^[ \\t]*|[>;{}]\\s|\\b(?:static|inline|virtual|constexpr|explicit|extern|friend)\\s)` +
      `((?:${MACRO}${ARGUMENTS}\\s+)+)(?=~|::|${WORD_AFTER}|${TYPED_NAME})`,
    "dgm",
  ),
  // … ) NOEXCEPT {
  new RegExp(
    `(?<=\\)\\s*(?:const|noexcept|override|final)?\\s*)(${MACRO}${ARGUMENTS})(?=\\s*(?:[;{:=]|->|override\\b|final\\b|noexcept\\b))`,
    "dg",
  ),
  // template <typename T, ENABLE_IF(…)>
  new RegExp(`(,\\s*${MACRO}\\s?${CALL})(?=\\s*[,>])`, "dg"),
];

const ALONE = new RegExp(`^[ \\t]*(${MACRO}(${CALL})?[ \\t]*;?)[ \\t]*(?://.*)?\\r?$`, "dgm");

/** `#if` and `#elif` with their conditions, continued lines included: `__has_include(<x>)` is no expression. */
const CONDITION = /(?<=^[ \t]*#[ \t]*(?:el)?if[ \t]+)[^\s](?:\\\r?\n|[^\r\n])*/gm;

/** `text` with such macros blanked, and every condition of the preprocessor true. */
export function blankAttributeMacros(text: string): string {
  let out = blankAlone(
    text.replace(CONDITION, (condition) => `1${condition.slice(1).replace(/[^\r\n]/g, " ")}`),
  );
  for (const place of PLACES) {
    out = blankMatches(out, place, () => true);
  }
  return out;
}

/** Lines that hold only a macro, unless they may be the last of a list of enumerators or arguments. */
function blankAlone(text: string): string {
  return blankMatches(text, ALONE, (match) => {
    const before = text.slice(0, match.index).trimEnd();
    const last = before[before.length - 1] ?? "";
    return match[2] === undefined
      ? !",{(=|+-*&?:\\".includes(last) || last === ""
      : !",(=|+-*&?\\".includes(last);
  });
}

function blankMatches(text: string, pattern: RegExp, wanted: (match: RegExpExecArray) => boolean): string {
  const out: string[] = [];
  let copiedTo = 0;
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    if (start < copiedTo || end <= start || !wanted(match)) continue;
    out.push(text.slice(copiedTo, start), text.slice(start, end).replace(/[^\r\n]/g, " "));
    copiedTo = end;
  }
  out.push(text.slice(copiedTo));
  return out.join("");
}
