#!/usr/bin/env bash
# Run every test, those in a real browser included; sets up what it needs. Arguments go to pytest.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

install test
see_to_chromium
see_to_nominatim
cd "$root"
exec "$venv/bin/python" -m pytest "$@"
