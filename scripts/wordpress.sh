#!/bin/sh
# wordpress.sh DIST ZIP makes the WordPress plug-in from wordpress/lwa-wasm and a release, ready for
# "Upload Plugin".
set -eu
"$(dirname "$0")/need.sh" msgfmt:gettext zip:zip
dist=$1 zip=$(realpath -m "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
plugin=$folder/lwa-wasm
cp -R wordpress/lwa-wasm "$plugin"
mkdir "$plugin/lwa"
cp LICENSE "$plugin/"
for name in lwa.js lwa-run.js lwa.wasm lwa-callback.html lwa-doctor.js; do
	if [ -e "$dist/$name" ]; then
		cp "$dist/$name" "$plugin/lwa/"
	elif [ "$name" != lwa-doctor.js ]; then
		echo "$dist/$name is missing: run \`make dist\`" >&2
		exit 1
	fi
done
for po in "$plugin"/languages/*.po; do
	msgfmt --check-format -o "${po%.po}.mo" "$po"
done
chmod -R u=rwX,go=rX "$plugin"
find "$plugin" -exec touch -d 2026-01-01T00:00:00Z {} +
mkdir -p "$(dirname "$zip")"
rm -f "$zip"
(cd "$folder" && find lwa-wasm | LC_ALL=C sort | TZ=UTC zip -qX "$zip" -@)
echo "$2: $(wc -c <"$zip") bytes"
