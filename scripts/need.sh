#!/bin/sh
# need.sh NAME:PACKAGE... installs the Debian packages that are missing, or names them where that is
# not allowed. NAME is a command, commands that replace each other (a|b), a file (/...), or a header
# of the C compiler (*.h).
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin # Debian keeps servers from people's PATH

has() {
	case $1 in
	/*) [ -e "$1" ] ;;
	*.h) echo "#include <$1>" | ${CC:-cc} -E -x c - >/dev/null 2>&1 ;;
	*)
		for name in $(echo "$1" | tr '|' ' '); do
			command -v "$name" >/dev/null 2>&1 && return
		done
		return 1
		;;
	esac
}

missing=
for need in "$@"; do
	has "${need%:*}" || missing="$missing ${need##*:}"
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
	echo "This needs, by the names of Debian's packages:$missing. Install them, and put their commands into PATH." >&2
	exit 1
fi
if [ "$(id -u)" != 0 ]; then
	echo "This needs:$missing. Install with: sudo apt-get install$missing" >&2
	exit 1
fi
echo "installing$missing"
# shellcheck disable=SC2016,SC2086
"$scripts/fetch.sh" "Debian's packages$missing" sh -c '
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"' apt $missing
