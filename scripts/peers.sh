#!/bin/sh
# peers.sh installs the JavaScript libraries that make bench measures beside ours, as their lock file pins them. Their
# install scripts do not run.
set -eu
cd "$(dirname "$0")/../internal/bench/peers"
if [ node_modules/.package-lock.json -nt package-lock.json ]; then exit 0; fi
../../../scripts/need.sh npm:npm
npm ci --silent --no-audit --no-fund --ignore-scripts
