#!/usr/bin/env bash
# Installs the Debian packages that tests use, where they are missing. A test that cannot find
# them fails and names this script.
set -euo pipefail

missing=()
# The headless shell is the same browser without its windows, and takes half the time.
[ -x "$(command -v chromium-headless-shell)" ] || missing+=(chromium-headless-shell)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
