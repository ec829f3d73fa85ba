#!/bin/sh
# types.sh checks the shell's TypeScript with the compiler that web/package-lock.json pins.
set -eu
cd "$(dirname "$0")/../web"
../scripts/need.sh npm:npm
npm ci --silent --no-audit --no-fund
npx tsc --noEmit -p .
