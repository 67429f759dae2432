/**
 * The segment under faults: each call of the file system fails in turn, reads come out short, and the tree changes
 * between any two calls. What must hold: an expected outcome is a value, nothing is left open, nothing that was
 * not admitted is read, and whatever is missing from an answer is named in it.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import {
  type FileInfo,
  type FileSystem,
  HostError,
  type HostErrorCode,
  type OpenFile,
} from "../../src/host/file_system.ts";
import { CtxError } from "../../src/model/error.ts";
import { findRoot } from "../../src/segment/root.ts";
import { readSource } from "../../src/segment/read.ts";
import { inspectState, prepareState } from "../../src/segment/state_folder.ts";
import { walkSegment } from "../../src/segment/walk.ts";
import { type Content, withTree, write } from "../unit/segment/tree.ts";
import { type Call, type FaultPlan, FaultyFileSystem } from "./faulty_file_system.ts";
import { seenFrom } from "./seen_from.ts";

const CODES: readonly HostErrorCode[] = ["permission", "not-found", "too-many-open-files", "other", "loop"];
const PUBLIC = { includeSecrets: false };

const TREE: Readonly<Record<string, Content>> = {
  ".git/HEAD": "",
  ".git/info/exclude": "*.tmp\n",
  ".gitignore": "*.log\n",
  "a.py": "x = 1\n",
  "sub/.gitignore": "gen\n",
  "sub/b.py": "y = 2\n",
  "sub/gen": "",
  "sub/deep/c.py": "",
  "link": { to: "/etc/passwd" },
};

Deno.test("walk: whatever fails, each file is either listed or covered by what was skipped", () => {
  withTree(TREE, (root) => {
    const recorder = new FaultyFileSystem(denoFileSystem);
    const whole = walkSegment(recorder, root, PUBLIC);
    assert(recorder.calls.length > 20);
    for (const code of CODES) {
      for (let nth = 1; nth <= recorder.calls.length; nth++) {
        const fs = new FaultyFileSystem(denoFileSystem, { faults: [{ operation: "any", nth, code }] });
        const failed = recorder.calls[nth - 1];
        const label = `${code} at ${nth}: ${failed?.operation} ${failed?.path.slice(root.length)}`;
        try {
          const { files, skipped, limitedIgnoreFiles } = walkSegment(fs, root, PUBLIC);
          const listed = new Set(files.map((file) => file.path));
          const isCovered = (path: string): boolean =>
            skipped.some((entry) => path === entry.path || path.startsWith(`${entry.path}/`));
          for (const { path } of whole.files) {
            assert(listed.has(path) || isCovered(path), `${label}: lost ${path}`);
          }
          const gone = code === "not-found" || code === "loop";
          if (files.length > whole.files.length) {
            assert(gone || limitedIgnoreFiles.length > 0, `${label}: unnoticed`);
          }
        } catch (error) {
          assert(error instanceof CtxError && nth === 1, `${label}: ${error}`);
        }
        assertEquals(fs.openFiles, 0, label);
      }
    }
  });
});

Deno.test("read: whatever fails, the outcome is a reason, and the file is closed", () => {
  withTree({ "sub/a.py": "x = 1\n" }, (root) => {
    const recorder = new FaultyFileSystem(denoFileSystem);
    assert(readSource(recorder, root, "sub/a.py", PUBLIC).ok);
    for (const code of CODES) {
      for (let nth = 1; nth <= recorder.calls.length; nth++) {
        if (recorder.calls[nth - 1]?.operation === "close") continue;
        const fs = new FaultyFileSystem(denoFileSystem, {
          faults: [{ operation: "any", nth, code, lasting: true }],
        });
        const outcome = readSource(fs, root, "sub/a.py", PUBLIC);
        assert(!outcome.ok, `${code} at ${nth}`);
        const expected = code === "not-found"
          ? "vanished"
          : code === "loop"
          ? "changed-while-read"
          : "unreadable";
        assertEquals(outcome.reason, expected, `${code} at ${nth}`);
        assertEquals(fs.openFiles, 0);
      }
    }
  });
});

Deno.test("read: short reads add up to the whole file", () => {
  withTree({ "a.py": "0123456789é" }, (root) => {
    for (const maxReadBytes of [1, 2, 7]) {
      const outcome = readSource(
        new FaultyFileSystem(denoFileSystem, { maxReadBytes }),
        root,
        "a.py",
        PUBLIC,
      );
      assertEquals(outcome.ok ? outcome.source.text : outcome.reason, "0123456789é");
    }
  });
});

/** Runs `act` just before the `nth` call of `operation` (every one from then on when `always`). */
function meanwhile(operation: Call["operation"], nth: number, act: () => void, always = false): FaultPlan {
  return {
    before: (call) => {
      if (call.operation === operation && (call.nth === nth || (always && call.nth > nth))) act();
    },
  };
}

function readMeanwhile(root: string, plan: FaultPlan, path = "sub/a.py"): string {
  const fs = new FaultyFileSystem(denoFileSystem, plan);
  const outcome = readSource(fs, root, path, PUBLIC);
  assertEquals(fs.openFiles, 0);
  return outcome.ok ? `ok ${outcome.source.text}` : outcome.reason;
}

Deno.test("read: a file that changes once is read again, one that keeps changing is given up", () => {
  const grow = (root: string) => (): void =>
    Deno.writeTextFileSync(`${root}/sub/a.py`, "more", { append: true });
  withTree({ "sub/a.py": "old " }, (root) => {
    assertEquals(readMeanwhile(root, meanwhile("read", 1, grow(root))), "ok old more");
    assertEquals(readMeanwhile(root, meanwhile("read", 2, grow(root))), "ok old moremore");
    assertEquals(readMeanwhile(root, meanwhile("info", 1, grow(root))), "ok old moremoremore");
    assertEquals(readMeanwhile(root, meanwhile("read", 1, grow(root), true)), "changed-while-read");
  });
});

Deno.test("read: a file rewritten in place while it is read is not half old and half new", () => {
  withTree({ "sub/a.py": "old old!" }, (root) => {
    const path = `${root}/sub/a.py`;
    Deno.utimeSync(path, 1e9, 1e9);
    const rewrite = meanwhile("read", 2, () => Deno.writeTextFileSync(path, "new new!"));
    assertEquals(readMeanwhile(root, { ...rewrite, maxReadBytes: 4 }), "ok new new!");
  });
});

Deno.test("read: a file that gives fewer bytes than its size is not taken as whole", () => {
  withTree({ "a.py": "x = 1" }, (root) => {
    const short = {
      ...denoFileSystem,
      openForRead: (path: string) => silent(denoFileSystem.openForRead(path)),
    };
    const silent = (file: OpenFile): OpenFile => ({ ...file, read: () => 0 });
    const outcome = readSource(short, root, "a.py", PUBLIC);
    assertEquals(outcome.ok ? "ok" : outcome.reason, "changed-while-read");
  });
});

Deno.test("read: an empty file is not opened, unless it is on another device than the segment", () => {
  withTree({ "sub/a.py": "" }, (root) => {
    const fs = new FaultyFileSystem(denoFileSystem);
    assertEquals(readSource(fs, root, "sub/a.py", PUBLIC).ok, true);
    assertEquals(fs.calls.filter(({ operation }) => operation === "openForRead"), []);
    // A file of /proc, say: it has no size, and says something all the same.
    const mounted = {
      ...denoFileSystem,
      lstat: (path: string) => mountedInfo(denoFileSystem.lstat(path), path),
      openForRead: (path: string): OpenFile => {
        const file = denoFileSystem.openForRead(path);
        let told = false;
        return {
          ...file,
          info: () => mountedInfo(file.info(), path) ?? file.info(),
          read: (buffer) => told ? 0 : (told = true, buffer.set([120]), 1),
        };
      },
    };
    const mountedInfo = (info: FileInfo | null, path: string): FileInfo | null =>
      info !== null && path.endsWith("a.py") ? { ...info, device: info.device + 1 } : info;
    const outcome = readSource(mounted, root, "sub/a.py", PUBLIC);
    assertEquals(outcome.ok ? "ok" : outcome.reason, "changed-while-read");
  });
});

Deno.test("read: a file that grows without end is read up to the limit only", () => {
  withTree({ "sub/a.py": "x" }, (root) => {
    const grow = (): void => Deno.truncateSync(`${root}/sub/a.py`, 1e9);
    assertEquals(readMeanwhile(root, meanwhile("lstat", 1, grow)), "too-large");
    Deno.writeTextFileSync(`${root}/sub/a.py`, "x");
    const fs = new FaultyFileSystem(denoFileSystem, meanwhile("read", 1, grow));
    const outcome = readSource(fs, root, "sub/a.py", PUBLIC);
    assertEquals(outcome.ok ? "ok" : outcome.reason, "too-large");
  });
});

Deno.test("read: a file replaced under the same name is the new one or a reason, never a mix", () => {
  const replace = (root: string) => (): void => {
    Deno.writeTextFileSync(`${root}/new`, "new");
    Deno.renameSync(`${root}/new`, `${root}/sub/a.py`);
  };
  for (const [operation, expected] of [["openForRead", "ok new"], ["read", "ok old"]] as const) {
    withTree({ "sub/a.py": "old" }, (root) => {
      const seen = readMeanwhile(root, meanwhile(operation, 1, replace(root)));
      assert(seen === expected || seen === "ok new", seen);
    });
  }
  withTree({ "sub/a.py": "old" }, (root) => {
    assertEquals(readMeanwhile(root, meanwhile("openForRead", 1, replace(root), true)), "changed-while-read");
    assertEquals(
      readMeanwhile(root, meanwhile("lstat", 1, () => Deno.removeSync(`${root}/sub/a.py`))),
      "vanished",
    );
  });
});

Deno.test("read: a name that another account swaps for a FIFO is not waited for", async () => {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-fifo-" }));
  Deno.chmodSync(root, 0o777);
  const swap = (): void => {
    Deno.removeSync(`${root}/a.py`);
    new Deno.Command("mkfifo", { args: [`${root}/a.py`] }).outputSync();
  };
  // Who waits is let go in the end, and has the one byte then that nobody else gets: no writer comes before a reader.
  const script = `await new Promise((resolve) => setTimeout(resolve, 60_000));
    const pipe = Deno.openSync("a.py", { write: true }); pipe.writeSync(Uint8Array.of(120)); pipe.close();`;
  const rescue = new Deno.Command(Deno.execPath(), { args: ["eval", script], cwd: root, stdin: "null" })
    .spawn();
  try {
    Deno.writeTextFileSync(`${root}/a.py`, "x = 1\n");
    swap();
    const file = denoFileSystem.openForRead(`${root}/a.py`);
    assertEquals(file.info().kind, "other");
    assertEquals(file.read(new Uint8Array(1)), 0);
    const writer = Deno.openSync(`${root}/a.py`, { write: true });
    assertThrows(() => file.read(new Uint8Array(1)), HostError, "busy"); // there may be something to read later
    writer.close();
    file.close();
    Deno.removeSync(`${root}/a.py`);
    Deno.writeTextFileSync(`${root}/a.py`, "x = 1\n");
    assertEquals(readMeanwhile(root, meanwhile("openForRead", 1, swap), "a.py"), "not-a-file");
  } finally {
    rescue.kill("SIGKILL");
    await rescue.status;
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("read: a name swapped for a symlink out of the segment gives no byte of what lies there", () => {
  for (const operation of ["lstat", "openForRead", "realPath", "read", "info"] as const) {
    // From the first read on the file is open, and was found to be where its path says.
    const allowed = ["outside-segment", "changed-while-read"];
    if (operation === "read" || operation === "info") allowed.push("ok mine");
    withTree({ "seg/sub/a.py": "mine", "out/a.py": "canary" }, (root) => {
      const swapFolder = (): void => {
        if (Deno.lstatSync(`${root}/seg/sub`).isSymlink) return;
        Deno.renameSync(`${root}/seg/sub`, `${root}/seg/old`);
        Deno.symlinkSync("../out", `${root}/seg/sub`);
      };
      const seen = readMeanwhile(`${root}/seg`, meanwhile(operation, 1, swapFolder));
      assert(allowed.includes(seen), `folder before ${operation}: ${seen}`);
    });
    withTree({ "seg/sub/a.py": "mine", "out/a.py": "canary" }, (root) => {
      const swapFile = (): void => {
        Deno.removeSync(`${root}/seg/sub/a.py`);
        Deno.symlinkSync("../../out/a.py", `${root}/seg/sub/a.py`);
      };
      const seen = readMeanwhile(`${root}/seg`, meanwhile(operation, 1, swapFile));
      assert(allowed.includes(seen), `file before ${operation}: ${seen}`);
    });
  }
});

Deno.test("walk: a tree that changes under it yields a list and no error", () => {
  withTree(TREE, (root) => {
    const recorder = new FaultyFileSystem(denoFileSystem);
    walkSegment(recorder, root, PUBLIC);
    for (let nth = 2; nth <= recorder.calls.length; nth++) {
      withTree(TREE, (copy) => {
        const before = (): void => {
          if (fs.calls.length !== nth) return;
          Deno.removeSync(`${copy}/sub`, { recursive: true });
          write(copy, "sub", "now a file");
          Deno.removeSync(`${copy}/.gitignore`);
        };
        const fs: FaultyFileSystem = new FaultyFileSystem(denoFileSystem, { before });
        const { files } = walkSegment(fs, copy, PUBLIC);
        assert(files.some((file) => file.path === "a.py"));
        assertEquals(fs.openFiles, 0);
      });
    }
  });
});

Deno.test("state: whatever fails, the error is one that a user can act on, and no half file stays", () => {
  const uid = Deno.uid() ?? -1;
  const expected = {
    "permission": "permission",
    "read-only": "read-only",
    "disk-full": "disk-full",
  } as const;
  for (const code of ["permission", "read-only", "disk-full"] as const) {
    for (let nth = 1;; nth++) {
      const isLast = withTree({}, (root) => {
        const fs = new FaultyFileSystem(seenFrom(root), { faults: [{ operation: "any", nth, code }] });
        let failure: unknown = null;
        try {
          prepareState(fs, uid, "pack");
        } catch (error) {
          failure = error;
        }
        if (fs.calls.length < nth) return true;
        const failed = fs.calls[nth - 1]?.operation;
        assert(failure instanceof CtxError, `${code} at ${nth} (${failed}): ${failure}`);
        assertEquals(failure.code, expected[code]);
        assertEquals(fs.openFiles, 0);
        const ignore = denoFileSystem.lstat(`${root}/_ctx/.gitignore`);
        assert(
          ignore === null || ignore.sizeBytes === 2,
          `${code} at ${nth} left ${ignore?.sizeBytes} bytes`,
        );
        return false;
      });
      if (isLast) break;
    }
  }
});

Deno.test("state: a disk that fills up in the middle of the ignore file leaves none", () => {
  withTree({}, (root) => {
    const fs = new FaultyFileSystem(seenFrom(root), { diskBytes: 1 });
    let code = "";
    try {
      prepareState(fs, -1, "run");
    } catch (error) {
      code = error instanceof CtxError ? error.code : String(error);
    }
    assertEquals(code, "disk-full");
    assertEquals(denoFileSystem.lstat(`${root}/_ctx/.gitignore`), null);
    prepareState(seenFrom(root), -1, "run");
    assertEquals(Deno.readTextFileSync(`${root}/_ctx/.gitignore`), "*\n");
  });
});

Deno.test("state: two processes may prepare it at once", () => {
  withTree({}, (root) => {
    const other = (call: Call): void => {
      if (call.operation === "open" || call.operation === "makeDirectory") {
        prepareState(seenFrom(root), -1, "pack");
      }
    };
    prepareState(new FaultyFileSystem(seenFrom(root), { before: other }), -1, "pack");
    assertEquals(inspectState(seenFrom(root), -1, "pack"), { kind: "ready" });
  });
});

Deno.test("state: a link that appears after the folder was made is refused", () => {
  withTree({ "victim": null }, (root) => {
    const swap = meanwhile("makeDirectory", 1, () => {
      Deno.mkdirSync(`${root}/_ctx`);
      Deno.symlinkSync("../victim", `${root}/_ctx/pack`);
    });
    let code = "";
    try {
      prepareState(new FaultyFileSystem(seenFrom(root), swap), -1, "pack");
    } catch (error) {
      code = error instanceof CtxError ? error.code : String(error);
    }
    assertEquals(code, "unsafe-state");
    assertEquals([...Deno.readDirSync(`${root}/victim`)], []);
  });
});

Deno.test("a mistake in the program itself is not taken for a fault of the file system", () => {
  withTree(TREE, (root) => {
    const acts: Readonly<Record<string, (fs: FileSystem) => void>> = {
      walk: (fs) => void walkSegment(fs, root, PUBLIC),
      read: (fs) => void readSource(fs, root, "sub/b.py", PUBLIC),
      link: (fs) => void readSource(fs, root, "link", PUBLIC),
      root: (fs) => void findRoot(fs, `${root}/sub`),
      state: (fs) => prepareState(fs, -1, "pack"),
    };
    for (const [name, act] of Object.entries(acts)) {
      const inner = name === "state" ? seenFrom(root) : denoFileSystem;
      const recorder = new FaultyFileSystem(inner);
      act(recorder);
      for (let nth = 1; nth <= recorder.calls.length; nth++) {
        denoFileSystem.removeTree(`${root}/_ctx`);
        const before = (): void => {
          if (fs.calls.length === nth) throw new RangeError("a mistake");
        };
        const fs: FaultyFileSystem = new FaultyFileSystem(inner, { before });
        assertThrows(() => act(fs), RangeError, "a mistake", `${name}, call ${nth}`);
      }
    }
  });
});
