#!/bin/sh
# test-package.sh TARBALL holds what npm packed against its package.json, and uses it as a project
# does: installs it, imports it on a server, and compiles against it, with every way that TypeScript
# has of finding a package by its exports.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
web=$scripts/../web
tarball=$(realpath "$1")
"$scripts/web.sh" checks
PATH=$web/node_modules/.bin:$PATH

publint run --strict "$tarball"
# esm-only: nothing of it is for require(). The other exports are files that pages load, not
# modules.
attw --profile esm-only --entrypoints . one amazon device login demo react vue -- "$tarball"

project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
cp -R "$web/consumer/." "$web/types" "$project"
cd "$project"
"$scripts/npm.sh" "the package, into a project" install --offline "$tarball"
for framework in @types/react csstype vue @vue svelte @types/estree; do # what the types of the element are for
	mkdir -p "node_modules/$(dirname "$framework")"
	cp -R "$web/node_modules/$framework" "node_modules/$framework"
done
timeout 60 node server.mjs
# shellcheck disable=SC2016
sed -n '/^```ts$/,/^```$/{//!p}' node_modules/lwa-wasm/README.md >types/module/readme.ts
grep -q lwaLogin types/module/readme.ts
for resolution in node16:node16 nodenext:nodenext bundler:preserve; do
	using="--moduleResolution ${resolution%:*} --module ${resolution#*:}"
	# shellcheck disable=SC2086
	tsc -p types/module --paths null $using
	# shellcheck disable=SC2086
	tsc -p types/amazon --types lwa-wasm/amazon $using
	# shellcheck disable=SC2086
	tsc -p types/frameworks --paths null --noEmit $using
done
echo "$(basename "$tarball") installs, imports and compiles"
