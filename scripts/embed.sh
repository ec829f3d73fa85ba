#!/bin/sh
# embed.sh DIST FOLDER copies what a site serves of a release into the folder that package release
# embeds.
set -eu
if ! grep -q '"tinygo"' "$1/manifest.json"; then
	echo "$1 was compiled by Go, at ten times the size: only a release by TinyGo is embedded." >&2
	exit 1
fi
mkdir -p "$2"
rm -f "$2"/*
cp "$1"/*.js "$1"/*.mjs "$1"/*.css "$1"/*.html "$1"/*.wasm "$1"/manifest.json "$1"/LICENSES.txt "$2/"
rm -f "$2/snippet.html" "$2"/lwa-react.js "$2"/lwa-vue.js "$2"/lwa.one.* # for people, for bundlers, and the same once more
