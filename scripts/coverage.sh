#!/bin/sh
# coverage.sh PERCENT PACKAGE... fails when the tests of a package cover less of it.
set -eu
want=$1
shift
go test -cover "$@" | awk -v want="$want" '
	{ print }
	match($0, /coverage: [0-9.]+/) { seen++; if (substr($0, RSTART + 10, RLENGTH - 10) + 0 < want) low = 1 }
	END { if (low || !seen) { print "coverage below " want " %"; exit 1 } }'
