#!/bin/sh
# pack-devserver.sh FOLDER [OS-CPU]... packs the dev server for npm. FOLDER gets lwa-devserver.tgz,
# which has the commands of all platforms in it and is installed from this file, and registry/: the
# same for a registry, as one package and one for each platform. Platforms have Node's names, such
# as linux-x64; without one, all are packed.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
[ $# != 0 ] || set -- darwin-arm64 darwin-x64 linux-arm64 linux-x64 win32-arm64 win32-x64
"$scripts/modules.sh"
"$scripts/devserver-npm.sh"
cd "$scripts/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(go run ./cmd/devserver -version)
manifest() { node npm/devserver/manifest.mjs "$version" "$1" >"$2/package.json"; }
pack() { # FOLDER TARBALL; npm gives every file the same time and owner
	packed=$(npm pack --loglevel=error --ignore-scripts --pack-destination "$work" "$1")
	mv "$work/$packed" "$2"
	echo "$2"
}

# The scripts, and the licences of what is in the commands: our code, Go's library, and modules.
main=$work/main
npm/devserver/node_modules/.bin/tsc -p npm/devserver --outDir "$main"
cp npm/devserver/README.md "$main"
go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}' ./cmd/devserver | sort -u >"$work/modules"
while read -r name dir; do
	printf '== %s ==\n\n' "$name"
	cat "$dir/LICENSE"
	printf '\n\n'
done >"$main/LICENSES.txt" <<EOF
lwa-devserver .
Go:-its-standard-library $(go env GOROOT)
$(cat "$work/modules")
EOF
cat release/files/LICENSES.txt >>"$main/LICENSES.txt"

# The commands: nothing in them says where or when they were built.
mkdir -p "$work/platforms"
rm -rf "$out/registry"
mkdir "$out/registry"
for platform in "$@"; do
	system=${platform%-*} cpu=${platform#*-} command=lwa-devserver
	[ "$cpu" != x64 ] || cpu=amd64
	[ "$system" != win32 ] || { system=windows && command=lwa-devserver.exe; }
	folder=$work/platforms/$platform
	CGO_ENABLED=0 GOOS=$system GOARCH=$cpu GOFLAGS='' \
		go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$folder/$command" ./cmd/devserver
	cp -R "$folder" "$work/$platform"
	manifest "$platform" "$work/$platform"
	cp "$main/LICENSES.txt" "$work/$platform"
	pack "$work/$platform" "$out/registry/lwa-devserver-$platform.tgz"
done
manifest lwa-devserver "$main"
pack "$main" "$out/registry/lwa-devserver.tgz"
mv "$work/platforms" "$main"
manifest complete "$main"
pack "$main" "$out/lwa-devserver.tgz"
