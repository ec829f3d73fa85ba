#!/bin/sh
# tools.sh FOLDER fills it, once, with what the TinyGo release is built with: tinygo and its
# sources, wasm-opt, wasm-metadce. An installed tinygo of the same version is taken; otherwise it is
# built, which takes a minute and needs LLVM 19. The stamp is written once these programs have
# compiled something, so that a try that failed is made again.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
tools=$scripts/../tools
mkdir -p "$1"
out=$(cd "$1" && pwd)
stamp=$(cat "$tools/go.sum" "$tools/package-lock.json" "$scripts/tools.sh" | cksum)
[ "$(cat "$out/stamp" 2>/dev/null)" != "$stamp" ] || exit 0
rm -rf "${out:?}"/*
"$scripts/modules.sh"

try() { (cd "$scripts/.." && go run ./cmd/build -try -tools "$out"); }

cp "$tools/package.json" "$tools/package-lock.json" "$out"
(cd "$out" && "$scripts/npm.sh" "Binaryen" ci)

cd "$tools"
want=$(go list -m -f '{{.Version}}' github.com/tinygo-org/tinygo)
installed=$(command -v tinygo || true)
if [ -n "$installed" ] && "$installed" version 2>/dev/null | grep -qF "version ${want#v} "; then
	ln -s "$installed" "$out/tinygo"
	if try; then
		echo "$stamp" >"$out/stamp"
		exit 0
	fi
	echo "The installed $installed does not work, so another is built." >&2
	rm "$out/tinygo"
fi

echo "building TinyGo ${want#v}"
# TinyGo is linked with LLVM, and calls clang-19 and wasm-ld-19 by these names when it compiles.
"$scripts/need.sh" g++:g++ llvm-config-19:llvm-19-dev /usr/lib/llvm-19/include/clang-c/Index.h:libclang-19-dev \
	clang-19:clang-19 wasm-ld-19:lld-19
CGO_ENABLED=1 "$scripts/fetch.sh" "TinyGo, from its sources" go build -trimpath -tags llvm19 -o "$out/tinygo" github.com/tinygo-org/tinygo
module=$(go list -m -f '{{.Dir}}' github.com/tinygo-org/tinygo)
mkdir -p "$out/root"
cp -R "$module/src" "$module/targets" "$out/root"
chmod -R u+w "$out/root"
mkdir -p "$out/root/src/net" # a submodule, and so no part of the module; TinyGo looks for it all the same
try
echo "$stamp" >"$out/stamp"
