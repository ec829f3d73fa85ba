#!/bin/sh
# dist.sh FOLDER TOOLS [go|tinygo] writes a release. Without a toolchain it takes TinyGo, and Go where that cannot be had.
set -eu
toolchain=${3:-tinygo}
"$(dirname "$0")/web.sh"
if [ "$toolchain" = tinygo ] && ! "$(dirname "$0")/tools.sh" "$2"; then
	[ -z "${3:-}" ] || exit 1
	echo "TinyGo is not to be had here, so Go compiles lwa.wasm: the same component, at twenty times the size." >&2
	toolchain=go
fi
go run ./cmd/build -dist -toolchain "$toolchain" -tools "$2" -o "$1"
[ "$toolchain" = tinygo ] || { echo "Compiled by Go. What it costs a visitor:" && go run ./cmd/build -size "$1" -tools "$2"; }
