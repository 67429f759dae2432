/**
 * What ignore patterns made to be slow really cost, beside the estimate that bounds a walk (src/segment/ignore_cost.ts):
 * nanoseconds per estimated step, which should stay below 300. Run: deno run -A tests/bench/ignore_bombs.ts
 */
import { estimateCost, planCosts } from "../../src/segment/ignore_cost.ts";
import { newIgnore } from "../../src/segment/ignore_package.ts";
import { parsePatterns } from "../../src/segment/ignore_patterns.ts";

interface Case {
  readonly title: string;
  readonly patterns: readonly string[];
  /** The nth path to ask about; each must be new, because the package remembers answers. */
  readonly path: (n: number) => string;
}

const times = (count: number, make: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i));
const deep = (depth: number) => (n: number): string => `${"a/".repeat(depth)}x${n}`;
const long = (n: number): string => `${"f".repeat(230)}${n}.py`;
const plain = (n: number): string => `src/package/module/file${n}.py`;

const CASES: readonly Case[] = [
  { title: "literals", patterns: times(3000, (i) => `name${i}`), path: plain },
  { title: "literal, trailing star", patterns: times(3000, (i) => `file${i}x*`), path: plain },
  { title: "leading star, two pieces", patterns: times(3000, (i) => `*x${i}*y`), path: plain },
  { title: "leading star, six pieces", patterns: times(1400, (i) => `*a*b*c*d*e${i}*`), path: plain },
  { title: "2,000 stars", patterns: times(60, (i) => `${"*f".repeat(2000)}${i}`), path: long },
  { title: "stars on a long name", patterns: times(1000, (i) => `${"f*".repeat(50)}${i}*x`), path: long },
  { title: "classes on a long name", patterns: times(1000, (i) => `f*[f-g]*[!h]*${i}*x`), path: long },
  { title: "question marks", patterns: times(1000, (i) => `*?*?*?*?${i}`), path: long },
  { title: "huge classes", patterns: times(60, (i) => `[${"a-z".repeat(1300)}]*${i}x*`), path: plain },
  { title: "anchored, inner star", patterns: times(1000, (i) => `/src/*/*e*${i}*x`), path: plain },
  { title: "many parts", patterns: times(300, (i) => `${"*/".repeat(100)}*x${i}*y`), path: deep(200) },
  { title: "leading globstar", patterns: times(300, (i) => `**/a/b*${i}*`), path: deep(200) },
  { title: "one globstar", patterns: times(100, (i) => `a/**/a/b*${i}*`), path: deep(200) },
  { title: "two globstars", patterns: times(10, (i) => `a/**/a/**/b*${i}*`), path: deep(100) },
  { title: "two globstars, stars", patterns: times(10, (i) => `**/a*/**/*a/**/b*${i}*`), path: deep(60) },
  { title: "three globstars", patterns: ["a/**/a/**/a/**/b*x*"], path: deep(60) },
  { title: "three globstars, stars", patterns: ["**/*a*/**/*a*/**/*a*/**/b*x*"], path: deep(40) },
];

const BUDGET_MS = 400;

for (const { title, patterns, path } of CASES) {
  const { lines } = parsePatterns(new TextEncoder().encode(patterns.join("\n")));
  const rules = newIgnore().add(lines.join("\n"));
  const first = path(0);
  for (let at = first.indexOf("/"); at !== -1; at = first.indexOf("/", at + 1)) {
    rules.test(first.slice(0, at + 1));
  }
  rules.test(first);
  rules.test(path(1)); // V8 compiles a regular expression to machine code at its second use
  const steps = estimateCost(planCosts(lines), first, first.slice(first.lastIndexOf("/") + 1));
  let count = 1;
  const start = performance.now();
  while (performance.now() - start < BUDGET_MS) rules.test(path(++count));
  const nsPerQuestion = (performance.now() - start) * 1e6 / (count - 1);
  const perStep = (nsPerQuestion / steps).toFixed(1).padStart(7);
  const line = `${title.padEnd(26)} ${nsPerQuestion.toFixed(0).padStart(12)} ns  ${perStep} ns/step\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
}
