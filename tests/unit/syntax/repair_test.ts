/** Each repair by itself, on the code it is for, and what all of them share: no offset moves. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { lexisOf } from "../../../src/syntax/languages.ts";
import { repairText } from "../../../src/syntax/repair.ts";
import { type Repair, REPAIRS } from "../../../src/syntax/rules.ts";

const repaired = (language: string, repair: Repair, text: string): string | null =>
  repairText(text, [repair], lexisOf(language));

/** Runs of blanks as one, and none at the ends of lines, so that the expectations can be read. */
const tight = (text: string | null): string =>
  (text ?? "unchanged").replace(/[ \t]+/g, " ").replace(/ ?\n ?/g, "\n").trim();

Deno.test("defaults of type parameters, and nothing else in brackets", () => {
  const text = "def f[T = int, *Ts = *tuple[int]](a=[1, 2]): x[a == 1] = [y := 2]\n";
  assertEquals(
    tight(repaired("python", "blank_type_parameter_defaults", text)),
    "def f[T , *Ts ](a=[1, 2]): x[a == 1] = [y := 2]",
  );
});

Deno.test("comments and line ends inside brackets", () => {
  assertEquals(tight(repaired("python", "join_bracketed_lines", "f(a. # why\n  b)\n# c\n")), "f(a. b)\n# c");
  assertEquals(
    tight(repaired("python", "blank_comments", "@d\n# why\ndef f(): '# not'\n")),
    "@d\n\ndef f(): '# not'",
  );
});

Deno.test("TypeScript and Kotlin of later years", () => {
  assertEquals(
    tight(repaired("typescript", "blank_type_only_star", "export type * from 'a'")),
    "export * from 'a'",
  );
  assertEquals(
    tight(repaired("typescript", "using_as_const", "using a = b; x.using a")),
    "const a = b; x.using a",
  );
  assertEquals(
    tight(repaired("kotlin", "blank_fun_interface", "fun interface I\nfun f()")),
    "interface I\nfun f()",
  );
});

Deno.test("macros where no word may stand", () => {
  const blanked = (text: string): string => tight(repaired("cpp", "blank_attribute_macros", text));
  assertEquals(blanked("class FOO_API Bar : public Baz {"), "class Bar : public Baz {");
  assertEquals(blanked("FOO_INLINE int f() FOO_NOEXCEPT(true) {"), "int f() {");
  assertEquals(blanked("BEGIN_NAMESPACE\nint f();"), "int f();");
  assertEquals(blanked("struct A { int x; } ALIGNED(4);"), "struct A { int x; } ;");
  assertEquals(blanked("std::queue<T> q GUARDED_BY(m) = {};"), "std::queue<T> q = {};");
  assertEquals(blanked("int CALL f(const char* nonnull p, unused int x);"), "int f(const char* p, int x);");
  assertEquals(blanked("lib_atomic size_t left;\nlist(T) all;"), "size_t left;\nlist all;");
  assertEquals(
    blanked("class A {};\nLIB_API A(int x);\nLIB_BOOL B(int);"),
    "class A {};\nA(int x);\nLIB_BOOL B(int);",
  );
  assertEquals(blanked("if (x)\n  FAIL(y);\nAPI int f();"), "if (x)\n;\nint f();");
  // Values, names and enumerators are no macros of that kind.
  for (
    const text of [
      "int A_B = C_D;",
      "enum { ONE,\nTWO\n};",
      "f(ONE,\nTWO\n);",
      "struct FOO {",
      "FOO_T f;",
      "} NAME;",
      "const Color RED(1);",
      "template <class T> Color RED(T x) {}",
      "#define A some B(x)",
      "x = f() & MASK;",
      "enum {\n  ONE\n};",
      "unsigned int WIDE;",
    ]
  ) {
    assertEquals(repaired("cpp", "blank_attribute_macros", text), null, text);
  }
});

Deno.test("expressions of C++ in plainer forms", () => {
  const plain = (text: string): string => tight(repaired("cpp", "plain_expressions", text));
  assertEquals(plain("int (T::*f)(); x->*f; &T::g;"), "int ( *f)(); x-> f; &T::g;");
  assertEquals(plain("x->operator[](0); bool operator==(T);"), "x->oooooooooo(0); bool operator==(T);");
  assertEquals(plain("f(T* = nullptr, T x = {}); T y = {};"), "f(T , T x ); T y = {};");
  assertEquals(plain("template class A<int>;\nenum : int { B };"), "enum { B };");
  assertEquals(
    repaired("cpp", "plain_expressions", "template <typename T, typename U = V> class A {};"),
    null,
  );
});

Deno.test("one branch of a group that cuts through a declaration; whole declarations stay", () => {
  const kept = (text: string): string =>
    tight(repaired("c", "keep_first_branches", text)).replace(/\n+/g, "\n");
  assertEquals(kept("int f(\n#if A\nint a\n#else\nint b\n#endif\n);"), "int f(\nint a\n);");
  assertEquals(kept("#if A\nif (a) {\n#else\nif (b) {\n#endif\n}"), "if (a) {\n}");
  assertEquals(repaired("c", "keep_first_branches", "#if A\nint a;\n#else\nint b;\n#endif\n"), null);
});

Deno.test("no repair ever moves an offset or a line", () => {
  const token = fc.constantFrom(
    ...[
      "#if A\n",
      "#else\n",
      "#endif\n",
      "FOO_API",
      " ",
      "\n",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "class ",
      "T x GUARDED(y) ",
      "char* a b",
      "->*f",
      "(typename ",
      "\\\n",
      "#define X",
      "def f",
      "=",
      ",",
    ],
    ...[
      "'",
      '"',
      "# c\n",
      "// c\n",
      "/*",
      "*/",
      "using x = 1",
      "fun interface I",
      "export type * from",
      "int f",
      ";",
      "<",
      ">",
    ],
  );
  const languages = ["python", "c", "cpp", "csharp", "kotlin", "typescript"];
  let changed = 0;
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), fc.constantFrom(...languages), (tokens, language) => {
      const text = tokens.join("");
      const after = repairText(text, REPAIRS, lexisOf(language));
      if (after === null) return;
      changed++;
      assertEquals(after.length, text.length);
      const ends = (one: string): number[] => [...one.matchAll(/\n/g)].map((match) => match.index);
      // join_bracketed_lines is the one that takes line ends away; it puts none elsewhere.
      assert(ends(after).every((at) => text[at] === "\n"));
    }),
  );
  assert(changed > 20, "the property saw repairs");
});
