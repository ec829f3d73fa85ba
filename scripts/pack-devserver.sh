#!/bin/sh
# pack-devserver.sh PACKAGE FOLDER packs the dev server for npm, with the release in PACKAGE (lwa-wasm.tgz) as what it shows.
# FOLDER gets lwa-devserver.tgz, which has the commands of all platforms in it and is installed from this file, and registry/:
# the same for a registry, as one package and one for each platform.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
"$scripts/need.sh" tar:tar
release=$(realpath "$1")
mkdir -p "$2"
folder=$(cd "$2" && pwd)
"$scripts/modules.sh"
"$scripts/devserver-npm.sh"
cd "$scripts/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(go run ./cmd/devserver -version)
manifest() { node npm/devserver/manifest.mjs "$version" "$1" >"$2/package.json"; }

# The commands. Nothing in them says where or when they were built.
for target in linux/amd64:linux-x64 linux/arm64:linux-arm64 darwin/amd64:darwin-x64 darwin/arm64:darwin-arm64 \
	windows/amd64:win32-x64 windows/arm64:win32-arm64; do
	system=${target%:*}
	platform=${target#*:}
	command=lwa-devserver
	[ "${system%/*}" != windows ] || command=lwa-devserver.exe
	mkdir -p "$work/$platform"
	echo "building lwa-devserver for $platform"
	CGO_ENABLED=0 GOOS=${system%/*} GOARCH=${system#*/} GOFLAGS='' \
		go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$work/$platform/$command" ./cmd/devserver
done

# What is in them: our code, Go's library, and the modules that go into the command.
licences=$work/LICENSES.txt
tar -xzOf "$release" package/LICENSES.txt >"$licences"
go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}' ./cmd/devserver | sort -u | while read -r path dir; do
	printf '== %s ==\n\n' "$path"
	cat "$dir/LICENSE"
	printf '\n\n'
done >>"$licences"

# The package without commands: the scripts, and the release.
main=$work/main
mkdir -p "$main/component"
npm/devserver/node_modules/.bin/tsc -p npm/devserver --outDir "$main"
tar -xzf "$release" -C "$main/component" --strip-components=1 --exclude=package/package.json --exclude=package/README.md --exclude='*.d.ts'
cp npm/devserver/README.md "$licences" "$main"
cp -R "$main" "$work/complete"
mkdir "$work/complete/platforms"

rm -rf "$folder/registry"
mkdir "$folder/registry"
pack() { # pack FOLDER OUT: npm gives every file the same time
	packed=$(npm pack --loglevel=error --ignore-scripts --pack-destination "$work" "$1")
	mv "$work/$packed" "$2"
	echo "$2"
}
for folder_of in "$work"/*-*; do
	platform=$(basename "$folder_of")
	cp -R "$folder_of" "$work/complete/platforms"
	manifest "$platform" "$folder_of"
	cp "$licences" "$folder_of"
	pack "$folder_of" "$folder/registry/lwa-devserver-$platform.tgz"
done
manifest lwa-devserver "$main"
pack "$main" "$folder/registry/lwa-devserver.tgz"
manifest complete "$work/complete"
pack "$work/complete" "$folder/lwa-devserver.tgz"
