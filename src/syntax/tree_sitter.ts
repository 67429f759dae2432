/**
 * web-tree-sitter's WebAssembly, called as the package's own JavaScript calls it, with the few of its functions that are
 * used here. That JavaScript, 156 kB which Deno compiles anew at every start, was a tenth of a command that parses one
 * file; the tests hold every tree against its (tests/unit/syntax/tree_sitter_test.ts). Only runtime.ts uses it.
 * Invariant: two instances share nothing.
 */
import wasm from "web-tree-sitter/runtime.wasm" with { type: "bytes" };
import { link, needsOf } from "./dylink.ts";
import { ParserMemory } from "./parser_memory.ts";
import { TransferBuffer, Tree } from "./tree_cursor.ts";

/** The functions of the library that are called. */
const NAMES = [
  "calloc",
  "free",
  "malloc",
  "ts_init",
  "ts_language_abi_version",
  "ts_language_field_count",
  "ts_language_field_name_for_id",
  "ts_language_symbol_count",
  "ts_language_symbol_name",
  "ts_language_symbol_type",
  "ts_language_type_is_named_wasm",
  "ts_node_has_error_wasm",
  "ts_parser_new_wasm",
  "ts_parser_parse_wasm",
  "ts_parser_set_language",
  "ts_tree_cursor_current_field_id_wasm",
  "ts_tree_cursor_current_node_is_missing_wasm",
  "ts_tree_cursor_current_node_is_named_wasm",
  "ts_tree_cursor_current_node_type_id_wasm",
  "ts_tree_cursor_current_node_wasm",
  "ts_tree_cursor_delete_wasm",
  "ts_tree_cursor_end_index_wasm",
  "ts_tree_cursor_goto_first_child_wasm",
  "ts_tree_cursor_goto_last_child_wasm",
  "ts_tree_cursor_goto_next_sibling_wasm",
  "ts_tree_cursor_goto_parent_wasm",
  "ts_tree_cursor_goto_previous_sibling_wasm",
  "ts_tree_cursor_new_wasm",
  "ts_tree_cursor_start_index_wasm",
  "ts_tree_delete",
  "ts_tree_root_node_wasm",
] as const;
type Calls = Readonly<Record<typeof NAMES[number], (...args: number[]) => number>>;

/** Code units that the library's buffer for text holds: 10 KiB, of which it leaves the last unit alone. */
export const READ_UNITS = 5119;

/** The answers of a system that has none of what is asked for (WASI: ENOSYS and ESPIPE). */
const NO_SUCH_CALL = 52;
const NO_SEEK = 70;

const LANGUAGE_FUNCTION = /^tree_sitter_\w+$/;

/** Type ids of symbols that have a name in trees are below this (TSSymbolType). */
const HIDDEN_SYMBOL = 2;

/** A grammar in an instance's memory. */
export interface Language {
  readonly address: number;
  readonly abi: number;
  /** Names by type id; undefined for what stands in no tree. */
  readonly types: readonly (string | undefined)[];
  /** Names by field id; there is no field 0. */
  readonly fields: readonly (string | null)[];
  nodeTypeIsNamed(typeId: number): boolean;
}

export class TreeSitter {
  readonly memory: ParserMemory = new ParserMemory();
  readonly calls: Calls;
  readonly transfer: TransferBuffer;
  /** The versions of grammars that can be used, both included. */
  readonly abis: readonly [number, number];
  readonly #table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
  readonly #exports: WebAssembly.Exports;
  #units: Uint16Array = new Uint16Array(0);
  #read: (index: number) => string = () => "";
  #isOver: () => boolean = () => true;

  /** Throws TypeError when the library is not the one that this was written for. */
  constructor() {
    const { memory } = this;
    const module = new WebAssembly.Module(wasm);
    const heap = (memory.base + (needsOf(module)?.bytes ?? 0) + 15) & ~15;
    this.#exports = link(module, memory.base, {
      memory: memory.memory,
      table: this.#table,
      stackPointer: memory.stackPointer,
      addresses: { __stack_low: 0, __stack_high: memory.base, __heap_base: heap },
      functions: {
        emscripten_resize_heap: memory.resize,
        fd_close: () => NO_SUCH_CALL,
        fd_seek: () => NO_SEEK,
        fd_write: () => NO_SUCH_CALL,
        // No bound function: V8 compiles a wrapper of its own for each of those, 1.6 ms.
        tree_sitter_parse_callback: (
          buffer: number,
          index: number,
          _row: number,
          _column: number,
          length: number,
        ) => this.#writeText(buffer, index, length),
        tree_sitter_progress_callback: () => this.#isOver() ? 1 : 0,
      },
    });
    this.calls = callsOf(this.#exports);
    const address = this.calls.ts_init();
    this.transfer = new TransferBuffer(memory.memory, address);
    const [newest = 0, oldest = 0] = this.transfer.read(2);
    this.abis = [oldest, newest];
  }

  /** Loads the grammar in `module`. Throws WebAssembly.LinkError, WebAssembly.RuntimeError, RangeError and TypeError. */
  loadLanguage(module: WebAssembly.Module): Language {
    const { calls, memory } = this;
    const needs = needsOf(module);
    if (needs === null) throw new TypeError("is not a dynamic library");
    const block = calls.calloc(needs.bytes + needs.alignment, 1);
    if (block === 0) throw new RangeError("no memory for the grammar");
    const base = Math.ceil(block / needs.alignment) * needs.alignment;
    const exports = link(module, base, {
      memory: memory.memory,
      table: this.#table,
      stackPointer: memory.stackPointer,
      addresses: {},
      functions: this.#exports,
    });
    const make = exports[findLanguageFunction(module) ?? ""];
    if (typeof make !== "function") throw new TypeError("exports no language");
    return this.#describe(Number(make()));
  }

  /** A parser for `language`: each call parses one text and reads it through `read`, from an index on, until `isOver`. */
  makeParser(
    language: Language,
  ): (read: (index: number) => string, isOver: () => boolean) => Tree | null {
    const { calls } = this;
    this.transfer.release();
    calls.ts_parser_new_wasm();
    const [parser = 0, buffer = 0] = this.transfer.read(2);
    return (read, isOver) => {
      this.#read = read;
      this.#isOver = isOver;
      this.transfer.release();
      // Some scanners keep state from one text to the next: setting the language makes a fresh one.
      calls.ts_parser_set_language(parser, language.address);
      const tree = calls.ts_parser_parse_wasm(parser, buffer, 0, 0, 0);
      return tree === 0 ? null : new Tree(this, tree, language);
    };
  }

  /** Called by the library for the text from code unit `index` on. */
  #writeText(buffer: number, index: number, length: number): void {
    const text = this.#read(index);
    if (this.#units.length === 0) this.#units = new Uint16Array(this.memory.memory.buffer); // it has grown
    const units = this.#units;
    const count = Math.min(text.length, READ_UNITS);
    const start = buffer >>> 1;
    for (let i = 0; i < count; i++) units[start + i] = text.charCodeAt(i);
    units[start + count] = 0;
    units[length >>> 1] = count;
    units[(length >>> 1) + 1] = 0;
  }

  #describe(address: number): Language {
    const { calls } = this;
    const types = Array.from(
      { length: calls.ts_language_symbol_count(address) },
      (_, id) =>
        calls.ts_language_symbol_type(address, id) < HIDDEN_SYMBOL
          ? this.#textAt(calls.ts_language_symbol_name(address, id))
          : undefined,
    );
    const fields = Array.from({ length: calls.ts_language_field_count(address) + 1 }, (_, id) => {
      const name = calls.ts_language_field_name_for_id(address, id);
      return name === 0 ? null : this.#textAt(name);
    });
    return {
      address,
      abi: calls.ts_language_abi_version(address),
      types,
      fields,
      nodeTypeIsNamed: (id) => calls.ts_language_type_is_named_wasm(address, id) !== 0,
    };
  }

  /** The C string at `address`. */
  #textAt(address: number): string {
    const bytes = new Uint8Array(this.memory.memory.buffer);
    const end = bytes.indexOf(0, address);
    let text = "";
    for (let i = address; i < end; i++) {
      const byte = bytes[i] ?? 0;
      if (byte > 0x7f) return new TextDecoder().decode(bytes.subarray(address, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }
}

/** The function of `module` that gives its language, or null. */
export function findLanguageFunction(module: WebAssembly.Module): string | null {
  const found = WebAssembly.Module.exports(module).find(({ name }) =>
    LANGUAGE_FUNCTION.test(name) && !name.includes("external_scanner_")
  );
  return found?.name ?? null;
}

function callsOf(exports: WebAssembly.Exports): Calls {
  if (!hasCalls(exports)) throw new TypeError("web-tree-sitter lacks a function");
  return exports;
}

function hasCalls(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Calls {
  return NAMES.every((name) => typeof exports[name] === "function");
}
