#!/bin/sh
# ctx @VERSION@, one file: this script, then everything that ctx needs, compressed. The first start unpacks it into a
# private cache folder of this user, named by the content; every start looks at what lies there before it is trusted,
# and then becomes the unpacked runtime. Needs a POSIX shell with cat, chmod, gzip, id, ls, mkdir, rm,
# sleep and tail.
# Compressed: @EFFORT@
set -u
id=@ID@
nl='
'
# Only the system's own programs are run here, whatever PATH holds.
users_path=${PATH-}
PATH=/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin:/run/current-system/sw/bin
unset CDPATH
json=
for word do case $word in --json) json=1 ;; --) break ;; esac; done

# Becomes `ls` on what a folder holds, as a shell can see it quickly: modes, owners, sizes, times of the last change. The
# first two lines are the folder and the one around it. $2: the flag for whole times, where the system's `ls` has it. Every
# process that a start takes costs a twentieth of an empty program, so this one becomes `ls` instead of starting it.
listing() {
  cd "$1" 2>/dev/null || exit 1
  LC_ALL=C TZ=UTC0
  export LC_ALL TZ
  exec ls -dlnc ${2-} . .. deno program program/* program/src/*/* program/src/cli/commands/* 2>/dev/null
}

# Whether $home is what was unpacked: private folders of this user, unchanged since their content was checked.
trusted() {
  [ -f "$home/seal" ] && [ -O "$base" ] && [ -O "$home" ] && [ ! -L "$base" ] && [ ! -L "$home" ] || return 1
  times=
  [ -e "$home/full-time" ] && times=--full-time
  now=$(listing "$home" $times) || return 1
  case $now in drwx------*) now=${now#*"$nl"} ;; *) return 1 ;; esac
  case $now in drwx------*) now=${now#*"$nl"} ;; *) return 1 ;; esac
  [ "$now" = "$(cat "$home/seal")" ]
}

# Sets base and home to the folders of candidate $1; false when there is no such candidate. A comma or colon in a path
# cannot be named in the runtime's permissions.
candidate() {
  case $1 in
    1) base=${XDG_CACHE_HOME:+$XDG_CACHE_HOME/ctx} ;;
    2) base=${HOME:+$HOME/.cache/ctx} ;;
    3) base=${TMPDIR:-/tmp}/ctx-$(id -u) ;;
  esac
  home=$base/$id
  case $base in *[,:]* | *"$nl"*) return 1 ;; /*) return 0 ;; *) return 1 ;; esac
}

start() {
  unset CTX_CALLER
  PATH=$users_path
  DENO_DIR=$home/runtime DENO_NO_UPDATE_CHECK=1
  export DENO_DIR DENO_NO_UPDATE_CHECK
  exec "$home/deno" run @FLAGS@ "$home/program/main.js" "$@"
}

for choice in 1 2 3; do
  candidate $choice && trusted && start "$@"
done

# From here on: the first start, or the repair of a damaged folder.
reason=
refuse() { reason="$reason$base: $1; "; return 1; }

owner() { printf '%s' "$3"; }

# Makes $base, or finds it fit: of this user, closed to others, in a folder where others cannot exchange it.
prepare() {
  parent=${base%/*}
  [ -d "$parent" ] || mkdir -p "$parent" 2>/dev/null || refuse "cannot be made" || return 1
  place=$(LC_ALL=C ls -dln "$parent/." 2>/dev/null) || refuse "cannot be seen" || return 1
  case $place in
    d????????[tT]* | d???????-*) ;;
    *) refuse "the folder around it can be written by everyone" || return 1 ;;
  esac
  [ -O "$parent/." ] || case $(owner $place) in
    0) ;;
    *) refuse "the folder around it is another user's" || return 1 ;;
  esac
  mkdir "$base" 2>/dev/null
  [ -d "$base" ] && [ ! -L "$base" ] || refuse "cannot be made" || return 1
  [ -O "$base" ] || refuse "is another user's" || return 1
  case $(LC_ALL=C ls -dln "$base") in
    drwx------*) ;;
    d???????w*) refuse "can be written by everyone" || return 1 ;;
    *) chmod 700 "$base" 2>/dev/null || refuse "cannot be made private" || return 1 ;;
  esac
  [ -w "$base" ] || refuse "cannot be written" || return 1
}

unpacker() {
  DENO_DIR="$new/unpacking" DENO_NO_UPDATE_CHECK=1 "$new/deno" run --quiet --no-prompt --no-config --no-lock --no-remote \
    --cached-only "--allow-read=$base" "--allow-write=$base" 'data:application/javascript;base64,@UNPACK@' "$@"
}

# The unpacker says one line; what is longer is the runtime itself, which could not start.
reason_of() {
  case $1 in '' | *"$nl"*) echo 'the runtime does not start: is /proc there, and a C library?' ;; *) printf '%s' "$1" ;; esac
}

fill() {
  tail -c "+@RUNTIME_AT@" "$0" 2>/dev/null | gzip -dc 2>/dev/null > "$new/deno" &&
    chmod 700 "$new/deno" || refuse "no room, no gzip, or this file is damaged" || return 1
  said=$(tail -c "+@PARTS_AT@" "$0" 2>/dev/null | unpacker extract "$new" @RUNTIME_SHA256@ @PARTS@ 2>&1) ||
    refuse "$(reason_of "$said")" || return 1
  times=
  ls -d --full-time / > /dev/null 2>&1 && : > "$new/full-time" && times=--full-time
  sealed=$(listing "$new" $times) && sealed=${sealed#*"$nl"} && printf '%s\n' "${sealed#*"$nl"}" > "$new/seal" ||
    refuse "no room" || return 1
}

# Has this process unpack, or waits while another one does: many first starts at once would each take as long as all of
# them. False once that one has done it. Nothing depends on this but time: who is killed leaves its number, and after half
# a minute nobody waits.
await_turn() {
  waited=0
  until (set -C && echo $$ > "$turn") 2>/dev/null; do
    trusted && return 1
    holder=$(cat "$turn" 2>/dev/null)
    case $holder in
      *[!0-9]*) return 0 ;;
      $$) break ;;
      '') [ $waited -lt 2 ] || return 0 ;;
      *) kill -0 "$holder" 2>/dev/null || { rm -f "$turn"; [ ! -e "$turn" ] && continue; return 0; } ;;
    esac
    [ $waited -lt 30 ] && sleep 1 || return 0
    waited=$((waited + 1))
  done
  mine=1
  # It may have been done between the look and the turn.
  ! trusted
}

clean() {
  rm -rf "$new" "$new.old"
  [ -z "$mine" ] || rm -f "$turn"
}

inode() { set -- $(ls -di "$home" 2>/dev/null); printf '%s' "${1:-0}"; }

unpack() {
  mask=$(umask)
  umask 077
  prepare || { umask "$mask"; return 1; }
  new=$base/new.$$
  turn=$base/$id.turn mine=
  rm -rf "$new" "$new.old"
  trap 'clean; exit 130' INT
  trap 'clean; exit 143' TERM HUP
  done=1
  if ! await_turn; then done=0
  elif mkdir "$new" && fill; then
    for attempt in 1 2 3; do
      damaged=$(inode)
      if trusted; then done=0; break; fi
      unpacker install "$new" "$home" "$damaged" 2>/dev/null
      case $? in 0) done=0 first=1; break ;; 9) ;; *) refuse "cannot be written"; break ;; esac
    done
  fi
  clean
  trap - INT TERM HUP
  umask "$mask"
  return $done
}

# Removes older versions and what dead processes have left, but nothing that a running program was started from.
sweep() {
  if [ -e /proc/self/exe ]; then busy=$(ls -l /proc/[0-9]*/exe 2>/dev/null); else busy=$(ps -A -o command= 2>/dev/null) || return; fi
  for old in "$base"/*; do
    name=${old##*/}
    case $name in
      "$id" | "$id.lock" | "$id.turn") continue ;;
      new.*) pid=${name#new.}; kill -0 "${pid%%.*}" 2>/dev/null && continue ;;
    esac
    case $busy in *"$old/deno"*) continue ;; esac
    rm -rf "$old" 2>/dev/null
  done
}

# Fills the runtime's cache of compiled code (src/cli/warm_up.ts), and leaves nothing in its log, which every start would
# read. Without it later starts are slower, and no worse.
warm_up() {
  new=$home
  DENO_DIR=$home/runtime DENO_NO_UPDATE_CHECK=1 "$home/deno" run @FLAGS@ "$home/program/src/cli/warm_up.js" \
    > /dev/null 2>&1 < /dev/null
  unpacker settle "$home/runtime" > /dev/null 2>&1 < /dev/null
  rm -rf "$home/unpacking"
}

first=
for choice in 1 2 3; do
  if candidate $choice && unpack; then
    [ -z "$first" ] || { (umask 077 && warm_up); sweep; }
    start "$@"
  fi
done
hint='set XDG_CACHE_HOME to a folder of yours with 250 MB of room'
if [ "$json" ]; then
  case $reason in *[\"\\]* | *[[:cntrl:]]*) reason='no folder can be used' ;; esac
  printf '{"schema":"ctx.error/1","code":"cache-unusable","message":"could not unpack ctx: %s","hint":"%s"}\n' \
    "${reason%; }" "$hint" >&2
else
  printf 'error: could not unpack ctx: %s\nhint: %s\n' "${reason%; }" "$hint" >&2
fi
exit 3
