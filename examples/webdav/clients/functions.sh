# What the scripts for clients without a programming interface share. A script is called with the URL of the server.
set -euo pipefail
url=$1
name=$(basename "$0" .sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { printf '%s: %s\n' "$name" "$*" >&2; exit 1; }

# Fails unless the text $1 contains the text $2.
contains() { case $1 in *"$2"*) ;; *) fail "expected '$2' in: $1" ;; esac; }

# Fails if the text $1 contains the text $2.
lacks() { case $1 in *"$2"*) fail "did not expect '$2' in: $1" ;; esac; }

# Locks the resource $1, which must exist, and forgets the token: another user has locked it.
lock() {
  curl -sSf -o lock.xml -X LOCK "$1" -H 'Depth: 0' -H 'Timeout: Second-600' -H 'Content-Type: application/xml' --data \
    '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>'
  contains "$(cat lock.xml)" '<D:locktoken>'
}

# The status of a request.
status() { curl -sS -o /dev/null -w '%{http_code}' "$@"; }
