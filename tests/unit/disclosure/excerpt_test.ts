/** Which lines an excerpt shows, and its marks. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { planExcerpt, renderExcerpt } from "../../../src/disclosure/excerpt.ts";

function body(count: number): string {
  return Array.from({ length: count }, (_, index) => `    step_${index + 1}()\n`).join("");
}

const HEAD = "@cached\ndef run(\n    job,\n):\n";
const DOC = '    """Run the job.\n\n    Twice if need be.\n    """\n';

function excerpt(text: string, query: string, headLength = HEAD.length, doc = "Run the job."): string {
  const plan = planExcerpt({ text, headLength, doc }, query);
  return renderExcerpt(plan, plan.byWorth.length);
}

Deno.test("a short chunk is shown whole", () => {
  const text = HEAD + DOC + body(8);
  assertEquals(excerpt(text, "step"), text);
});

Deno.test("without a query: head, docstring, first lines, and how many lines are left", () => {
  assertEquals(excerpt(HEAD + DOC + body(40), ""), HEAD + DOC + body(12) + "… 28 lines\n");
});

Deno.test("with a query: the lines that hold its words, with a line around them", () => {
  const text = HEAD + DOC + body(20) + "    send(reportWriter)\n" + body(20);
  assertEquals(
    excerpt(text, "report writer"),
    HEAD + DOC + "    … 19 lines\n    step_20()\n    send(reportWriter)\n    step_1()\n… 19 lines\n",
  );
});

Deno.test("rare words go before words of every line", () => {
  const text = HEAD + DOC + body(60) + "    step_home()\n" + body(60);
  const shown = excerpt(text, "step home");
  assertStringIncludes(shown, "step_home()");
  assert(shown.split("\n").length < 45, shown);
});

Deno.test("a query that matches nothing falls back to the first lines", () => {
  assertEquals(excerpt(HEAD + DOC + body(40), "absent"), HEAD + DOC + body(12) + "… 28 lines\n");
});

Deno.test("a long docstring is cut after six lines", () => {
  const doc = '    """Run the job.\n' + "    More.\n".repeat(20) + '    """\n';
  assertEquals(
    excerpt(HEAD + doc + body(3), "absent"),
    HEAD + '    """Run the job.\n' + "    More.\n".repeat(5) + "    … 16 lines\n" + body(3),
  );
});

Deno.test("a docstring that opens on a line of its own is found", () => {
  const doc = '    """\n    Run the job.\n    """\n';
  const text = HEAD + doc + body(30) + "    zebra()\n" + body(1);
  assertEquals(
    excerpt(text, "zebra"),
    HEAD + doc + "    … 29 lines\n    step_30()\n    zebra()\n    step_1()\n",
  );
});

Deno.test("a line too long to read is cut and says by how much", () => {
  const text = HEAD + "    data = '" + "x".repeat(1000) + "'\n" + body(30);
  assertStringIncludes(excerpt(text, "", HEAD.length, ""), "… 773 characters\n");
});

Deno.test("fewer lines keep the order of the file and every gap its number", () => {
  const text = HEAD + DOC + body(40);
  const plan = planExcerpt({ text, headLength: HEAD.length, doc: "Run the job." }, "step 30");
  const total = text.split("\n").length - 1;
  for (let count = 1; count <= plan.byWorth.length; count++) {
    const lines = renderExcerpt(plan, count).trimEnd().split("\n");
    const gaps = lines.map((line) => Number(/^\s*… (\d+) lines?$/.exec(line)?.[1] ?? 0));
    const shown = gaps.filter((gap) => gap === 0).length;
    assertEquals(shown, count);
    assertEquals(shown + gaps.reduce((sum, gap) => sum + gap, 0), total);
  }
});

Deno.test("line ends of every kind stay as they are", () => {
  const text = "a\r\nb\rc\nd";
  assertEquals(excerpt(text, "", 0, ""), text);
});
