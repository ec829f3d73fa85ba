#!/bin/sh
# web.sh [checks] installs what web/package-lock.json pins: for a build, what draws in
# lwa-device.js; with "checks" also what checks the types and the package.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/../web"
sum=$(cksum <package-lock.json)
stamp=node_modules/.stamp
for done in "${1:-build}" checks; do
	[ "$(cat $stamp 2>/dev/null)" != "$done $sum" ] || exit 0
done
if [ "${1:-build}" = checks ]; then
	"$scripts/npm.sh" "what checks the types and the package" ci
else
	"$scripts/npm.sh" "what draws in lwa-device.js" ci --omit=dev
fi
echo "${1:-build} $sum" >$stamp
