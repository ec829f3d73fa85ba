#!/bin/sh
# need.sh NAME:PACKAGE... installs the Debian packages whose commands or files are missing, or says which they are.
set -eu
PATH=$PATH:/usr/sbin # Debian keeps servers from people's PATH
missing=
for need in "$@"; do
	name=${need%:*}
	command -v "$name" >/dev/null 2>&1 || [ -e "$name" ] || missing="$missing ${need##*:}"
done
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
	echo "installing$missing"
	apt-get update -qq
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
	exit 0
fi
echo "This needs:$missing. Install with: sudo apt-get install$missing" >&2
exit 1
