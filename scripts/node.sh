#!/bin/sh
# node.sh VERSION FOR fails, and says why, where Node is older than VERSION (major, or major.minor)
# or npm cannot be had.
set -eu
"$(dirname "$0")/need.sh" npm:npm node:nodejs
have=$(node --version) || {
	echo "\`node --version\` fails, so $2 cannot be had. Install Node $1 or later." >&2
	exit 1
}
if printf '%s\n%s\n' "$1" "${have#v}" | sort -cV 2>/dev/null; then exit 0; fi
echo "Node is ${have#v} here, and $2 needs $1 or later: https://nodejs.org/en/download" >&2
exit 1
