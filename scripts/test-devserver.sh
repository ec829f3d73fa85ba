#!/bin/sh
# test-devserver.sh FOLDER holds what pack-devserver.sh wrote there against its package.json, and
# uses it as a project does: from the file with every command in it, and from the parts as a
# registry serves them.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
web=$scripts/../web
folder=$(realpath "$1")
"$scripts/web.sh" checks
PATH=$web/node_modules/.bin:$PATH

prettier --log-level warn --check --config "$web/.prettierrc.json" "$scripts/../npm/devserver/src/*.ts" "$scripts/../npm/devserver/test/*.mjs"
for tarball in "$folder/lwa-devserver.tgz" "$folder/registry/lwa-devserver.tgz"; do
	publint run --strict "$tarball"
	attw --profile esm-only -- "$tarball"
done

here=$(node -p 'process.platform + "-" + process.arch')
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
try() { # TARBALL... installs them in an empty project and runs the tests there
	rm -rf "$project"
	mkdir "$project"
	cp -R "$scripts/../npm/devserver/test" "$project"
	cd "$project"
	echo '{ "private": true, "type": "module" }' >package.json
	"$scripts/npm.sh" "lwa-devserver, into a project" install --offline --omit=peer "$@"
	node --test test/
}
try "$folder/lwa-devserver.tgz"
try "$folder/registry/lwa-devserver.tgz" "$folder/registry/lwa-devserver-$here.tgz"
if [ -e node_modules/lwa-devserver/platforms ]; then
	echo "The package for a registry has commands in itself." >&2
	exit 1
fi

# Without its part for this machine, the command says what is missing.
rm -rf node_modules/@lwa-devserver
said=$(node_modules/.bin/lwa-devserver -version 2>&1) && exit 1
echo "$said" | grep -q "no command for $here"
echo "lwa-devserver.tgz and its parts install and run"
