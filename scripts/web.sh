#!/bin/sh
# web.sh installs what draws in lwa-device.js, and what checks types and package, as web/package-lock.json pins it. Install scripts do not run.
set -eu
cd "$(dirname "$0")/../web"
if [ node_modules/.package-lock.json -nt package-lock.json ]; then exit 0; fi
../scripts/need.sh npm:npm
npm ci --silent --no-audit --no-fund --ignore-scripts
