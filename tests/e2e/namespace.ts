/**
 * The shipped command where a test may mount disks and change users: a shell script in a mount namespace of its own,
 * which takes all of its mounts with it when it ends. Needs Linux, `unshare`, and for `nobody` also `setpriv`.
 */
import { assertEquals } from "@std/assert";
import {
  CLEAN_ROOT,
  EXECUTABLE,
  EXECUTABLE_CACHE,
  PLAIN_ENVIRONMENT,
  PROJECT,
  type Run,
} from "../harness.ts";

export interface NamespaceOptions {
  /**
   * Run `ctx` as user 65534. The runtime, its cache and this checkout are shown to it read-only, wherever they are.
   * A test run that is not root's is unprivileged already, and stays what it is.
   */
  readonly nobody?: boolean;
  /** Files of the repository, made before the script. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What every script begins with. `$repo`: the repository. `ctx ARGS` runs the command on it and keeps what it said and
 * its status; `run_in DIR ARGS` the same from DIR, without `--segment`. Failing commands end the script, these do not.
 */
const PRELUDE = `
set -eu
root=$1; repo=$root/repo; n=0
deno=$DENO cache=$CACHE project=$PROJECT
mkdir -p "$root/out"
if [ "$NOBODY" = 1 ]; then
  mkdir -p "$root/bin" "$root/cache" "$root/project"
  touch "$root/bin/deno"
  mount --bind "$DENO" "$root/bin/deno"
  mount --bind "$CACHE" "$root/cache"
  mount --bind "$PROJECT" "$root/project"
  deno=$root/bin/deno cache=$root/cache project=$root/project
  for part in "$deno" "$cache" "$project"; do mount -o remount,bind,ro "$part"; done
  chown -R 65534:65534 "$repo"
  chmod 755 "$root"
fi
if [ -n "$EXECUTABLE" ]; then
  mkdir -p "$root/one"
  touch "$root/one/ctx"
  mount --bind "$EXECUTABLE" "$root/one/ctx"
  if [ "$NOBODY" = 1 ] && [ -z "$UNPACKED" ]; then
    UNPACKED=$root/unpacked
    mkdir "$UNPACKED"
    chown 65534:65534 "$UNPACKED"
  fi
fi
executable=$EXECUTABLE unpacked=$UNPACKED clean=$CLEAN_ROOT
unset DENO CACHE PROJECT EXECUTABLE UNPACKED CLEAN_ROOT
DENO_DIR=$cache; PATH=\${deno%/*}:/usr/local/bin:/usr/bin:/bin; export DENO_DIR PATH
as() {
  if [ "$NOBODY" = 0 ]; then "$@"
  elif [ -n "$clean" ]; then env CTX_ROOT_USER=65534:65534 "$@"
  else setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs "$@"
  fi
}
shipped() {
  # What the script has mounted by now is seen in the clean root as well.
  [ -z "$clean" ] || mount --rbind "$root" "$clean$root"
  if [ -n "$executable" ]; then as env XDG_CACHE_HOME="$unpacked" "$root/one/ctx" "$@"
  else as "$deno" task --quiet --config "$project/deno.json" ctx "$@"; fi
}
run_in() {
  n=$((n + 1)); status=0; folder=$1; shift
  (cd "$folder" && shipped "$@") \\
    > "$root/out/$n.stdout" 2> "$root/out/$n.stderr" < /dev/null || status=$?
  echo $status > "$root/out/$n.status"
}
ctx() { run_in / --segment "$repo" "$@"; }
`;

function defaultCache(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME") ?? ""}/.cache/deno`;
}

/** Runs `script` and returns what each of its `ctx` and `run_in` did, in order. */
export async function inNamespace(script: string, options: NamespaceOptions = {}): Promise<Run[]> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx_ns_" }));
  try {
    Deno.mkdirSync(`${root}/repo`);
    for (const [path, content] of Object.entries(options.files ?? {})) {
      const full = `${root}/repo/${path}`;
      Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
      Deno.writeFileSync(full, typeof content === "string" ? new TextEncoder().encode(content) : content);
    }
    const isRoot = Deno.uid() === 0;
    const isNobody = options.nobody === true && isRoot;
    const { code, stderr } = await new Deno.Command("unshare", {
      args: [isRoot ? "-m" : "-rm", "sh", "-c", PRELUDE + script, "sh", root],
      clearEnv: true,
      env: {
        ...PLAIN_ENVIRONMENT,
        DENO: Deno.realPathSync(Deno.execPath()),
        CACHE: defaultCache(),
        PROJECT,
        EXECUTABLE,
        // Unpacking takes longer than most tests: nobody's is done once where the run has a place for it.
        UNPACKED: isNobody ? Deno.env.get("CTX_EXECUTABLE_CACHE_NOBODY") ?? "" : EXECUTABLE_CACHE,
        CLEAN_ROOT,
        NOBODY: isNobody ? "1" : "0",
        ...options.env,
      },
      stdin: "null",
      stdout: "null",
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    return collect(`${root}/out`);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function collect(folder: string): Run[] {
  const runs: Run[] = [];
  const count = [...Deno.readDirSync(folder)].length / 3;
  for (let n = 1; n <= count; n++) {
    runs.push({
      status: Number(Deno.readTextFileSync(`${folder}/${n}.status`)),
      stdout: Deno.readTextFileSync(`${folder}/${n}.stdout`),
      stderr: Deno.readTextFileSync(`${folder}/${n}.stderr`),
    });
  }
  return runs;
}
