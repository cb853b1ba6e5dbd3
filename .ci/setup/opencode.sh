#!/usr/bin/env bash
# opencode.sh PINS BUILD: OpenCode's program in BUILD/opencode, in the version that PINS locks; it is built for one platform.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pins=$1
target=$2/opencode
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "OpenCode is pinned for Linux on x86_64; the tests that run it are skipped here."
  exit 0
fi
rm -rf "$target"
mkdir -p "$target"
cp "$pins/package.json" "$pins/package-lock.json" "$pins/.npmrc" "$target/"
cd "$target"
"$here/retry.sh" npm ci --no-progress
