#!/bin/sh
# audit.sh GOVULNCHECK [strict] looks for known vulnerabilities in what ships and in what builds it.
# A finding fails. A database that cannot be reached is named, and fails only with "strict".
set -eu
cd "$(dirname "$0")/.."
govulncheck=$1
strict=${2:-}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
found=
unknown=

# report WHAT STATUS FINDING takes what a scan ended with: 0 is clean, FINDING a finding. Anything
# else is unknown, if the log names the network; otherwise the scan itself is broken.
report() {
	case $2 in
	0) echo "audit: $1: no known vulnerability" ;;
	"$3")
		cat "$log"
		echo "audit: $1: VULNERABLE, see above"
		found=1
		;;
	*)
		if ! grep -qiE 'fetching vulnerabilities|no such host|dial tcp|audit endpoint|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|socket' "$log"; then
			cat "$log" >&2
			echo "audit: $1: the scan itself failed, for the reason above" >&2
			exit 1
		fi
		echo "audit: $1: NOT CHECKED, its database cannot be reached from here"
		unknown=1
		;;
	esac
}

scan() {
	what=$1
	shift
	status=0
	"$@" >"$log" 2>&1 || status=$?
}

# What runs in visitors' browsers; then everything that is written in Go here. 3 is govulncheck's
# word for a finding.
scan "lwa.wasm" env GOOS=js GOARCH=wasm "$govulncheck" ./wasm
report "$what" "$status" 3
scan "the Go packages and commands" "$govulncheck" ./...
report "$what" "$status" 3

# What npm brings into a release, into the dev server's package, and into the build. npm ends with 1
# for a finding, and for a registry that does not answer: only a finding comes with a report.
for folder in web npm/devserver tools; do
	scan "npm in $folder" npm --prefix "$folder" audit --package-lock-only --json
	if [ "$status" = 1 ] && grep -q '"auditReportVersion"' "$log"; then status=3; fi
	report "$what" "$status" 3
done

if [ -n "$found" ]; then exit 1; fi
if [ -n "$unknown" ] && [ "$strict" = strict ]; then
	echo "audit: strict, and not everything could be checked" >&2
	exit 1
fi
