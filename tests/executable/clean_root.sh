#!/bin/sh
# clean_root.sh EXECUTABLE CMD…   runs CMD (a test run) with CTX_EXECUTABLE set to a command that starts EXECUTABLE in a
# root folder with nothing in it but a shell, the tools that the executable's script names, the C library, /proc, the
# tests' temporary folders and this checkout, read-only. The tests themselves run outside of it. Needs root, and Linux.
set -eu
if [ "${1-}" != --inside ]; then
  executable=$1
  shift
  root=$(mktemp -d "${TMPDIR:-/tmp}/ctx-root.XXXXXX")
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
tools="sh cat chmod gzip id ls mkdir rm tail"
for tool in $tools; do copy "/bin/$tool"; done
# What the tools and the runtime are linked to; the runtime is there once the executable has unpacked itself.
cache=${executable%/*}/unpacked
mkdir -p "$cache"
chmod 700 "$cache"
XDG_CACHE_HOME=$cache "$executable" --version > "$root.version"
rm "$root.version"
runtime=$(ls -t "$cache"/ctx/*/deno | head -n 1)
for library in $(for tool in $tools; do ldd "/bin/$tool"; done | grep -o '/[^ ]*') $(ldd "$runtime" | grep -o '/[^ ]*'); do
  [ -e "$root$library" ] || copy "$library"
done

mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root$project"
: > "$root/dev/null"
mount --rbind /proc "$root/proc"
mount --bind /dev/null "$root/dev/null"
mount --bind /tmp "$root/tmp"
mount --bind "$project" "$root$project"
mount -o remount,bind,ro "$root$project"
# Where the executable unpacks itself for the tests, and where it is.
mount --bind "${executable%/*}" "$root${executable%/*}"

mkdir "$root.run"
cat > "$root.run/ctx" <<END
#!/bin/sh
exec /usr/sbin/chroot '$root' /bin/sh -c 'cd "\$1" && shift && exec "\$0" "\$@"' '$executable' "\$PWD" "\$@"
END
chmod 755 "$root.run/ctx"
CTX_EXECUTABLE=$root.run/ctx CTX_EXECUTABLE_CACHE=$cache
export CTX_EXECUTABLE CTX_EXECUTABLE_CACHE
"$@"
