#!/bin/sh
# release.sh checks what a release must have before it is built and tagged: a version that the
# changelog has, with a date; no file that is not committed; and a tag that is free. The Makefile
# does the rest.
set -eu
"$(dirname "$0")/need.sh" git:git
cd "$(dirname "$0")/.."
version=$(sed -n 's/^const Version = "\(.*\)"$/\1/p' internal/lwa/version.go)
wrong=0
say() {
	echo "release: $1" >&2
	wrong=1
}
[ -n "$version" ] || say "internal/lwa/version.go has no line: const Version = \"…\""
echo "$version" | grep -Eq '^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$' || say "the version $version is not of semantic versioning: try 0.2.0"
grep -Eq "^## $version – [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md ||
	say "CHANGELOG.md has no heading for $version: write \"## $version – $(date +%Y-%m-%d)\" in place of \"## Unreleased\""
grep -q "Version: *$version$" wordpress/lwa-wasm/lwa-wasm.php || say "the plug-in is of another version: set \"Version: $version\" in wordpress/lwa-wasm/lwa-wasm.php"
[ -z "$(git status --porcelain)" ] || say "files are not committed: git status names them"
if git rev-parse -q --verify "refs/tags/v$version" >/dev/null; then
	say "the tag v$version exists already: choose the next version in internal/lwa/version.go"
fi
[ "$wrong" = 0 ] && echo "release: version, changelog and files agree on $version"
exit "$wrong"
