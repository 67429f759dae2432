/**
 * Texts that try a parser: the edits that real files suffer (cut off, bytes flipped, joined with others, stretches
 * repeated), and the shapes that are known to cost GLR parsers, scanners and regular expressions their linear time.
 * Invariant: a text is a function of its arguments alone, so that a failure can be run again.
 */

/** One edit; offsets are shares of the text's length, 0..1, so that every edit fits every text. */
export type Edit =
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "drop"; readonly at: number; readonly length: number }
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | { readonly kind: "join"; readonly other: number }
  | { readonly kind: "insert"; readonly at: number; readonly token: number }
  | { readonly kind: "repeat"; readonly at: number; readonly length: number; readonly times: number };

/** Tokens that open something, or mean something else in the middle of other code. */
export const TOKENS: readonly string[] = [
  ...[
    "(",
    "[",
    "{",
    "<",
    ")",
    "]",
    "}",
    ">",
    '"',
    "'",
    "`",
    '"""',
    "/*",
    "*/",
    "//",
    "#",
    "\\",
    "\\\n",
    "\n",
    "\r",
  ],
  ...[
    "\0",
    "\ufeff",
    "\u2028",
    "\ud800",
    "é",
    "=>",
    "->",
    "::",
    "@",
    "$",
    "${",
    "<<EOF\n",
    "#if 0\n",
    "#endif\n",
    "end",
  ],
  ...[
    "class ",
    "def ",
    "function ",
    "fun ",
    "func ",
    "fn ",
    "if ",
    "else ",
    "import {",
    "template<",
    "operator ",
    "<?php ",
  ],
];

const LONGEST = 200_000;

/** `text` after `edits`, at most 200,000 units; `corpus` is what it is joined with. */
export function edited(text: string, edits: readonly Edit[], corpus: readonly string[]): string {
  let out = text;
  for (const edit of edits) out = apply(out, edit, corpus).slice(0, LONGEST);
  return out;
}

function apply(text: string, edit: Edit, corpus: readonly string[]): string {
  const offset = (share: number): number => Math.floor(share * text.length);
  switch (edit.kind) {
    case "cut":
      return text.slice(0, offset(edit.at));
    case "drop":
      return text.slice(0, offset(edit.at)) + text.slice(offset(edit.at) + offset(edit.length));
    case "flip": {
      const at = offset(edit.at);
      const unit = (text.charCodeAt(at) || 0) ^ (1 << edit.bit);
      return text.slice(0, at) + String.fromCharCode(unit) + text.slice(at + 1);
    }
    case "join":
      return text + (corpus[edit.other % Math.max(1, corpus.length)] ?? "");
    case "insert":
      return text.slice(0, offset(edit.at)) + (TOKENS[edit.token % TOKENS.length] ?? "") +
        text.slice(offset(edit.at));
    case "repeat": {
      const piece = text.slice(offset(edit.at), offset(edit.at) + Math.min(offset(edit.length), 2000));
      return text.slice(0, offset(edit.at)) + piece.repeat(edit.times) + text.slice(offset(edit.at));
    }
  }
}

export interface HostileText {
  readonly title: string;
  readonly text: string;
}

/** Texts of up to 1 MB that no author wrote. */
export function hostileTexts(): HostileText[] {
  const of = (title: string, unit: string, length: number): HostileText => ({
    title,
    text: unit.repeat(Math.ceil(length / unit.length)).slice(0, length),
  });
  return [
    of("480 KB of import {", "import { ", 480_000),
    of("480 KB of import { on lines", "import {\n", 480_000),
    ...["(", "[", "{", "<", "((", "([{"].map((one) => of(`100,000 × ${one}`, one, 100_000)),
    ...[")", "]", "}"].map((one) => of(`100,000 × ${one}`, one, 100_000)),
    { title: "100,000 nested brackets, closed", text: `x = ${"[".repeat(100_000)}${"]".repeat(100_000)}\n` },
    of("one line of 1 MB, names", "name ", 1_000_000),
    of("one line of 1 MB, calls", "f(a, b); ", 1_000_000),
    of("one line of 1 MB, one name", "a", 1_000_000),
    of("one line of 1 MB, one number", "1", 1_000_000),
    of("one line of 1 MB, a sum", "a+", 1_000_000),
    of("one line of 1 MB, a chain", "a.b", 1_000_000),
    of("1 MB of lines, names", "name name name name\n", 1_000_000),
    of("1 MB of lines, calls", "f(a, b);\n", 1_000_000),
    of("1 MB of lines, a sum", "a+a+a+a+a+a+a+a+\n", 1_000_000),
    of("1 MB of lines, a chain", "a.b.c.d.e.f.g.h.\n", 1_000_000),
    of("1 MB of lines, broken calls", "f(a, b];\n", 1_000_000),
    of("1 MB of lines, declarations", "int x;\n", 1_000_000),
    of("1 MB of lines, assignments", "x = 1\n", 1_000_000),
    of("1 MB of lines, variables", "var x;\n", 1_000_000),
    of("1 MB of lines, commented functions", "/** A. */\nfunction f() {}\n", 1_000_000),
    of("1 MB of blanks", " ", 1_000_000),
    of("1 MB of line ends", "\n", 1_000_000),
    of("lines that hold only a \\", "\\\n", 200_000),
    ...[
      "a => ",
      "a < ",
      "a ? b : ",
      "-",
      "!",
      "*",
      "&",
      "- - ",
      "a::",
      "a<b>",
      "not ",
      "await ",
      "if a ",
      "else ",
      "async ",
    ]
      .map((one) => of(`200 KB of ${one.trim()}`, one, 200_000)),
    ...[
      '"',
      "'",
      "`",
      '"""',
      "/*",
      "${",
      "<!--",
      "<<A\n",
      '#"',
      "r#",
      "@",
      "#",
      "$",
      "\\",
      "|",
      ";",
      ",",
      ":",
      "0x",
    ].map((
      one,
    ) => of(`100 KB of ${JSON.stringify(one)}`, one, 100_000)),
    of("quotes and brackets", "\"(')[`{", 100_000),
    of("#if without end", "#if A(\n", 200_000),
    of("#if and #endif", "#if A\n#endif\n", 400_000),
    of("#if that cut declarations", "int f(\n#if A\nint a) {\n#else\nint b) {\n#endif\n}\n", 400_000),
    of("macros", "FOO_API ", 400_000),
    of("macros with open calls", "; FOO_API(x, ", 400_000),
    of("macros and blanks", `) ${" ".repeat(500)}FOO_API${" ".repeat(500)}`, 400_000),
    of("class macros", "class FOO_API BAR_API ", 400_000),
    of("functions in functions", "function f() { ", 200_000),
    of("classes in classes", "class A { ", 200_000),
    of(
      "deeper and deeper",
      Array.from({ length: 400 }, (_, i) => `${" ".repeat(i)}if a:\n`).join(""),
      200_000,
    ),
    of(
      "deeper and deeper defs",
      Array.from({ length: 400 }, (_, i) => `${" ".repeat(i)}def f():\n`).join(""),
      200_000,
    ),
    of("types in types", "A<B, ", 200_000),
    of("arrows", "(a) => (b, ", 200_000),
    of("tags", "<a b={<c>", 200_000),
    of("headers that never end", "def f(a=(", 200_000),
    of("NUL", "\0", 100_000),
    of("halves of surrogates", "\ud800", 100_000),
  ];
}
