/**
 * Trees of tree-sitter and the cursors over them. The library's functions for cursors take one from a place in its memory,
 * the transfer buffer, and leave it there as they have moved it: the cursor that was used last stays there, and only
 * another one's turn writes its words down.
 * Invariant: a cursor is where its own moves have brought it, whatever other cursors of its parser do.
 */
import type { SyntaxCursor, SyntaxTree } from "./grammar.ts";
import type { Language, TreeSitter } from "./tree_sitter.ts";

/** 32-bit words of a cursor in the transfer buffer. */
const CURSOR_WORDS = 4;

/** A syntax tree; nobody else frees it. */
export class Tree implements SyntaxTree {
  readonly #library: TreeSitter;
  readonly #address: number;
  readonly #language: Language;

  constructor(library: TreeSitter, address: number, language: Language) {
    this.#library = library;
    this.#address = address;
    this.#language = language;
  }

  /** Whether the parse found any error. */
  get hasError(): boolean {
    const { calls, transfer } = this.#library;
    transfer.release();
    calls.ts_tree_root_node_wasm(this.#address);
    return calls.ts_node_has_error_wasm(this.#address) !== 0;
  }

  /** A cursor on the root. */
  walk(): Cursor {
    const { calls, transfer } = this.#library;
    transfer.release();
    calls.ts_tree_root_node_wasm(this.#address);
    calls.ts_tree_cursor_new_wasm(this.#address);
    return new Cursor(this.#library, this.#address, this.#language);
  }

  delete(): void {
    this.#library.calls.ts_tree_delete(this.#address);
  }
}

/** The place in the library's memory through which it takes and gives what is larger than a number. */
export class TransferBuffer {
  readonly #memory: WebAssembly.Memory;
  readonly #address: number;
  #holder: Cursor | null = null;
  /** The words there; of no length once the memory has grown, since that gives it another buffer. */
  #view: Int32Array = new Int32Array(0);

  constructor(memory: WebAssembly.Memory, address: number) {
    this.#memory = memory;
    this.#address = address;
  }

  /** The first `count` words that stand there, of at most as many as a cursor has. */
  read(count: number): Int32Array {
    return this.#words().slice(0, count);
  }

  /** Makes `cursor`, which stands there now, the one that does. */
  hold(cursor: Cursor): void {
    this.#holder = cursor;
  }

  /** Has `cursor` stand there. */
  claim(cursor: Cursor): void {
    if (this.#holder === cursor) return;
    this.release();
    this.#words().set(cursor.words);
    this.#holder = cursor;
  }

  /** Writes down the cursor that stands there, so that something else may. */
  release(): void {
    if (this.#holder === null) return;
    const view = this.#words();
    const { words } = this.#holder;
    for (let i = 0; i < CURSOR_WORDS; i++) words[i] = view[i] ?? 0; // no new array: this happens for each node
    this.#holder = null;
  }

  /** Forgets the cursor that stands there, which is gone. */
  drop(): void {
    this.#holder = null;
  }

  #words(): Int32Array {
    if (this.#view.length === 0) {
      this.#view = new Int32Array(this.#memory.buffer, this.#address, CURSOR_WORDS);
    }
    return this.#view;
  }
}

class Cursor implements SyntaxCursor {
  /** As in the transfer buffer, while another cursor is there. */
  readonly words: Int32Array = new Int32Array(CURSOR_WORDS);
  readonly #calls: TreeSitter["calls"];
  readonly #transfer: TransferBuffer;
  readonly #tree: number;
  readonly #language: Language;

  /** The cursor that stands in the transfer buffer. */
  constructor(library: TreeSitter, tree: number, language: Language) {
    this.#calls = library.calls;
    this.#transfer = library.transfer;
    this.#tree = tree;
    this.#language = language;
    this.#transfer.hold(this);
  }

  get nodeTypeId(): number {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_current_node_type_id_wasm(this.#tree);
  }

  get nodeType(): string {
    return this.#language.types[this.nodeTypeId] ?? "ERROR";
  }

  get currentFieldId(): number {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_current_field_id_wasm(this.#tree);
  }

  get currentFieldName(): string | null {
    return this.#language.fields[this.currentFieldId] ?? null;
  }

  get nodeIsMissing(): boolean {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_current_node_is_missing_wasm(this.#tree) !== 0;
  }

  get nodeIsNamed(): boolean {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_current_node_is_named_wasm(this.#tree) !== 0;
  }

  get startIndex(): number {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_start_index_wasm(this.#tree);
  }

  get endIndex(): number {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_end_index_wasm(this.#tree);
  }

  get nodeHasError(): boolean {
    this.#transfer.claim(this);
    this.#transfer.release();
    // Leaves the node where the cursor stood.
    this.#calls.ts_tree_cursor_current_node_wasm(this.#tree);
    return this.#calls.ts_node_has_error_wasm(this.#tree) !== 0;
  }

  gotoFirstChild(): boolean {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_goto_first_child_wasm(this.#tree) !== 0;
  }

  gotoLastChild(): boolean {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_goto_last_child_wasm(this.#tree) !== 0;
  }

  gotoNextSibling(): boolean {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_goto_next_sibling_wasm(this.#tree) !== 0;
  }

  gotoPreviousSibling(): boolean {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_goto_previous_sibling_wasm(this.#tree) !== 0;
  }

  gotoParent(): boolean {
    this.#transfer.claim(this);
    return this.#calls.ts_tree_cursor_goto_parent_wasm(this.#tree) !== 0;
  }

  delete(): void {
    this.#transfer.claim(this);
    this.#calls.ts_tree_cursor_delete_wasm(this.#tree);
    this.#transfer.drop();
  }
}
