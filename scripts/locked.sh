#!/bin/sh
# locked.sh FOLDER WHAT installs what the lock file of a folder pins, once. WHAT is what to call it.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/../$1"
sum=$(cksum <package-lock.json)
[ "$(cat node_modules/.stamp 2>/dev/null)" != "$sum" ] || exit 0
"$scripts/npm.sh" "$2" ci
echo "$sum" >node_modules/.stamp
