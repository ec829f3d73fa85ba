#!/bin/sh
# types.sh checks the shell's TypeScript, and the declarations that ship, with the compiler that
# web/package-lock.json pins.
set -eu
"$(dirname "$0")/web.sh" checks
cd "$(dirname "$0")/.."
go run ./cmd/build -wire web/src/wire.gen.ts
cd web
PATH=$PWD/node_modules/.bin:$PATH
prettier --log-level warn --check "src/*.ts" || { echo "run in web/: npx prettier --write 'src/*.ts'" >&2; exit 1; }
for project in . types/module types/amazon types/frameworks; do
	tsc --noEmit -p "$project"
done

# What amazon.d.ts takes the place of: the program that it accepts is one for the older typings, and
# has every name of them.
older=login-with-amazon-sdk-browser
program=types/amazon/typings.ts
tsc --noEmit --strict --target ES2022 --types "$older" "$program"
names='s/^ *(interface|type|enum|function) (\w+).*/\2/p; s/^ +([A-Z]\w+),$/\1/p'
sed -nE "$names" "node_modules/@types/$older/index.d.ts" | while read -r name; do
	grep -qw "$name" "$program" || { echo "$program leaves out $name" >&2; exit 1; }
done
