/**
 * A program of its own: waits for the end of its input, then ends every process of its group, itself included. Whoever
 * starts it holds the other end, so that no death of his, however sudden, leaves his other children behind: a busy
 * language server notices the end of its own input only when it is done, seconds later.
 */

/** A request to stop goes to the whole group: whoever leads it sees to its children, and this process to him. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});

while (await Deno.stdin.read(new Uint8Array(1)) !== null);

// Process 0 is the caller's own group (POSIX, kill).
Deno.kill(0, "SIGKILL");
