#!/bin/sh
# clean_root.sh EXECUTABLE CMD…   runs CMD (a test run) with CTX_EXECUTABLE set to a command that starts EXECUTABLE in a
# root folder with nothing in it but a shell, the tools that the executable's script names, the C library, /proc, the
# tests' temporary folders and this checkout, read-only. The tests themselves run outside of it; each line that is given
# to `ctx` runs inside. CTX_CLEAN_ROOT tells them where it is (tests/e2e/namespace.ts, tests/e2e/boundary_test.ts).
# Two files of tests/e2e are left out by `deno task test:clean-root`: other_repository_test.ts is about `deno task` and
# starts no executable, and the badly behaving servers of lsp_bad_servers_test.ts are programs for a Deno, which is not
# there. What a test starts with Deno itself (doctor_test.ts and boundary_test.ts do, beside the executable) runs outside.
# .ci/run leaves out a third, kill_test.ts: its hundred killed runs are those of the sources, and take as long as all else.
# clean_root.sh --check           says why this cannot be done here, and fails; nothing where it can.
# Needs root, Linux, and the rights to mount and to change the root folder.
set -eu

why_not() {
  [ "$(uname -s)" = Linux ] || { echo "it takes Linux"; return; }
  [ "$(id -u)" = 0 ] || { echo "it takes root, and this is user $(id -u)"; return; }
  for tool in unshare mount chroot ldd; do command -v "$tool" > /dev/null || { echo "there is no $tool"; return; }; done
  unshare --mount sh -c 'mount --bind /tmp /tmp && chroot / true' 2> /dev/null || echo "mounts or chroot are not permitted"
}
reason=$(why_not)
if [ -n "$reason" ]; then echo "no root folder of its own for the executable: $reason" >&2; exit 3; fi
[ "$1" != --check ] || exit 0

if [ "$1" != --inside ]; then
  executable=$1
  shift
  unset TMPDIR
  root=$(mktemp -d /tmp/ctx-root.XXXXXX)
  status=0
  unshare --mount sh "$0" --inside "$root" "$executable" "$@" || status=$?
  # The mounts were in a namespace of their own; if not, nothing below them may be removed.
  if grep -q " $root" /proc/self/mounts; then echo "mounts are left at $root" >&2; exit 1; fi
  rm -rf --one-file-system "$root" "$root.run"
  exit "$status"
fi

root=$2
executable=$3
shift 3
project=$(cd "$(dirname "$0")/../.." && pwd -P)
chmod 755 "$root"

copy() {
  mkdir -p "$root${1%/*}"
  cp -L "$1" "$root$1"
}
tools="sh cat chmod gzip id ls mkdir rm sleep tail"
for tool in $tools; do copy "/bin/$tool"; done
# What the tools and the runtime are linked to; the runtime is there once the executable has unpacked itself.
cache=${executable%/*}/unpacked
mkdir -p "$cache"
chmod 700 "$cache"
# Nothing that an earlier run has unpacked elsewhere is taken.
HOME=$cache TMPDIR=$cache XDG_CACHE_HOME=$cache "$executable" --version > "$root.version"
rm "$root.version"
runtime=$(ls -t "$cache"/ctx/*/deno | head -n 1)
for library in $(for tool in $tools; do ldd "/bin/$tool"; done | grep -o '/[^ ]*') $(ldd "$runtime" | grep -o '/[^ ]*'); do
  [ -e "$root$library" ] || copy "$library"
done

mkdir -p "$root/proc" "$root/dev" "$root/tmp"
: > "$root/dev/null"
mount --rbind /proc "$root/proc"
mount --bind /dev/null "$root/dev/null"
mount --bind /tmp "$root/tmp"
mkdir -p "$root$project"
mount --bind "$project" "$root$project"
mount -o remount,bind,ro "$root$project"
# Where the executable unpacks itself for the tests.
mkdir -p "$root$cache"
mount --bind "$cache" "$root$cache"

# One path, two files: outside a command that enters the root folder, inside the executable.
# CTX_ROOT_USER: whom it runs as, where that is not root.
mkdir "$root.run"
chmod 755 "$root.run"
cat > "$root.run/ctx" <<END
#!/bin/sh
user=\${CTX_ROOT_USER-}
unset CTX_ROOT_USER
exec $(command -v chroot) \${user:+"--userspec=\$user" --groups=} '$root' \\
  /bin/sh -c 'cd "\$1" && shift && exec "\$0" "\$@"' '$root.run/ctx' "\$PWD" "\$@"
END
chmod 755 "$root.run/ctx"
mount --bind "$executable" "$root$root.run/ctx"

# The same for nobody, who may not use root's.
mkdir "$root.run/nobody"
chown 65534:65534 "$root.run/nobody"
(cd / && CTX_ROOT_USER=65534:65534 XDG_CACHE_HOME=$root.run/nobody "$root.run/ctx" --version > /dev/null)

CTX_EXECUTABLE=$root.run/ctx CTX_EXECUTABLE_CACHE=$cache CTX_EXECUTABLE_CACHE_NOBODY=$root.run/nobody
CTX_CLEAN_ROOT=$root
export CTX_EXECUTABLE CTX_EXECUTABLE_CACHE CTX_EXECUTABLE_CACHE_NOBODY CTX_CLEAN_ROOT
"$@"
