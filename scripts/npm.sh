#!/bin/sh
# npm.sh FOR ARGUMENT... runs npm, after a look at whether it is there and Node is new enough. FOR
# says what it fetches.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
"$scripts/node.sh" 18 "$1"
for=$1
shift
"$scripts/fetch.sh" "$for" npm "$@" --no-audit --no-fund --ignore-scripts
