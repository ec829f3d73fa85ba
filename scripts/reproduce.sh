#!/bin/sh
# reproduce.sh TOOLS builds the release, and packs the dev server for two platforms, from two copies
# of the sources in folders of different names, and compares.
set -eu
"$(dirname "$0")/need.sh" git:git
tools=$(cd "$1" && pwd)
sources=$(cd "$(dirname "$0")/.." && pwd)
"$(dirname "$0")/web.sh"
"$(dirname "$0")/devserver-npm.sh"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for copy in one another/place; do
	mkdir -p "$tmp/$copy"
	git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$tmp/$copy"
	for packages in web/node_modules npm/devserver/node_modules; do
		ln -s "$sources/$packages" "$tmp/$copy/$packages"
	done
	(cd "$tmp/$copy" && go run ./cmd/build -dist -toolchain tinygo -tools "$tools" -o dist)
	(cd "$tmp/$copy" && scripts/pack-devserver.sh packed linux-x64 win32-arm64)
done
for made in dist packed; do
	diff -r "$tmp/one/$made" "$tmp/another/place/$made"
done
echo "two builds in two folders: the same bytes"
