#!/bin/sh
# pack.sh DIST TARBALL packs a release for npm.
set -eu
"$(dirname "$0")/need.sh" npm:npm
folder=$(dirname "$2")
mkdir -p "$folder"
packed=$(npm pack --loglevel=error --ignore-scripts --pack-destination "$folder" "./$1")
mv "$folder/$packed" "$2"
echo "$2: $packed"
