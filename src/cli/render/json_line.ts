/** JSON as it is printed: on one line, and with nothing in it that a terminal obeys or a reader cannot see. */

/** What JSON.stringify leaves as it is: DEL and C1 controls (U+009B begins an escape sequence), format characters. */
const UNSEEN = /[\x7f-\x9f\p{Cf}\u2028\u2029]/gu;

/** `value` as one line of JSON, newline included; it decodes to the same value as JSON.stringify's. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(UNSEEN, escapeUnits)}\n`;
}

function escapeUnits(character: string): string {
  return [...Array(character.length).keys()].map((index) =>
    `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`
  ).join("");
}
