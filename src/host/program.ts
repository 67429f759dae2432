/** Where this program's own files are. */

/** Absolute folder of main.ts and deno.json. */
export const PROGRAM_FOLDER: string = decodeURIComponent(new URL("../..", import.meta.url).pathname)
  .replace(/\/$/, "");
