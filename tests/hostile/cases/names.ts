/** Names of files, and words on the command line, that want to be something else. */
import { type HostileCase, shell, write } from "../case.ts";

const RAW = "reach the output raw";
/** Linux takes at most 128 KiB in one argument (MAX_ARG_STRLEN). */
const LONG = 100_000;

export const NAME_CASES: readonly HostileCase[] = [
  {
    name: "names with escape sequences, newlines and bidi",
    mustNot: RAW,
    make: (place) => {
      for (
        const name of [
          "\x1b[31mred.py",
          "\x1b]0;title\x07.py",
          "a\nb == c.py",
          "\u202egpj.py",
          "c1\x9b2J.md",
          "tab\t\r.py",
        ]
      ) {
        write(place, name, "def hidden():\n    return 1\n");
      }
      write(place, "\x1b[2J/inner.py", "def inner():\n    return 1\n");
    },
    commands: [["search", "hidden"], ["ast", "symbols"], ["ast", "locate", "hidden"], ["map"]],
  },
  {
    name: "definitions and headings with escape sequences",
    mustNot: RAW,
    make: (place) => {
      write(place, "n.md", "# \x1b[31mhead\x07\u202e\n\ntext\n");
      write(place, "d.py", 'def shown(a="\x1b[31m"):\n    """\x1b]0;t\x07 \u2066doc"""\n');
    },
    commands: [["search", "shown"], ["ast", "symbols"], ["search", "head"], ["map"]],
  },
  {
    name: "names like flags, ids and globs",
    mustNot: "be taken for something else",
    make: (place) => {
      for (
        const name of [
          "-rf",
          "--json",
          "--segment=x",
          "a#b@2.py",
          "a:1-2.py",
          "%2e%2e%2fx.py",
          "*",
          "[a-z].py",
          "C:\\x.py",
          "~",
          "$(id)",
          "`id`",
        ]
      ) {
        write(place, name, "x = 1\n");
      }
    },
    commands: [["get", "--json", "--", "-rf", "--json", "a#b@2.py", "%2e%2e%2fx.py", "*"]],
  },
  {
    name: "names that are not UTF-8, or as long as can be",
    mustNot: "stop the rest",
    make: (place) =>
      shell(
        place,
        `printf x > "$(printf 'bad\\377.py')"; mkdir "$(printf 'dir\\376')"; printf x > "$(printf 'dir\\376')/in.py"
         printf x > "$(printf '%0252d.py' 0)"; printf x > "$(printf 'e\\314\\201.py')"; printf x > "$(printf '\\303\\251.py')"`,
      ),
  },
  {
    name: "selectors that climb, with escapes and of 1 MB",
    mustNot: "reach outside, crash or hang",
    make: () => {},
    commands: [
      [
        "get",
        "../outside/secret.py",
        "a/../../outside/secret.py",
        "/etc/hostname",
        "..%2foutside%2fsecret.py",
        "--json",
      ],
      [
        "get",
        "sym://python/..%2f..%2foutside.secret#x",
        "sym://python/%00",
        "file:///etc/hostname",
        "a.py:1-999999999999",
        "--json",
      ],
      ["ast", "locate", "a".repeat(LONG), "--json"],
      ["ast", "locate", "a.".repeat(LONG / 2), "--json"],
      ["get", "#".repeat(LONG), "sym://".repeat(LONG / 6), `a.py#${"@".repeat(1000)}`, "--json"],
      ["ast", "snippet", `a.py:${"9".repeat(400)}`, "--json"],
      // 1 MB in all: of ids that are each as long as an argument can be, and of ids by the thousand.
      ["get", ...Array.from({ length: 10 }, (_, index) => `${index}/${"a.#@:".repeat(LONG / 5)}`), "--json"],
      ...["../", "a.py,", "%2e%2e%2f", "sym://py/a#"].map((part) => [
        ...["get", "--json", "--ids"],
        part.repeat(LONG / part.length),
      ]),
      ["ast", "skeleton", "../outside/secret.py", "--json"],
      ["ast", "symbols", "../outside", "--json"],
      ["lsp", "definition", "../outside/secret.py:1:1", "--timeout-ms", "0", "--json"],
      ["map", "--focus", "../outside/secret.py", "--json"],
    ],
  },
  {
    name: "queries in SQLite's search syntax, and of 100 KB",
    mustNot: "be obeyed, crash or hang",
    make: () => {},
    commands: [
      ["search", '" OR NEAR(a b, 99999) NOT * ^ : - + {name doc}: "', "--json"],
      ["search", "'; DROP TABLE file; --", "--json"],
      ["search", "word ".repeat(LONG / 5), "--json"],
      ["search", Array.from({ length: 12_000 }, (_, index) => `w${index}`).join(" "), "--json"],
      ["search", "first", "--path", "{a,b}".repeat(200), "--json"],
      ["search", "first", "--path", "**/".repeat(200) + "*a*a*a*a*a*a*a*a*b", "--json"],
      ["get", "a.py", "--query", "(a+)+$".repeat(1000), "--json"],
    ],
  },
];
