#!/bin/sh
# fetch.sh WHAT COMMAND... runs a command that fetches something, without its chatter. If the
# command fails, fetch.sh prints its last lines, and what to do.
set -eu
what=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
if "$@" >"$log" 2>&1; then exit 0; fi

says() { grep -qiE "$1" "$log"; }
{
	echo "Could not get $what. The last lines of \`$1 ${2:-}\`:"
	tail -n 20 "$log" | sed 's/^/  /'
	if says 'x509|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_|certificate'; then
		echo "The server's certificate is not trusted on this machine. Install Debian's package ca-certificates. Behind a proxy" \
			"that signs for others, add its certificate to the system's, and name the file to npm in NODE_EXTRA_CA_CERTS."
	elif says 'EINTEGRITY|checksum mismatch|Hash Sum mismatch'; then
		echo "What came is not what the lock file pins. Empty the cache (npm cache clean --force, go clean -modcache, apt-get" \
			"clean) and try again; if it stays, something between here and the registry changes files."
	elif says 'ENOSPC|No space left'; then
		echo "The disk is full."
	elif says 'EACCES|EPERM|Permission denied|read-only file system'; then
		echo "A folder may not be written. Look at who owns the one that is named above; mind what sudo has left behind."
	elif says 'Could not get lock|Unable to lock|Could not open lock'; then
		echo "Another program installs packages at this moment. Try again when it is through."
	elif says 'Unable to locate package|has no installation candidate'; then
		echo "This release of Debian or Ubuntu has no such package, or its lists could not be fetched. Debian 12 has all of them."
	elif says 'E40[0-9]|40[0-9] |Forbidden|Unauthorized'; then
		echo "The registry answers, and refuses. Look at its address: npm config get registry, go env GOPROXY, or apt's sources."
	elif says 'ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|no such host|dial tcp|i/o timeout|not resolve host|failure resolving|[Cc]ould not connect|unreachable|proxyconnect|Failed to fetch|Unable to fetch'; then
		echo "The registry cannot be reached. Look at the network, HTTPS_PROXY, and the registry's address: npm config get" \
			"registry, go env GOPROXY, or apt's sources."
	elif says 'EBADENGINE|Unsupported engine|SyntaxError'; then
		echo "This version of Node may be too old: $(node --version 2>&1)."
	fi
} >&2
exit 1
