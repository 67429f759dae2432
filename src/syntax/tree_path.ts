/**
 * Short walks from where a cursor stands, along the paths of a language's rules. Always comes back to where it was,
 * so that the walk in walk.ts is not disturbed.
 */
import type { CompiledRules, Path, Step } from "./compiled_rules.ts";
import type { SyntaxCursor } from "./grammar.ts";

export class TreePaths {
  readonly cursor: SyntaxCursor;
  readonly #comments: Uint8Array;

  constructor(cursor: SyntaxCursor, rules: CompiledRules) {
    this.cursor = cursor;
    this.#comments = rules.comments;
  }

  /** Calls `visit` with the cursor on the node that `path` leads to, or on each of them; whether there was one. */
  at(path: Path, visit: () => void): boolean {
    const depth = this.#follow(path);
    if (depth < 0) return false;
    visit();
    const last = path.steps[path.steps.length - 1];
    while (path.all && last !== undefined && this.cursor.gotoNextSibling()) if (this.#matches(last)) visit();
    this.#ascend(depth);
    return true;
  }

  /** Whether `path` leads anywhere. */
  leads(path: Path): boolean {
    const depth = this.#follow(path);
    if (depth > 0) this.#ascend(depth);
    return depth >= 0;
  }

  /** Start and end of the node that `path` leads to (up to its parent's end if the path says so), or null. */
  spanAt(path: Path): readonly [number, number] | null {
    const depth = this.#follow(path);
    if (depth < 0) return null;
    const start = this.cursor.startIndex;
    let up = depth;
    if (path.toParentEnd && depth > 0) {
      this.cursor.gotoParent();
      up--;
    }
    const end = this.cursor.endIndex;
    this.#ascend(up);
    return [start, end];
  }

  /** Start of the header of the node at `start`: past its leading decorators and attributes. */
  headOf(start: number, rules: CompiledRules): number {
    const cursor = this.cursor;
    let head = start;
    let depth = 0;
    while (cursor.gotoFirstChild()) {
      depth++;
      let more = true;
      while (more && (rules.decorators[cursor.nodeTypeId] === 1 || this.#comments[cursor.nodeTypeId] === 1)) {
        more = cursor.gotoNextSibling();
      }
      if (!more) {
        cursor.gotoParent();
        depth--;
        if (!cursor.gotoNextSibling()) break;
      }
      head = cursor.startIndex;
      if (rules.modifiers[cursor.nodeTypeId] !== 1) break;
    }
    this.#ascend(depth);
    return head;
  }

  /**
   * End of the current node, which starts at `start`, without the comments that its grammar counts in at its end; these
   * begin with `token`, "" where there are none.
   */
  codeEnd(text: string, token: string, start: number): number {
    const end = this.cursor.endIndex;
    if (token === "") return end;
    for (let i = end - 1; i >= start; i--) {
      if (text[i] === token) return this.#lastCodeEnd();
      if (text[i] === "\n") return end;
    }
    return end;
  }

  /** End of the last token of the current node that is no comment. */
  #lastCodeEnd(): number {
    const cursor = this.cursor;
    let depth = 0;
    while (cursor.gotoLastChild()) {
      depth++;
      while (this.#comments[cursor.nodeTypeId] === 1 && cursor.gotoPreviousSibling());
    }
    const end = cursor.endIndex;
    this.#ascend(depth);
    return end;
  }

  /** Moves down along `path`; returns how many levels, or -1 with the cursor where it was. */
  #follow(path: Path): number {
    const cursor = this.cursor;
    let depth = 0;
    for (const step of path.steps) {
      if (!cursor.gotoFirstChild()) {
        this.#ascend(depth);
        return -1;
      }
      depth++;
      while (!this.#matches(step)) {
        if (!cursor.gotoNextSibling()) {
          this.#ascend(depth);
          return -1;
        }
      }
    }
    return depth;
  }

  #matches(step: Step): boolean {
    const cursor = this.cursor;
    if (step.field > 0) {
      return cursor.currentFieldId === step.field &&
        (step.types === null || step.types[cursor.nodeTypeId] === 1);
    }
    if (step.types !== null) return step.types[cursor.nodeTypeId] === 1;
    return cursor.nodeIsNamed && this.#comments[cursor.nodeTypeId] !== 1;
  }

  #ascend(levels: number): void {
    for (let i = 0; i < levels; i++) this.cursor.gotoParent();
  }
}
