#!/usr/bin/env bash
# Build the map of the bundled sample posts; sets up what it needs. The last line says where the map is.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

install
"$venv/bin/dateline" demo --output "$root/dateline-demo" "$@"
