#!/usr/bin/env bash
# One night's run for cron: fetch, build, tell the dead-man's switch. Works with an empty environment, from anywhere.
#
#   scripts/nightly.sh [DESK]
#
# DESK is a desk's folder or its settings file; without it $DATELINE_CONFIG, else ./dateline.toml. Prints one line: to
# standard output when all sources were read and something was published or nothing had changed, else to standard error.
# Ends with the status of the build; with 5 where the build is well and the fetch is not. The log is nightly.log beside the store, of at most
# $DATELINE_LOG_BYTES (1,000,000) with three older ones; under systemd it goes to the journal.
set -uo pipefail

# What cron, systemd and `env -i` leave out or set as they like.
unset CDPATH
export PATH="${PATH:-/usr/local/bin:/usr/bin:/bin}"
[ -n "${HOME:-}" ] || HOME=~ # of the password file
export HOME
export LC_ALL=C.UTF-8
umask 022 # a web server under another name reads what is published

fail() {
  echo "dateline: $*" >&2
  exit 2
}

# setting TABLE KEY: the text in quotes, from the settings as people write them; nothing where there is none.
setting() {
  awk -v table="$1" -v key="$2" '
    /^[ \t]*\[/ { here = $0; gsub(/[][ \t\r]|#.*/, "", here); next }
    here == table && $0 ~ "^[ \t]*" key "[ \t]*=" {
      sub(/^[^=]*=[ \t]*/, ""); quote = substr($0, 1, 1)
      if (quote != "\"" && quote != "\047") next
      value = substr($0, 2); end = index(value, quote)
      if (end) { print substr(value, 1, end - 1); exit }
    }' "$config"
}

# Log every line, and print the last that is for people.
log() {
  local line last=""
  while IFS= read -r line || [ -n "$line" ]; do
    # On a full disk the log is lost and the run goes on.
    printf '%s\n' "$line" 2>/dev/null >&3 || true
    case $line in "{"*) ;; *) last=$line ;; esac
  done
  printf '%s' "$last"
}

# step COMMAND...: a command of dateline, logged; leaves its status in $status and its last word in $said.
step() {
  said=$("$dateline" "$@" </dev/null 2>&1 3>&- | log; exit "${PIPESTATUS[0]}")
  status=$?
}

rotate() {
  local size older
  size=$(wc -c <"$1" 2>/dev/null) || return 0
  [ "$size" -ge "${DATELINE_LOG_BYTES:-1000000}" ] || return 0
  for older in 2 1; do
    [ ! -f "$1.$older" ] || mv -f "$1.$older" "$1.$((older + 1))"
  done
  mv -f "$1" "$1.1"
}

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
dateline="$root/.venv/bin/dateline"
[ -x "$dateline" ] || dateline=$(command -v dateline) ||
  fail "expected dateline in $root/.venv or on PATH, found none; scripts/demo.sh makes the one, pip the other"

desk=${1:-${DATELINE_CONFIG:-dateline.toml}}
[ ! -d "$desk" ] || desk="$desk/dateline.toml"
[ -f "$desk" ] || fail "$desk: expected a desk's folder or its settings file; \`dateline init\` makes one"
folder=$(cd "$(dirname "$desk")" && pwd) || fail "$desk: its folder cannot be entered"
config=$(basename "$desk")
# From the desk's folder, paths in messages and in report.json are the same wherever the desk lies.
cd "$folder" || fail "$folder: cannot be entered"

if [ -n "${INVOCATION_ID:-}" ]; then
  exec 3>&2
else
  state=$(setting output state)
  file="$(dirname "${state:-state/dateline.sqlite}")/nightly.log"
  { mkdir -p "$(dirname "$file")" && rotate "$file" && exec 3>>"$file"; } 2>/dev/null || exec 3>/dev/null
fi
printf '{"event": "night began", "time": "%s"}\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" 2>/dev/null >&3 || true

fetched=0 missed=""
if [ -n "$(setting source url)" ]; then
  step fetch --config "$config"
  fetched=$status
  [ "$fetched" = 0 ] || missed=" (fetch ended with status $fetched: ${said#dateline: })"
fi

step build --config "$config" --log json
built=$status
# One that was killed, for want of memory for one, has no last word.
[ -n "$said" ] || said="the build ended with status $built"
summary="dateline: $folder: ${said#dateline: }$missed"

[ -z "$(setting output ping)" ] || step doctor --config "$config" --ping

case $built in
  0 | 3) [ "$fetched" = 0 ] || built=5 ;;
esac
case $built in
  0 | 3) echo "$summary" ;;
  *) echo "$summary" >&2 ;;
esac
exit "$built"
