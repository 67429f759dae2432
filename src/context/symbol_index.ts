/** The pack as the selector layer reads it. */
import type { PackReader } from "../pack/reader.ts";
import type { SymbolIndex } from "../selector/symbol_index.ts";

export function symbolIndexOf(reader: PackReader): SymbolIndex {
  return {
    files: () => reader.files(),
    file: (path) => reader.fileByPath(path),
    chunksOf: (path) => {
      const file = reader.fileByPath(path);
      return file === null ? [] : reader.chunksOf(file.id);
    },
    pathsDefining: (name) =>
      reader.filesDefining(name).flatMap((id) => reader.fileById(id)?.path ?? []).sort(),
    names: () => reader.names(),
  };
}
