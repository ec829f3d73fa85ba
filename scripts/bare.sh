#!/bin/bash
# bare.sh [TARGET...] makes a Debian root with make in it, copies Go and the last commit of this
# checkout into it, and makes the targets there, one after the other: run (until it answers), dist,
# test-go and test-package when none is named. Nothing of this machine's caches is used. The root
# and all that runs in it are gone afterwards, also when interrupted. SUITE names another release of
# Debian than bookworm. The exit code is 77 where this cannot run.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
suite=${SUITE:-bookworm}
certificates=/etc/ssl/certs/ca-certificates.crt

cannot() {
	echo "test-bare cannot run here: $1" >&2
	exit 77
}

# The second part runs as the first process of its own process and mount namespaces: what it mounts
# and starts ends with it.
if [ "${1:-}" = --inside ]; then
	root=$2
	shift 2
	mount -t proc proc "$root/proc"
	mount --rbind /sys "$root/sys"
	mount --rbind /dev "$root/dev"
	settings=(HOME=/root LANG=C.UTF-8 "PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
	for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy GOPROXY GOSUMDB npm_config_registry; do
		[ -z "${!name:-}" ] || settings+=("$name=${!name}")
	done
	in_root() { chroot "$root" env -i "${settings[@]}" "$@"; }

	# make run prints the demo's address, which is then asked for its page.
	answers() {
		local said line make good=1
		mkfifo "$root/said"
		(exec setsid chroot "$root" env -i "${settings[@]}" \
			make -C /src run ARGS="-addr localhost:0 -amazon-addr 127.0.0.1:0") >"$root/said" 2>&1 &
		make=$!
		exec {said}<"$root/said"
		while read -r -u "$said" line; do
			echo "$line"
			[[ $line =~ http://localhost:([0-9]+) ]] || continue
			# shellcheck disable=SC2016
			in_root bash -c '
				exec 3<>/dev/tcp/localhost/$1
				printf "GET / HTTP/1.0\r\nHost: localhost:$1\r\n\r\n" >&3
				read -r first <&3
				echo "$first"
				[[ $first == *" 200 "* ]]' bash "${BASH_REMATCH[1]}" && good=0
			break
		done
		kill -- "-$make" 2>/dev/null || true # with what make started
		wait "$make" || true
		exec {said}<&-
		rm "$root/said"
		return "$good"
	}

	for target in "$@"; do
		echo "== make $target"
		began=$SECONDS
		if [ "$target" = run ]; then
			answers || { echo "== make run did not answer" >&2; exit 1; }
		else
			in_root make -C /src "$target" </dev/null || { echo "== make $target failed" >&2; exit 1; }
		fi
		echo "== make $target: good, after $((SECONDS - began)) s"
	done
	exit 0
fi

[ "$(uname -s)" = Linux ] || cannot "it needs Linux."
[ "$(id -u)" = 0 ] || cannot "it needs root, for a root of its own."
command -v mmdebstrap >/dev/null || cannot "it needs mmdebstrap. Install with: apt-get install mmdebstrap"
unshare --mount --pid --fork true 2>/dev/null || cannot "it needs namespaces of its own (unshare)."
command -v go >/dev/null || cannot "it needs Go, to copy."
[ $# -gt 0 ] || set -- run dist test-go test-package
goroot=$(go env GOROOT)
commit=$(git -C "$here" rev-parse HEAD)
[ -z "$(git -C "$here" status --porcelain)" ] || echo "What is not committed is left out." >&2

root=$(mktemp -d "${TMPDIR:-/tmp}/lwa-bare.XXXXXX")
chmod 755 "$root" # apt downloads as somebody else
running=
cleanup() {
	if [ -n "$running" ]; then # unshare, which waits for the first process of the namespace and thereby for all
		kill -KILL "$(cat "/proc/$running/task/$running/children" 2>/dev/null)" 2>/dev/null || kill -KILL "$running" 2>/dev/null || true
		wait "$running" 2>/dev/null || true
	fi
	rm -rf --one-file-system "$root"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# In namespaces of its own, and in the background, so that a signal is heard at once.
apart() {
	unshare --mount --pid --fork --kill-child --mount-proc "$@" &
	running=$!
	wait "$running"
	running=
}

# Debian's sources of this machine, when it has the same release, lead to the same mirror.
mapfile -t sources < <(grep -lE "\b$suite\b" /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null |
	xargs -r grep -lE '/debian(-security)?/?( |$)' || true)
include="make"
! cat "${sources[@]}" /dev/null | grep -q https: || include=make,ca-certificates # what apt needs, then
echo "== a root of Debian $suite"
TMPDIR=$root apart mmdebstrap --quiet --variant=minbase --include="$include" "$suite" "$root/debian" "${sources[@]}"
inside=$root/debian
cp -L /etc/hosts /etc/resolv.conf "$inside/etc/"
cp -R "$goroot" "$inside/usr/local/go"
git clone --quiet --no-hardlinks --no-checkout "$here" "$inside/src"
git -C "$inside/src" checkout --quiet --detach "$commit"

# The root trusts whom this machine trusts, once it has Debian's ca-certificates, which take these
# in.
if [ -r "$certificates" ]; then
	folder=$inside/usr/local/share/ca-certificates
	mkdir -p "$folder"
	awk -v folder="$folder" '/BEGIN CERT/ { name = sprintf("%s/host-%03d.crt", folder, ++n) }
		name { print >name } /END CERT/ { close(name); name = "" }' "$certificates"
	[ "$include" = make ] || chroot "$inside" update-ca-certificates >/dev/null
fi

apart "$0" --inside "$inside" "$@"
echo "== good on a bare machine: $*"
