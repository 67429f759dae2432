/** Files and trees made to cost time or memory. */
import { type HostileCase, shell, write } from "../case.ts";

const COST = "take more than 10 s or 1 GB";
const MOST = 1_000_000;
/** A dozen such files in one repository stay within its limits together. */
const SOME = 200_000;

export const SIZE_CASES: readonly HostileCase[] = [
  {
    name: "sparse files of 1 GB",
    mustNot: COST,
    make: (place) =>
      shell(
        place,
        "for n in big.py big.md .gitignore .ctxignore; do truncate -s 1G $n; done; mkdir d; truncate -s 1G d/.gitignore",
      ),
  },
  {
    name: "100,000 files",
    mustNot: COST,
    heavy: true,
    timedAlone: true,
    // Every second one is empty.
    make: (place) =>
      shell(
        place,
        `mkdir many; cd many; seq 100000 | sed 's/$/.txt/' | xargs touch
         seq 2 2 100000 | awk '{ name = $1 ".txt"; print "line", $1 > name; close(name) }'`,
      ),
  },
  {
    name: "hundreds of files that are slow to parse",
    mustNot: COST,
    heavy: true,
    bounded: true,
    make: (place) => {
      const shapes = {
        c: "int x[",
        cpp: "template<a<",
        cs: "a<b,(",
        js: "/*",
        kt: "a<b<",
        php: "<?php {$",
        py: "(a, [b, {c: ",
        rs: "r#",
        sh: "<<a\n",
        swift: "a?:(",
        ts: "a<b>(",
        tsx: "<a b={",
      };
      for (const [end, shape] of Object.entries(shapes)) {
        const text = shape.repeat(150_000 / shape.length);
        for (let copy = 0; copy < 40; copy++) write(place, `${end}${copy}/a.${end}`, `${copy}\n${text}`);
      }
    },
  },
  {
    name: "folders 1,500 deep",
    mustNot: "overflow, or stop the rest",
    slow: true,
    make: (place) =>
      // Four chains of 375, each moved to the end of the next: no path that is named here is too long to be one.
      shell(
        place,
        `chain=$(printf 'dddddddd/%.0s' $(seq 375)); mkdir top
         for n in 1 2 3 4; do mkdir -p "next/$chain"; mv top "next/$chain"; mv next top; done; mv top deep`,
      ),
  },
  {
    name: "ignore files of 100,000 patterns, and quadratic ones",
    mustNot: COST,
    slow: true,
    make: (place) => {
      write(
        place,
        ".gitignore",
        Array.from({ length: 60_000 }, (_, index) => `**/p${index}*q*.x`).join("\n"),
      );
      write(
        place,
        ".ctxignore",
        `${"*a".repeat(4000)}b\n${"**/".repeat(3000)}x\n[${"a-z".repeat(5000)}\n${"\\".repeat(9999)}\n` +
          `a**${" ".repeat(100_000)}b\n${`${" ".repeat(4000)}a\n${"a".repeat(4000)}?\n`.repeat(12)}`,
      );
      for (let index = 0; index < 300; index++) {
        write(place, `d${index % 7}/${"a".repeat(150)}${index}.py`, "x = 1\n");
      }
    },
  },
  {
    name: "deeply nested source",
    mustNot: "overflow the stack",
    slow: true,
    make: (place) => {
      write(place, "parens.py", `x = ${"(".repeat(MOST / 2)}\n`);
      write(place, "lists.py", `x = ${"[".repeat(100_000)}1${"]".repeat(100_000)}\n`);
      write(
        place,
        "classes.py",
        Array.from({ length: 900 }, (_, depth) => `${" ".repeat(depth)}class C${depth}:`).join("\n"),
      );
      write(place, "nested.json", "[".repeat(MOST / 2));
      write(place, "nested.js", `${"function f(){".repeat(20_000)}`);
      write(place, "nested.html", "<div>".repeat(100_000));
      write(place, "quotes.md", `${">".repeat(MOST / 2)}\n${"- ".repeat(50_000)}\n`);
    },
  },
  {
    name: "long lines, words and lists",
    mustNot: COST,
    slow: true,
    make: (place) => {
      write(place, "word.txt", "a".repeat(MOST));
      write(
        place,
        "names.py",
        Array.from({ length: 40_000 }, (_, index) => `n${index} = ${index}`).join("\n"),
      );
      write(place, "camel.txt", "aB".repeat(MOST / 2));
      write(place, "heads.md", "# x\n".repeat(100_000));
      write(place, "ticks.md", "`".repeat(MOST));
      write(place, "breaks.txt", "\r".repeat(MOST));
      write(place, "blank.py", `${" ".repeat(MOST - 10)}\nx=1\n`);
    },
    commands: [["get", "word.txt", "camel.txt", "--mode", "excerpt", "--query", "a", "--json"]],
  },
  {
    name: "texts that look like thousands of secrets",
    mustNot: COST,
    make: (place) => {
      write(place, "keys.txt", "AKIA0000 ghp_ xoxb- -----BEGIN ".repeat(30_000));
      write(place, "url.txt", `postgres://${"a:".repeat(200_000)}@`);
      const line = `${"ghs_1_".repeat(800)}\n`;
      for (let copy = 0; copy < 30; copy++) write(place, `hints${copy}.md`, line.repeat(MOST / line.length));
      write(place, "pem.txt", "-----BEGIN RSA PRIVATE KEY-----\n".repeat(20_000));
      write(place, "sk.txt", `sk-${"A".repeat(MOST / 2)}`);
    },
  },
  {
    name: "texts made for backtracking",
    mustNot: COST,
    slow: true,
    make: (place) => {
      const near = (text: string): string => text.repeat(Math.floor(MOST / text.length));
      write(place, "spaces.md", `# a${near(" ")}b\n`);
      write(place, "hashes.md", `# a ${near("#")}b\n`);
      write(place, "fences.md", near("```` \n~~~\n"));
      write(place, "links.md", near("[a]("));
      write(place, "underlines.md", near("a\n-\n"));
      write(place, "cookie.py", `#${near(" coding")}`);
      write(place, "doc.py", `def f():\n    """${near(":param x ")}"""\n`);
      write(place, "assign.txt", near("aws_secret_access_key "));
      write(place, "words.txt", near("aA0_-."));
      write(place, "camel.ts", `export const ${near("aB").slice(0, 60_000)} = 1;\n`);
      write(place, "comment.js", near("/*"));
      write(place, "heredoc.sh", near("<<a\n"));
      write(place, "raw.rs", `const A: &str = r${near("#")}`);
    },
    commands: [["search", "a".repeat(2000), "coding b", "--json"]],
  },
  {
    name: "one long run where a pattern is tried from everywhere",
    mustNot: COST,
    slow: true,
    make: (place) => {
      const run = (unit: string): string => unit.repeat(Math.floor(SOME / unit.length));
      write(place, "default.py", `def f(a="${run(" ")}b"): pass\n`);
      write(place, "defaults.py", `def f(a="${" ".repeat(3900)}b"): pass\n`.repeat(60));
      write(place, "defaults.rb", `def f(a="${" ".repeat(3900)}b")\nend\n`.repeat(60));
      write(place, "header.py", `def f(${run("a, ")}): pass\n`);
      write(place, "backslashes.py", `def f():\n    r"""${run("\\")}x"""\n`);
      write(place, "comment.ts", `/** a${run(" ")}b */\nfunction f() {}\n`);
      write(place, "closed.ts", run("x = /a*/\nfunction f() {}\n"));
      write(place, "comments.c", run("/**/int x;"));
      write(place, "members.java", `class A {${run("int x;")}}\n`);
      write(place, "classes.cpp", run("class a\n"));
      write(place, "receiver.go", `package a\nfunc (${run("a")}(\n`);
      write(place, "star.js", `function${" ".repeat(SOME / 2)}1\n${"x\n".repeat(SOME / 4)}`);
      write(place, "ends.ts", `a b c )${run("\n")}x\n`);
    },
  },
  {
    name: "names and headings that are repeated for all inside",
    mustNot: COST,
    slow: true,
    make: (place) => {
      const fill = (unit: string): string => unit.repeat(Math.floor(SOME / 3 / unit.length));
      const headings = [1, 2, 3, 4, 5].map((level) => `${"#".repeat(level)} ${"t".repeat(395)}\n`).join("");
      write(place, "headings.md", headings + "###### x\n".repeat(MOST / 18));
      write(place, "fields.py", `class ${"A".repeat(1980)}:\n${fill(" x=1\n")}`);
      write(place, "fields.ts", `class ${"A".repeat(1980)}{\n${fill("x;\n")}}\n`);
      write(place, "names.c", `int ${fill("a,")}a;\n`);
      write(place, "names.cs", `class A { int ${fill("a,")}a; }\n`);
      write(place, "names.py", `${fill("a,")}a = 1\n`);
      // Words that are one to a table that multiplies by 31: `Bn`, `CO` and `D0` are.
      const word = (index: number): string =>
        Array.from({ length: 10 }, (_, digit) => ["Bn", "CO", "D0"][Math.floor(index / 3 ** digit) % 3] ?? "")
          .join("");
      const words = Array.from({ length: 45_000 }, (_, index) => word(index));
      write(place, "words.txt", words.join("\n"));
      write(place, "more.txt", words.map((one) => `x${one}`).join("\n"));
    },
  },
  {
    name: "archives and images that unpack to gigabytes",
    mustNot: "be unpacked",
    make: (place) =>
      shell(
        place,
        // Twenty members of 50 MB each in one file of less than a megabyte.
        `head -c 50000000 /dev/zero | gzip -9 > member; for n in $(seq 20); do cat member; done > bomb.gz; rm member
         for name in bomb.py bomb.svgz bomb.docx README.md .gitignore; do cp bomb.gz $name; done`,
      ),
  },
  {
    name: "a file that grows while it is read",
    mustNot: "be read without end, or served in part",
    make: (place) => write(place, "grows.py", "x = 0\n"),
    meanwhile: "while :; do echo 'x = 1' >> grows.py; done",
    commands: [["get", "grows.py", "--json"]],
  },
  {
    name: "names that become FIFOs",
    mustNot: "hang",
    // Where another account may do this; elsewhere the account that runs ctx would do it to itself.
    make: (place) =>
      shell(place, "chmod 777 .; mkdir shared; chmod 777 shared; echo 'x = 1' > shared/flip.py"),
    meanwhile:
      "while :; do mkfifo pipe; mv -f pipe shared/flip.py; echo 'x = 1' > text; mv -f text shared/flip.py; done",
    commands: [["get", "shared/flip.py", "--json"], ["ast", "symbols", "shared/flip.py", "--json"]],
  },
  {
    name: "files that come and go",
    mustNot: "crash, or show what stands outside",
    swaps: true,
    make: (place) => write(place, "flip/x.py", "x = 0\n"),
    meanwhile:
      "while :; do rm -rf flip; mkdir flip; echo 'x = 1' > flip/x.py; ln -s ../../outside/secret.py flip/y.py; rm flip/y.py; mv flip flop; ln -s ../outside flip; rm flip; rm -rf flop; done",
    commands: [["get", "flip/x.py", "flip/secret.py", "--json"]],
  },
  {
    name: "encodings that lie",
    mustNot: "be mangled",
    make: (place) => {
      write(place, "utf7.py", "# -*- coding: utf-7 -*-\n+AGYAbwBv\n");
      write(place, "rot13.py", "# coding: rot13\nvzcbeg bf\n");
      write(place, "none.py", "# coding: no-such-thing\nx = 1\n");
      write(place, "utf16.py", Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62));
      write(place, "surrogate.txt", Uint8Array.of(0xed, 0xa0, 0x80, 0x0a));
      write(place, "overlong.txt", Uint8Array.of(0xc0, 0xae, 0xc0, 0xae, 0x2f));
    },
  },
];
