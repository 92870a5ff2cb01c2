#!/usr/bin/env bash
# curl: the requests of WebDAV by hand. `-f` takes a 207 for a success, so the body is what says which member failed.
source "$(dirname "$0")/functions.sh"

[ "$(status -X OPTIONS "$url/")" = 200 ] || fail "OPTIONS"
contains "$(curl -sS -i -X OPTIONS "$url/" | tr A-Z a-z)" 'dav: 1, 2'
[ "$(status -X MKCOL "$url/curl/")" = 201 ] || fail "MKCOL"
[ "$(status -X MKCOL "$url/curl/")" = 405 ] || fail "MKCOL of a collection that exists"
[ "$(status -T - "$url/curl/a%20%26%20b.txt" <<<one)" = 201 ] || fail "PUT"
[ "$(status -T - "$url/curl/a%20%26%20b.txt" <<<two)" = 204 ] || fail "PUT again"
[ "$(curl -sSf "$url/curl/a%20%26%20b.txt")" = two ] || fail "GET"

listing=$(curl -sSf -X PROPFIND -H 'Depth: 1' "$url/curl/")
contains "$listing" '<D:href>/curl/a%20%26%20b.txt</D:href>'
contains "$listing" '<D:getcontentlength>4</D:getcontentlength>'
absent=$(curl -sSf -X PROPFIND -H 'Depth: 0' "$url/curl/" --data '<propfind xmlns="DAV:"><prop><x xmlns="urn:x"/></prop></propfind>')
contains "$absent" 'HTTP/1.1 404 Not Found'

# Sets a property, and reads it back.
contains "$(curl -sSf -X PROPPATCH "$url/curl/" --data \
  '<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><c xmlns="urn:x" xml:lang="de">rot &amp; <b>blau</b></c></D:prop></D:set></D:propertyupdate>')" \
  'HTTP/1.1 200 OK'
contains "$(curl -sSf -X PROPFIND -H 'Depth: 0' "$url/curl/" --data '<propfind xmlns="DAV:"><prop><c xmlns="urn:x"/></prop></propfind>')" \
  'rot &amp; <b>blau</b>'
contains "$(curl -sSf -X PROPPATCH "$url/curl/" --data \
  '<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><D:getetag>x</D:getetag></D:prop></D:set><D:remove><D:prop><c xmlns="urn:x"/></D:prop></D:remove></D:propertyupdate>')" \
  '<D:cannot-modify-protected-property/>'

[ "$(status -X MOVE -H "Destination: $url/curl/c.txt" "$url/curl/a%20%26%20b.txt")" = 201 ] || fail "MOVE"
[ "$(status -X COPY -H "Destination: $url/curl/d.txt" "$url/curl/c.txt")" = 201 ] || fail "COPY"
[ "$(status -X COPY -H "Destination: $url/curl/d.txt" -H 'Overwrite: F' "$url/curl/c.txt")" = 412 ] || fail "COPY without overwriting"
[ "$(status -X DELETE "$url/curl/d.txt")" = 204 ] || fail "DELETE"
[ "$(status "$url/curl/d.txt")" = 404 ] || fail "GET of what was deleted"

# A locked member below a collection: it stays, the rest is deleted, and the body says so.
partial() {
  [ "$(status -X MKCOL "$url/curl/$1/")" = 201 ] || fail "MKCOL $1"
  for file in free locked; do
    [ "$(status -T - "$url/curl/$1/$file.txt" <<<$file)" = 201 ] || fail "PUT $file"
  done
  lock "$url/curl/$1/locked.txt"
}
reports() {
  contains "$1" 'HTTP/1.1 207 Multi-Status'
  contains "$1" "<D:response><D:href>/curl/$2/locked.txt</D:href><D:status>HTTP/1.1 423 Locked</D:status>"
  contains "$1" "<D:lock-token-submitted><D:href>/curl/$2/locked.txt</D:href></D:lock-token-submitted>"
  lacks "$1" "<D:href>/curl/$2/</D:href>"
  lacks "$1" free.txt
  [ "$(status "$url/curl/$2/free.txt")" = 404 ] || fail "$2/free.txt exists"
  [ "$(curl -sSf "$url/curl/$2/locked.txt")" = locked ] || fail "$2/locked.txt changed"
}
partial delete
reports "$(curl -sSf -i -X DELETE "$url/curl/delete/")" delete
partial move
reports "$(curl -sSf -i -X MOVE -H "Destination: $url/curl/moved/" "$url/curl/move/")" move
[ "$(curl -sSf "$url/curl/moved/free.txt")" = free ] || fail "the member that is not locked was not moved"

# A lock that a locked member prevents: 207 with the member and the Request-URI. A locked resource alone: 423.
body=$(curl -sSf -i -X LOCK "$url/curl/delete/" -H 'Depth: infinity' --data \
  '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>')
contains "$body" 'HTTP/1.1 207 Multi-Status'
contains "$body" '<D:href>/curl/delete/locked.txt</D:href><D:status>HTTP/1.1 423 Locked</D:status>'
contains "$body" '<D:href>/curl/delete/</D:href><D:status>HTTP/1.1 424 Failed Dependency</D:status>'
[ "$(status -T - "$url/curl/delete/locked.txt" <<<two)" = 423 ] || fail "PUT to a locked file"
[ "$(status -X DELETE "$url/curl/delete/locked.txt")" = 423 ] || fail "DELETE of a locked file"
