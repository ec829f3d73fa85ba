#!/bin/sh
# reproduce.sh TOOLS builds the release from two copies of the sources, in folders of different names, and compares.
set -eu
"$(dirname "$0")/need.sh" git:git
tools=$(cd "$1" && pwd)
packages=$(cd "$(dirname "$0")/../web" && pwd)/node_modules
"$(dirname "$0")/web.sh"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for copy in one another/place; do
	mkdir -p "$tmp/$copy"
	git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$tmp/$copy"
	ln -s "$packages" "$tmp/$copy/web/node_modules"
	(cd "$tmp/$copy" && go run ./cmd/build -dist -toolchain tinygo -tools "$tools" -o dist)
done
diff -r "$tmp/one/dist" "$tmp/another/place/dist"
echo "two builds in two folders: the same bytes"
