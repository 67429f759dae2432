/** What no outline may be, whatever the text: the invariants of Definition and of ids, checked from outside. */
import type { Definition } from "../../src/model/symbol.ts";
import type { Outline } from "../../src/syntax/reading.ts";

/** One line for each broken invariant of `outline`, which is said to be that of `text`; empty when all hold. */
export function outlineFaults(outline: Outline, text: string): string[] {
  const faults: string[] = [];
  const { definitions } = outline;
  const ids = new Set<string>();
  let lastStart = 0;
  definitions.forEach((one, index) => {
    const fault = (what: string): unknown =>
      faults.push(`${index} ${one.kind} ${one.qualname.slice(0, 60)}: ${what}`);
    const { span, nameSpan, body } = one;
    if (!(0 <= span.start && span.start < span.end && span.end <= text.length)) {
      fault("span outside the text");
    }
    if (nameSpan.start < span.start || nameSpan.end > span.end) fault("name outside the span");
    if (body !== null && (body.start < span.start || body.end > span.end || body.end < body.start)) {
      fault(`body ${body.start}-${body.end} outside the span ${span.start}-${span.end}`);
    }
    if (span.start < lastStart) fault("before the one before");
    lastStart = span.start;
    if (one.name === "" || !one.qualname.endsWith(one.name)) fault("name and qualname");
    const id = `${one.qualname}@${one.ordinal}`;
    if (ids.has(id)) fault("id twice");
    ids.add(id);
    if (one.ordinal > 1 && !ids.has(`${one.qualname}@${one.ordinal - 1}`)) fault("ordinals with a gap");
    if (/[\r\n]/.test(one.signature) || /[\r\n]/.test(one.doc)) fault("signature or doc of several lines");
    if (one.parent >= index) fault("parent after it");
    const parent: Definition | undefined = definitions[one.parent];
    if (parent === undefined) {
      if (one.parent !== -1) fault("no such parent");
    } else if (span.start < parent.span.start || span.end > parent.span.end) fault("outside its parent");
  });
  return faults;
}
