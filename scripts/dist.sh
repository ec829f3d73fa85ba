#!/bin/sh
# dist.sh FOLDER TOOLS [go|tinygo] writes a release. Without a toolchain it takes TinyGo, and Go
# where TinyGo cannot be had or does not work.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
out=$1
tools=$2
toolchain=${3:-}

build() { go run ./cmd/build -dist -toolchain "$1" -tools "$tools" -o "$out"; }

# When a build fails although TinyGo still compiles a small program, the fault is in the sources and
# stays. Otherwise the tools have lost something since they were filled, and are filled anew.
tinygo() {
	"$scripts/tools.sh" "$tools" || return 1
	if build tinygo; then return 0; fi
	if go run ./cmd/build -try -tools "$tools"; then exit 1; fi
	rm -f "$tools/stamp"
	"$scripts/tools.sh" "$tools" && build tinygo
}

"$scripts/modules.sh"
"$scripts/web.sh"
if [ "$toolchain" != go ]; then
	if tinygo; then exit 0; fi
	if [ "$toolchain" = tinygo ]; then
		echo "TinyGo cannot compile here, for the reason above. TOOLCHAIN=go builds the same component with Go, at 0.9 MB." >&2
		exit 1
	fi
	echo "TinyGo cannot compile here, for the reason above, so Go compiles lwa.wasm: the same component, at twenty times the size." >&2
fi
build go
echo "Compiled by Go. What it costs a visitor:"
go run ./cmd/build -size "$out" -tools "$tools"
