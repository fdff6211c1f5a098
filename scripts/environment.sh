# Sourced by the other scripts: a virtual environment beside the project, made once, refreshed when
# pyproject.toml changes. Leaves the project's root in $root and the environment in $venv.

# A CDPATH of the caller's would make cd print, and go, elsewhere.
unset CDPATH
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$root/.venv"

# Three folders of the top level are parts of the package `dateline`: for what reads the checkout instead of the
# installed package (pytest, mypy, an editor), links show them there. Where none can be made, all but types works.
link_parts() {
  local part
  for part in timeline gazetteer output; do
    [ -e "$root/scripts/dateline/$part" ] || ln -sfn "../../$part" "$root/scripts/dateline/$part" ||
      fail "cannot make the link scripts/dateline/$part"
  done
}

fail() {
  echo "dateline: $*" >&2
  exit 2
}

# The newest Python that will do; 3.11 is the oldest.
find_python() {
  local name
  for name in python3.13 python3.12 python3.11 python3 python; do
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  fail "expected Python 3.11 or newer with venv, found none; on Debian: apt-get install python3-venv"
}

# install EXTRA: the project, editable, with an extra ("" for none); quick when nothing changed.
install() {
  local extra=${1:-} stamp wanted python
  link_parts
  stamp="$venv/.installed-${extra:-base}"
  # The place counts, too: commands in an environment name it, so a checkout that was moved is installed again.
  wanted="$root $(cksum <"$root/pyproject.toml")"
  if [ -x "$venv/bin/python" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return
  fi
  # Without pip it was interrupted while it was made; making it over again adds pip and deletes nothing.
  if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    python=$(find_python) || exit 2
    echo "dateline: making a virtual environment with $python" >&2
    "$python" -m venv "$venv" || fail "$python could not make a virtual environment in $venv"
  fi
  echo "dateline: installing (a minute, once)" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$root${extra:+[$extra]}" ||
    fail "pip could not install the project; is there a network, or a package index pip knows?"
  printf '%s' "$wanted" >"$stamp"
}

# A Chromium for the tests that open the page: on PATH, or installed where that is ours to do.
find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" && return
  done
  return 1
}

see_to_chromium() {
  local sudo=""
  find_chromium >/dev/null && return
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || $sudo true 2>/dev/null; }; then
    echo "dateline: installing Chromium for the browser tests" >&2
    if $sudo apt-get update -qq >/dev/null 2>&1 &&
      DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 &&
      find_chromium >/dev/null; then
      return
    fi
  fi
  echo "dateline: no Chromium here and none may be installed; browser tests are skipped" >&2
  export DATELINE_NO_BROWSER=1
}

# A real Nominatim for the tests of the online look-up: made once beside the project where packages may be installed.
see_to_nominatim() {
  local folder="$root/.nominatim"
  [ -z "${DATELINE_NOMINATIM:-}" ] || return 0
  if [ ! -f "$folder/ready" ]; then
    echo "dateline: making a Nominatim server for its tests (a minute or two, once)" >&2
    rm -rf "$folder"
    if ! "$root/tests/nominatim/raise.sh" "$folder" >&2; then
      rm -rf "$folder"
      echo "dateline: no Nominatim can be made here (see above); its contract tests are skipped" >&2
      return 0
    fi
  fi
  export DATELINE_NOMINATIM="$folder"
}
