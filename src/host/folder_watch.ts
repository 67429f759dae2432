/** Being told that something in a folder has changed. A hint, never a proof: whoever relies on it also looks now and then. */

export interface FolderWatch {
  /**
   * Calls `onChange` after entries of the folder `path` (not those of its subfolders) were made, changed or removed;
   * several changes may be one call. Returns the end of it; null where the system cannot watch.
   */
  watchFolder(path: string, onChange: () => void): (() => void) | null;
}

export const denoFolderWatch: FolderWatch = {
  watchFolder: (path, onChange) => {
    let watcher: Deno.FsWatcher;
    try {
      watcher = Deno.watchFs(path, { recursive: false });
    } catch {
      return null; // no watches left on this machine, or none on this file system
    }
    const run = async (): Promise<void> => {
      for await (const _event of watcher) onChange();
    };
    run().catch(onChange);
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      watcher.close();
    };
  },
};
