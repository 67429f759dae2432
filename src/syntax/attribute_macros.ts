/**
 * C and C++ sources put macros where the grammar knows no word may stand: `class API Name`, `BEGIN_NAMESPACE`,
 * `INLINE auto f() NOEXCEPT`, `int x GUARDED_BY(m);`, `char* nonnull p`. Blanks those that look it, by their capitals
 * and their place, or by a place where only a macro can stand. Used only on text that does not parse (repair.ts), and
 * only kept if it then parses better, so a wrong guess costs nothing.
 * Invariant: the result is exactly as long as the input; line ends stay.
 */
import type { Span } from "../model/range.ts";
import { lastCodeUnit } from "./conditional_branches.ts";
import { endOfComment, endOfString, type Lexis, markOf, quoteAt } from "./lexis.ts";

const MACRO = "[A-Z][A-Z0-9_]{2,}\\b";
/** Every run of white space is bounded, and no pattern begins with a lookbehind: hostile text costs linear time. */
const GAP = "\\s{1,60}";
const MAYBE_GAP = "\\s{0,60}";
const CALL = "\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)";
const ARGUMENTS = `(?:\\s?${CALL})?`;
const ATTRIBUTE = "\\[\\[[^\\[\\]]{0,200}\\]\\]";
/** Words that begin a declaration or a type: what stands before one of them is no type. */
const SPECIFIER =
  "(?:class|struct|enum|union|template|static|inline|constexpr|virtual|explicit|typedef|using|extern|friend|auto|" +
  "thread_local|mutable|void|bool|int|char|unsigned|signed|long|short|double|float)\\b";
const WORD_AFTER = `(?:${SPECIFIER}|const\\b|operator\\b|\\[\\[)`;
/** Words that may stand before another without being a macro, and are no name. */
const KEYWORD =
  "(?:alignas|and|asm|auto|bool|break|case|catch|char|class|concept|const|consteval|constexpr|constinit|continue|" +
  "co_await|co_return|co_yield|decltype|default|defined|delete|do|double|else|enum|explicit|export|extern|final|float|" +
  "for|friend|goto|if|inline|int|long|mutable|namespace|new|noexcept|not|operator|or|override|private|protected|public|" +
  "register|requires|restrict|return|short|signed|sizeof|static|struct|switch|template|thread_local|throw|try|typedef|typename|" +
  "union|unsigned|using|virtual|void|volatile|while|__\\w+)\\b";
/** Of these the ones that are no type either. */
const NO_TYPE =
  "(?:alignas|and|asm|break|case|catch|class|concept|const|consteval|constexpr|constinit|continue|co_await|co_return|" +
  "co_yield|default|defined|delete|do|else|enum|explicit|export|extern|final|for|friend|goto|if|inline|mutable|" +
  "namespace|new|noexcept|not|operator|or|override|private|protected|public|register|requires|restrict|return|sizeof|" +
  "static|struct|switch|template|thread_local|throw|try|typedef|typename|union|using|virtual|volatile|while)\\b";
const NAME = `(?!${KEYWORD})[A-Za-z_]\\w{0,100}\\b`;
const QUALIFIED = "~?(?:[A-Za-z_]\\w{0,100}::){0,6}~?[A-Za-z_]\\w{0,100}";
const TEMPLATE_ARGUMENTS = "(?:<(?:[^<>;{}]|<[^<>;{}]{0,200}>){0,400}>)?";
const TYPED_NAME = `[A-Za-z_][\\w:]{0,200}${TEMPLATE_ARGUMENTS}[\\s*&]{1,60}` +
  `(?:operator\\b|\\(?${QUALIFIED}\\)?${MAYBE_GAP}[(;={\\[])`;
/** Where a declaration begins, or goes on after its first words. */
const BEGINNING = "(?:^[ \\t]*|[>;{}]\\s|" +
  '\\b(?:static|inline|virtual|constexpr|explicit|extern|friend|template)\\s{1,20}|\\bextern\\s{1,20}"C"\\s|\\]\\]\\s)';

interface Place {
  /** Its first group is blanked. */
  readonly pattern: RegExp;
  readonly unless?: (match: RegExpExecArray) => boolean;
}

const PLACES: readonly Place[] = [
  // class API Name … {
  {
    pattern: new RegExp(
      `\\b(?:class|struct|union|enum)((?:${GAP}(?:${MACRO}${ARGUMENTS}|${ATTRIBUTE})){1,4})` +
        `(?=${GAP}[A-Za-z_][\\w:]{0,200}${MAYBE_GAP}(?:(?:final|${MACRO})${MAYBE_GAP})?[:{<])`,
      "dg",
    ),
  },
  // class Name FINAL : …
  {
    pattern: new RegExp(
      `\\b(?:class|struct|union)${GAP}[A-Za-z_][\\w:]{0,200}((?:${GAP}${MACRO}){1,3})(?=${MAYBE_GAP}[:{])`,
      "dg",
    ),
  },
  // } ALIGNED(4);
  { pattern: new RegExp(`\\}(${MAYBE_GAP}${MACRO}\\s?${CALL})(?=${MAYBE_GAP};)`, "dg") },
  // T x GUARDED_BY(m); T x UNUSED = 1; but not `const T X(1);`
  {
    pattern: new RegExp(
      `(?:(?!${NO_TYPE}|${MACRO})\\b[A-Za-z_]\\w{0,100}${GAP}|[*&>]${MAYBE_GAP})(?!${MACRO})${NAME}(?:\\[[^\\[\\]]{0,100}\\])?` +
        `((?:${GAP}${MACRO}${ARGUMENTS}){1,3})(?=${MAYBE_GAP}(?:[;{,)]|=(?!=)))`,
      "dg",
    ),
    unless: isAfterTemplate,
  },
  {
    pattern: new RegExp(
      `(?:(?!${NO_TYPE}|${MACRO})\\b[A-Za-z_]\\w{0,100}${GAP}|[*&]${MAYBE_GAP})${MACRO}(${GAP}${MACRO})(?=${MAYBE_GAP}(?:;|=(?!=)))`,
      "dg",
    ),
  },
  // INLINE int f(…) at the start of a line, after a specifier, or after template <…>
  {
    pattern: new RegExp(
      `${BEGINNING}((?:${MACRO}${ARGUMENTS}${GAP}){1,6})(?=~|::|${WORD_AFTER}|${TYPED_NAME})`,
      "dgm",
    ),
  },
  // … ) NOEXCEPT {
  {
    pattern: new RegExp(
      `\\)(?:${MAYBE_GAP}(?:(?:const|noexcept|override|final)\\b|&&?)){0,4}((?:${MAYBE_GAP}${MACRO}${ARGUMENTS}){1,3})` +
        `(?=${MAYBE_GAP}(?:[;{:]|=${MAYBE_GAP}(?:0|default|delete)\\b|->|override\\b|final\\b|noexcept\\b))`,
      "dg",
    ),
    // f() & MASK;
    unless: (match) => match[0].includes("&") && ";=".includes(firstUnitAfter(match)),
  },
  // template <typename T, ENABLE_IF(…)>
  { pattern: new RegExp(`(,${MAYBE_GAP}${MACRO}\\s?${CALL})(?=${MAYBE_GAP}[,>])`, "dg") },
  // int API f(…)
  {
    pattern: new RegExp(
      `(?:(?!${NO_TYPE})\\b[A-Za-z_]\\w{0,100}|[*&>])${GAP}(${MACRO}${ARGUMENTS})(?=${GAP}${QUALIFIED}${MAYBE_GAP}\\()`,
      "dg",
    ),
  },
  // using Name DEPRECATED() = …
  {
    pattern: new RegExp(`\\busing${GAP}${NAME}((?:${GAP}${MACRO}${ARGUMENTS}){1,3})(?=${MAYBE_GAP}=)`, "dg"),
  },
  // if CONSTEXPR (…)
  { pattern: new RegExp(`\\bif${MAYBE_GAP}(${MACRO})(?=${MAYBE_GAP}\\()`, "dg") },
  // PRIVATE_UNLESS_TESTED: and public SLOTS:
  {
    pattern: new RegExp(`^[ \\t]*(${MACRO}[ \\t]?:)(?=[ \\t]{0,200}(?://[^\\r\\n]*)?\\r?$)`, "dgm"),
    unless: (match) => !";{}:".includes(lastUnitBefore(match)),
  },
  { pattern: new RegExp(`\\b(?:public|private|protected)(${GAP}\\w{1,60})(?=${MAYBE_GAP}:(?!:))`, "dg") },
  // char* nullable* nonnull p
  { pattern: new RegExp(`\\w[*]\\s(${NAME})(?=[*]\\s[A-Za-z_])`, "dg") },
  {
    pattern: new RegExp(
      `[*&]${MAYBE_GAP}(?:const\\s)?(${NAME}${GAP})` +
        `(?=(?!${KEYWORD})${QUALIFIED}${MAYBE_GAP}[,);=({\\[]|operator\\b|const\\b)`,
      "dg",
    ),
  },
  // cast<T* RESTRICT>(…)
  { pattern: new RegExp(`[*&]${MAYBE_GAP}(${MACRO})(?=${MAYBE_GAP}>\\s?\\()`, "dg") },
  // attribute int f(…), (attribute int x
  { pattern: new RegExp(`(?:${BEGINNING}|[(,]${MAYBE_GAP})(${NAME}${GAP})(?=${SPECIFIER})`, "dgm") },
  // attribute T f(…), (attribute T x
  {
    pattern: new RegExp(
      `(?:${BEGINNING}|[(,]${MAYBE_GAP})(${NAME}${GAP})(?=${NAME}${TEMPLATE_ARGUMENTS}[\\s*&]{1,60}(?!${KEYWORD})${QUALIFIED}${MAYBE_GAP}[;=(\\[{,)])`,
      "dgm",
    ),
  },
  // TEST("name") {
  {
    pattern: new RegExp(
      `^${MACRO}\\(((?:[^()"]|\\((?:[^()"]|"[^"\\r\\n]{0,200}"){0,200}\\)|"(?:[^"\\\\\\r\\n]|\\\\.){0,400}"){1,400})\\)(?=${MAYBE_GAP}\\{)`,
      "dgm",
    ),
    unless: (match) => !match[0].includes('"'),
  },
  // f(REF_TO(T) x, const LIST_OF(T)* y)
  {
    pattern: new RegExp(
      `[(,]${MAYBE_GAP}(?:const${GAP})?${NAME}(${CALL})(?=[ \\t]{1,20}${NAME}\\s?[,)=])`,
      "dg",
    ),
  },
  { pattern: new RegExp(`\\bconst${GAP}${NAME}(${CALL})(?=[ \\t]{0,20}[*&])`, "dg") },
  // list_of(T) x;
  {
    pattern: new RegExp(
      `^[ \\t]*(?:(?:typedef|static|const|extern)[ \\t]{1,20}){0,3}${NAME}(${CALL})(?=[ \\t]{1,60}\\*?${NAME}[ \\t]?[;=\\[])`,
      "dgm",
    ),
  },
];

const ALONE = new RegExp(
  `^[ \\t]*(${MACRO}(${CALL})?(?:[ \\t]{0,20};)?)[ \\t]{0,200}(?://[^\\r\\n]*)?\\r?$`,
  "dgm",
);

/** A macro before the name of a class and `(`: no constructor has a type. */
const BEFORE_CONSTRUCTOR = new RegExp(
  `${BEGINNING}((?:${MACRO}${ARGUMENTS}${GAP}){1,6})(?=([A-Za-z_]\\w{0,100})${MAYBE_GAP}\\()`,
  "dgm",
);
const CLASS_NAME = /\b(?:class|struct)\s{1,60}([A-Za-z_]\w{0,100})\s{0,60}(?:final\s{0,60})?[:{]/g;

/** `#if` and `#elif` with their conditions, continued lines included: `__has_include(<x>)` is no expression. */
const CONDITION = /^[ \t]*#[ \t]*(?:el)?if[ \t]+(?=\S)((?:\\\r?\n|[^\r\n])+)/dgm;

/** A directive with its continued lines: what stands in it is no declaration. */
const DIRECTIVE = /^[ \t]*#(?:\\\r?\n|[^\r\n])*/gm;

/** `text` with such macros blanked, and every condition of the preprocessor true. */
export function blankAttributeMacros(text: string, lexis: Lexis): string {
  const directives = directivesOf(text);
  let out = blankAlone(blankComments(trueConditions(text), directives, lexis), directives);
  for (const { pattern, unless } of PLACES) {
    out = replaceCode(out, pattern, directives, (part, one) => unless?.(one) === true ? part : blank(part));
  }
  const classes = new Set<string>();
  for (const [, name = ""] of out.matchAll(CLASS_NAME)) classes.add(name);
  return replaceCode(
    out,
    BEFORE_CONSTRUCTOR,
    directives,
    (part, one) => classes.has(one[2] ?? "") ? blank(part) : part,
  );
}

function directivesOf(text: string): Span[] {
  return Array.from(
    text.matchAll(DIRECTIVE),
    ({ index, 0: { length } }) => ({ start: index, end: index + length }),
  );
}

function trueConditions(text: string): string {
  return replaceMatches(text, CONDITION, (condition) => `1${blank(condition.slice(1))}`);
}

/**
 * Without comments, so that no word of one is taken for code, and none cuts a macro of several lines in two. One at the
 * end of a directive stays: to the grammar a macro of blanks is not the same as one without a value.
 */
function blankComments(text: string, directives: readonly Span[], lexis: Lexis): string {
  const out: string[] = [];
  let copiedTo = 0;
  let next = 0;
  const mark = markOf(lexis);
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const at = found.index;
    const afterComment = endOfComment(text, at, lexis);
    if (afterComment > at) {
      while ((directives[next]?.end ?? Infinity) <= at) next++;
      const { start, end } = directives[next] ?? { start: Infinity, end: Infinity };
      if (start > at || afterComment < end) {
        out.push(text.slice(copiedTo, at), blank(text.slice(at, afterComment)));
        copiedTo = afterComment;
      }
      mark.lastIndex = afterComment;
      continue;
    }
    const quote = quoteAt(text, at, lexis);
    if (quote !== "") mark.lastIndex = endOfString(text, at, quote);
  }
  out.push(text.slice(copiedTo));
  return out.join("");
}

/** Lines that hold only a macro, unless they may be one of a list of enumerators or arguments. */
function blankAlone(text: string, directives: readonly Span[]): string {
  return replaceCode(text, ALONE, directives, (part, match) => {
    const last = lastUnitBefore(match);
    const next = firstUnitAfter(match);
    if (last !== "" && ",(=|+-*&?:<\\".includes(last)) return part;
    // Behind `if (x)` and `f()` its `;` is wanted.
    if (part.endsWith(";") && last !== "" && !";{}".includes(last)) return `${blank(part.slice(0, -1))};`;
    // `CHECK(x)` goes on with `<< y;`, and `TEST(x)` with its body.
    if (next !== "" && "<.?=".includes(next)) return part;
    if (next === "{" && match[2] !== undefined && !/^\s/.test(match[0])) return part;
    if (last === "{" && match[2] === undefined && !/\w/.test(next)) return part;
    return blank(part);
  });
}

/** The last unit of code before `match`, or "". */
function lastUnitBefore(match: RegExpExecArray): string {
  return lastCodeUnit(match.input, 0, match.index);
}

const LINES_WITHOUT_CODE = /(?:\s{1,200}|#(?:\\\r?\n|[^\r\n])*){0,40}/y;

/** The first unit of code on the lines after `match`, or "". */
function firstUnitAfter(match: RegExpExecArray): string {
  LINES_WITHOUT_CODE.lastIndex = match.index + match[0].length;
  LINES_WITHOUT_CODE.test(match.input);
  return match.input[LINES_WITHOUT_CODE.lastIndex] ?? "";
}

/** Units looked back over for the start of a declaration. */
const LOOK_BACK = 400;

/** Whether `match` begins with the `>` of `template <…>`: what stands there is a type and a name. */
function isAfterTemplate(match: RegExpExecArray): boolean {
  if (match[0][0] !== ">") return false;
  const before = match.input.slice(Math.max(0, match.index - LOOK_BACK), match.index);
  return /\btemplate\s{0,60}<[^;{}]{0,400}$/.test(before);
}

type Replace = (part: string, match: RegExpExecArray) => string;

/** replaceMatches for the matches that do not begin in a directive. */
function replaceCode(text: string, pattern: RegExp, directives: readonly Span[], replace: Replace): string {
  let next = 0;
  return replaceMatches(text, pattern, (part, match) => {
    while ((directives[next]?.end ?? Infinity) <= match.index) next++;
    return (directives[next]?.start ?? Infinity) > match.index ? replace(part, match) : part;
  });
}

/** `text` with the first group of every match of `pattern`, which has the flags `d` and `g`, replaced by as many units. */
export function replaceMatches(text: string, pattern: RegExp, replace: Replace): string {
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

/** As many blanks as `text` is long; its line ends stay. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
