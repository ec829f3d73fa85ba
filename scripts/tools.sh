#!/bin/sh
# tools.sh FOLDER fills it, once, with what the TinyGo release is built with: tinygo and its sources, wasm-opt, wasm-metadce.
# An installed tinygo of the same version is taken; otherwise it is built, which takes a minute and needs LLVM 19.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
tools=$scripts/../tools
mkdir -p "$1"
out=$(cd "$1" && pwd)
stamp=$(cat "$tools/go.sum" "$tools/package-lock.json" "$scripts/tools.sh" | cksum)
[ "$(cat "$out/stamp" 2>/dev/null)" != "$stamp" ] || exit 0
rm -rf "${out:?}"/*

cd "$tools"
want=$(go list -m -f '{{.Version}}' github.com/tinygo-org/tinygo)
if tinygo version 2>/dev/null | grep -qF "version ${want#v} "; then
	ln -s "$(command -v tinygo)" "$out/tinygo"
else
	echo "building TinyGo ${want#v}"
	"$scripts/need.sh" g++:g++ llvm-config-19:llvm-19-dev wasm-ld-19:lld-19 /usr/lib/llvm-19/include/clang-c/Index.h:libclang-19-dev
	go build -trimpath -tags llvm19 -o "$out/tinygo" github.com/tinygo-org/tinygo
	module=$(go list -m -f '{{.Dir}}' github.com/tinygo-org/tinygo)
	mkdir -p "$out/root"
	cp -R "$module/src" "$module/targets" "$out/root"
	chmod -R u+w "$out/root"
	mkdir -p "$out/root/src/net" # a submodule, and so no part of the module; TinyGo looks for it all the same
fi

"$scripts/need.sh" npm:npm
cp package.json package-lock.json "$out"
(cd "$out" && npm ci --silent --no-audit --no-fund)
echo "$stamp" >"$out/stamp"
