/** The code of the cases in tests/specs/syntax: a small corpus of every language that is always at hand. */
const specs = new URL("../specs/syntax/", import.meta.url);

/** One text a case of `language`, then all of them as one. */
export function specCode(language: string): string[] {
  const cases = Deno.readTextFileSync(new URL(`${language}.txt`, specs)).split(/^=== .*\n/m).slice(1).map((
    part,
  ) => part.slice(0, part.lastIndexOf("\n---\n") + 1));
  return [...cases, cases.join("\n")];
}
