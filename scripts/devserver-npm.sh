#!/bin/sh
# devserver-npm.sh installs what npm/devserver/package-lock.json pins: what compiles the JavaScript
# of lwa-devserver.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
"$scripts/node.sh" 20.6 "the dev server's package"
cd "$scripts/../npm/devserver"
sum=$(cksum <package-lock.json)
stamp=node_modules/.stamp
[ "$(cat $stamp 2>/dev/null)" != "$sum" ] || exit 0
"$scripts/npm.sh" "what compiles the dev server's package" ci
echo "$sum" >$stamp
