#!/bin/sh
# peers.sh installs the JavaScript libraries that make bench measures beside ours, as their lock file pins them.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/../internal/bench/peers"
sum=$(cksum <package-lock.json)
[ "$(cat node_modules/.stamp 2>/dev/null)" != "$sum" ] || exit 0
"$scripts/npm.sh" "the libraries that make bench measures" ci
echo "$sum" >node_modules/.stamp
