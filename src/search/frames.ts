/**
 * Stack traces in a query: which files and functions they name, and the text with what says least taken out. Python's
 * form and that of JavaScript, Java and their kin; a text without frames comes back as it is. Pure.
 */

/** One call of a stack trace. */
export interface Frame {
  /** As printed but `/`-separated and in lower case: mostly absolute, and from another machine. */
  readonly path: string;
  /** The function as printed, without what it belongs to; "" where none is told. */
  readonly name: string;
}

export interface Trace {
  /** The innermost call first: where it went wrong. Empty for a text without a trace. */
  readonly frames: readonly Frame[];
  /** The text with what matters most first: all outside of the frames, then functions and lines of code. */
  readonly text: string;
}

const PYTHON_FRAME = /^[ \t|>]*File "([^"]+)", line \d+(?:, in (.+))?$/;
const OTHER_FRAME =
  /^[ \t]*at (?:async )?(?:([\w$.<>[\] ]+) ?\()?(?:file:\/\/)?([^()\s:]*[\w)\]]\.\w{1,5}):\d+(?::\d+)?\)?$/;
const PYTHON_HEAD = /^.*Traceback \(most recent call last\):?\s*$/;
/** Python 3.11 and later underline the part of the line that failed. */
const UNDERLINE = /^[ \t|]*[~^]+$/;
/** More frames than this are a recursion. */
const MOST_FRAMES = 40;
/** A longer line is no frame. */
const LONGEST_LINE = 500;

/** Takes the frames out of `text`. */
export function takeFrames(text: string): Trace {
  const python: FoundFrame[] = [];
  const other: FoundFrame[] = [];
  const rest: string[] = [];
  let open: FoundFrame | null = null;
  for (const line of text.split("\n").map((one) => one.trimEnd())) {
    const inner = line.length > LONGEST_LINE ? null : PYTHON_FRAME.exec(line);
    const outer = inner !== null || line.length > LONGEST_LINE ? null : OTHER_FRAME.exec(line);
    if (inner !== null) {
      open = frameOf(inner, true);
      python.push(open);
    } else if (outer !== null) {
      other.push(frameOf(outer, false));
      open = null;
    } else if (open !== null && /^[ \t|]/.test(line) && open.code === "") {
      open.code = line.trim();
    } else if (!UNDERLINE.test(line) && !PYTHON_HEAD.test(line)) {
      rest.push(line);
      open = null;
    }
  }
  const frames = [...python.reverse(), ...other].slice(0, MOST_FRAMES);
  if (frames.length === 0) return { frames, text };
  const calls = frames.map(({ name, code }) => `${name} ${code}`);
  return { frames, text: `${rest.join("\n").trim()}\n${calls.join("\n")}` };
}

interface FoundFrame extends Frame {
  /** The line of code that the trace shows below the frame. */
  code: string;
}

/** From a match whose first two groups are a name and a path, in the order that `python` says. */
function frameOf([, first = "", second = ""]: RegExpExecArray, python: boolean): FoundFrame {
  const [path, name] = python ? [first, second] : [second, first];
  return { path: path.replaceAll("\\", "/").toLowerCase(), name: nameOf(name), code: "" };
}

/** `Config.load` and `async Config.load` are `load`; `<module>` and `<anonymous>` are nothing. */
function nameOf(name: string): string {
  const last = name.trim().split(/[. ]/).at(-1) ?? "";
  return /^[\w$]+$/.test(last) ? last : "";
}

/**
 * Whether the file at `path` of the segment (lower case) may be what a frame names: one ends with the other, or they
 * share the file's name and its folder's.
 */
export function isFrameOf(path: string, frame: Frame): boolean {
  if (`/${frame.path}`.endsWith(`/${path}`) || path.endsWith(`/${frame.path}`)) return true;
  const tail = path.split("/").slice(-2);
  return tail.length === 2 && frame.path.endsWith(`/${tail.join("/")}`);
}
