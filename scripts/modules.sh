#!/bin/sh
# modules.sh downloads the Go modules of go.mod, so that whatever keeps them away is told in one
# place.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
if ! command -v go >/dev/null 2>&1; then
	echo "This needs Go 1.26 or later in PATH: https://go.dev/dl/" >&2
	exit 1
fi
if [ -z "${SSL_CERT_FILE:-}" ] && command -v apt-get >/dev/null 2>&1; then # where a bare system has no certificates yet
	"$scripts/need.sh" /etc/ssl/certs/ca-certificates.crt:ca-certificates || true
fi
cd "$scripts/.."
"$scripts/fetch.sh" "the Go modules of go.mod" go mod download
