#!/bin/sh
# mutants.sh makes one change at a time to a copy of what is committed, and says which fast check
# fails for it and after how many seconds. A change that no check notices fails the run.
# docs/mutation.md has the table. shellcheck disable=SC2016 # the changes are Perl, and each check
# has a shell of its own
set -eu
cd "$(dirname "$0")/.."
root=$PWD
copy=$(mktemp -d)
git worktree add --quiet --detach "$copy" HEAD
trap 'cd "$root" && git worktree remove --force "$copy"' EXIT INT TERM
ln -s "$root/web/node_modules" "$copy/web/node_modules"
cd "$copy"
export LWA_BUILD="$copy/build"

types='go run ./cmd/build -wire web/src/wire.gen.ts && cd web && node_modules/.bin/tsc --noEmit -p .'
bridge='GOOS=js GOARCH=wasm go build -o /dev/null ./wasm'
flow='go test -failfast -skip "TestModel|TestArrows|TestOwnImports|TestLD15|TestDocs" ./internal/flow'
node='go run ./cmd/build -o build >/dev/null && go test ./web/test'

alive=0
# mutant NAME FILE PERL CHECK
mutant() {
	perl -0pi -e "$3" "$2"
	if git diff --quiet -- "$2"; then
		echo "$1: the change of $2 finds nothing to change" >&2
		exit 1
	fi
	began=$(date +%s)
	if sh -c "$4" >"$copy/said.txt" 2>&1; then
		alive=1
		verdict=SURVIVED
	else
		verdict=killed
	fi
	echo "$verdict after $(($(date +%s) - began)) s: $1"
	git checkout --quiet -- "$2"
}

mutant "a call in is renamed in the shell" web/src/api.ts 's/core\.call\("login"/core.call("logIn"/' "$types"
mutant "a call in is renamed in Go" internal/wire/calls.go 's/\bDevice( +Call)/Television$1/' "$bridge"
mutant "a function out is renamed in the shell" web/src/world.ts 's/\n  after\(/\n  later(/' "$types"
mutant "a function out is renamed in Go" internal/wire/functions.go 's/\bTextOf\b/TextIn/' "$bridge"
mutant "a member of the login's record is renamed in the callback page" web/src/callback.ts 's/found\.returnTo/found.returnsTo/' "$types"
mutant "a limit is changed in Go" internal/flow/login.go 's/= wire\.MaxAge/= 2 * wire.MaxAge/' "$flow"
mutant "a limit is changed in the shell" web/src/core.ts 's/maxMessage\)/2 * maxMessage)/' "$node"
mutant "the word ok is changed in Go" jsbridge/channel.go 's/send\(wire\.WordOK\)/send("okay")/' "$node"
mutant "the bit of device logins is moved in the shell" internal/wire/tables.go 's/int\(InDevice\)/int(InDevice)<<1/' "$node"
mutant "the leaving time is 5 ms, not 5,000" internal/flow/redirect.go 's/leaveTime = 5 \* lwa\.Second/leaveTime lwa.Millis = 5/' "$flow"
mutant "the smallest pause is 1 ms, not 1,000" internal/flow/renew_fail.go 's/minRest = lwa\.Second/minRest lwa.Millis = 1/' "$flow"
mutant "the pause before another renewal has no chance in it" internal/flow/renew_fail.go 's/return pause\/2 \+ .*/return pause/' "$flow"
mutant "a default is changed in lwa.d.ts" web/lwa.d.ts 's/Default `"NA"`/Default `"EU"`/' "go test ./docs"
mutant "a default is deleted from lwa.d.ts" web/lwa.d.ts 's/ Default `"auto"`\.//' "go test ./docs"
mutant "a row of the table of rooms is deleted" ARCHITECTURE.md 's/\| `internal\/wire\/`.*\n//' "go test -run TestRooms ./docs"
exit $alive
