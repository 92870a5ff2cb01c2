"""Proves the checker: exchanges that follow the rules are accepted, and for each rule one that breaks it is found, and it alone.

With the environment variable MULTISTATUS_CORPUS it also reads the recorded bodies of other servers, whose faults are known.
"""

import json
import os
import sys
from pathlib import Path

import checker
import exchange
from exchange import Exchange

XML = [("Content-Type", "application/xml; charset=utf-8")]
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def D(name, *children):
    return f"<D:{name}>{''.join(children)}</D:{name}>" if children else f"<D:{name}/>"


def document(*children, root="multistatus"):
    return f'{DECLARATION}<D:{root} xmlns:D="DAV:">{"".join(children)}</D:{root}>'


LINES = {200: "OK", 207: "Multi-Status", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 423: "Locked",
         424: "Failed Dependency", 507: "Insufficient Storage", 102: "Processing", 299: "", 201: "Created"}


def status(code):
    return D("status", f"HTTP/1.1 {code} {LINES[code]}")


def response(href, *rest):
    return D("response", D("href", href), *rest)


def propstat(code, *properties, error=""):
    return D("propstat", D("prop", *properties), status(code), error)


def exchange_of(method, target, body, request="", code=207, headers=XML, request_headers=()):
    return Exchange(method, target, list(request_headers), request.encode(), code, list(headers), body.encode())


LENGTH, ETAG = D("getcontentlength", "7"), D("getetag", '"1"')
ASK = document(D("prop", D("getcontentlength"), D("getetag")), root="propfind")
NAMES = document(D("propname"), root="propfind")
ALL = document(D("allprop"), root="propfind")
PATCH = document(D("set", D("prop", D("displayname", "a"))), D("remove", D("prop", D("getetag"))), root="propertyupdate")
LOCKED = D("error", D("lock-token-submitted", D("href", "/c/a")))
SYNC = document(D("sync-token", "urn:x:1"), D("sync-level", "1"), D("prop", D("getetag")), root="sync-collection")
MULTIGET = DECLARATION + (
    '<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop>'
    '<D:href>/c/a</D:href><D:href>/c/b%20c</D:href></C:calendar-multiget>')


def find(*responses, target="/c/", depth="1", request=ASK, body=None, **more):
    body = document(*responses) if body is None else body
    return exchange_of("PROPFIND", target, body, request, request_headers=[("Depth", depth)], **more)


def patch(*propstats):
    return exchange_of("PROPPATCH", "/c/a", document(response("/c/a", *propstats)), PATCH)


def delete(*responses, **more):
    return exchange_of("DELETE", "/c/", document(*responses), **more)


def report(request, *children):
    return exchange_of("REPORT", "/c/", document(*children), request)


ROOT = response("/c/", propstat(200, LENGTH, ETAG))
FAILED = response("/c/a", status(423), LOCKED)
FINDING = response("/c/a", propstat(200, LENGTH), propstat(404, D("getetag")))
LOCK = D("lockdiscovery", D("activelock", D("lockscope", D("exclusive")), D("locktype", D("write")), D("depth", "0"),
         D("timeout", "Second-60"), D("locktoken", D("href", "urn:uuid:1")), D("lockroot", D("href", "/c/a"))))

GOOD = [
    find(ROOT, FINDING),
    find(ROOT, response("/c/b", status(403))),
    find(response("/c/", propstat(200, D("getetag"), D("resourcetype"))), request=NAMES, depth="0"),
    find(response("/c/", propstat(200, D("resourcetype", D("collection")), LOCK)), request=ALL, depth="0"),
    find(response("/c/", propstat(200, '<x:a xmlns:x="urn:x" xml:lang="en">b<x:c/></x:a>')), request="", depth="0"),
    exchange_of("PROPFIND", "/c/", document(D("propfind-finite-depth"), root="error"), ASK, code=403),
    patch(propstat(200, D("displayname"), D("getetag"))),
    patch(propstat(403, D("getetag"), error=D("error", D("cannot-modify-protected-property"))), propstat(424, D("displayname"))),
    delete(FAILED, response("/c/b%20c/", status(403))),
    exchange_of("MOVE", "/c/", document(response("/d/a", status(423), D("error", D("lock-token-submitted", D("href", "/d/a"))))),
                request_headers=[("Destination", "http://127.0.0.1/d")]),
    exchange_of("LOCK", "/c/", document(FAILED, response("/c/", status(424)))),
    exchange_of("LOCK", "/c/a", document(LOCK, root="prop"), code=200),
    exchange_of("MKCOL", "/c/", document(propstat(403, D("getetag")), propstat(424, D("displayname")), root="mkcol-response"), PATCH, 403),
    exchange_of("DELETE", "/c/a", "", code=204, headers=[]),
    exchange_of("GET", "/c/a", "<a", code=200),
    report(MULTIGET, response("/c/a", propstat(200, ETAG)), response("/c/b%20c", status(404))),
    report(SYNC, response("/c/a", propstat(200, ETAG)), response("/c/b", status(404)), response("/c/", status(507),
           D("error", D("number-of-matches-within-limits"))), D("sync-token", "urn:x:2")),
]

BAD = [
    ("G2", find(ROOT, response("/c/b", status(102)))),
    ("G4", find(ROOT, FINDING, FINDING)),
    ("G4", find(ROOT, response("/c/a%62", status(403)), response("/c/ab/", status(403)))),
    ("G5", find(ROOT, response("/c/a"))),
    ("G5", find(ROOT, response("/c/a", status(403), propstat(200, LENGTH, ETAG)))),
    ("G6", delete(response("/c/a", D("href", "/c/b"), status(423)))),
    ("G6", find(ROOT, D("response", propstat(200, LENGTH, ETAG)))),
    ("G7", find(ROOT, response("/c/a", D("propstat", status(200), D("prop", LENGTH, ETAG))))),
    ("G7", find(ROOT, response("/c/a", propstat(200, LENGTH, ETAG), '<x:a xmlns:x="urn:x"/>'))),
    ("G7", find(ROOT, FINDING.replace("</D:propstat>", D("propname") + "</D:propstat>", 1))),
    ("G8", find(ROOT, FINDING.replace("<D:propstat>", "text<D:propstat>", 1))),
    ("G8", delete(response("/c/a" + D("b"), status(403)))),
    ("G9", find(body=document(ROOT).replace("</D:response>", ""))),
    ("G9", find(body=document(ROOT).replace("<D:getetag>", "<x:getetag>").replace("</D:getetag>", "</x:getetag>"))),
    ("G9", find(body=document(ROOT).replace(">7<", ">&#1;<"))),
    ("G9", find(body=document(ROOT).replace(">7<", ">\ufffe<"))),
    ("G9", find(body=document(ROOT)[:-3])),
    ("G10", find(ROOT, headers=[("Content-Type", "text/html")])),
    ("G10", find(ROOT, headers=[("Content-Type", "application/xml")])),
    ("G10", find(ROOT, headers=XML + XML)),
    ("G11", find(body=document(ROOT).removeprefix(DECLARATION))),
    ("G12", find(ROOT, response("a", status(403)))),
    ("G12", find(ROOT, response("/d/a", status(403)))),
    ("G12", find(ROOT, response("/c/./a", status(403)), depth="infinity")),
    ("G12", delete(response("http://127.0.0.1/c/a", status(403)))),
    ("G12", find(response("/c", propstat(200, D("resourcetype", D("collection")))), request=ALL)),
    ("G12", find(response("/c/a/", propstat(200, D("resourcetype"))), request=ALL, target="/c/a")),
    ("G13", delete(response("/c/a b", status(403)))),
    ("G13", delete(response("/c/ä", status(403)))),
    ("G13", delete(response("/c/a%2", status(403)))),
    ("G13", delete(response("/c/[a]", status(403)))),
    ("G14", find(ROOT, headers=XML + [("Location", "/c/")])),
    ("G15", delete(response("/c/a", status(403), D("error")))),
    ("G15", delete(response("/c/a", status(423), D("error", D("lock-token-submitted"))))),
    ("G15", patch(propstat(200, D("displayname"), D("getetag"), error=D("error", '<x:a xmlns:x="urn:x"/>')))),
    ("G16", delete(response("/c/a", status(409), LOCKED))),
    ("G16", exchange_of("PROPFIND", "/c/", document(D("propfind-finite-depth"), root="error"), ASK, code=409)),
    ("G17", delete(response("/c/a", D("status", "HTTP/1.1 423")))),
    ("G17", delete(response("/c/a", D("status", "HTTP/1.1 423 locked")))),
    ("G17", delete(response("/c/a", D("status", "HTTP/2 423 Locked")))),
    ("G17", delete(response("/c/a", D("status", " HTTP/1.1 423 Locked")))),
    ("G19", delete(FAILED, code=424)),
    ("G19", exchange_of("DELETE", "/c/", document(D("propfind-finite-depth"), root="error"))),
    ("G20", find(body=document(ROOT).replace("<D:multi", '<!DOCTYPE a [<!ENTITY b "c">]><D:multi', 1))),
    ("G20", find(body=document(ROOT).replace("<D:resp", "<?a b?><D:resp", 1))),
    ("C1", find(ROOT, response("/c/a", propstat(404, D("getetag")), propstat(200, LENGTH)))),
    ("C2", find(body=document(ROOT).replace(">7<", "><![CDATA[7]]><"))),
    ("C3", find(body=document(ROOT).replace("D:", "d:").replace("xmlns:D", "xmlns:d"))),
    ("C3", find(body=document(ROOT).replace(":D=", "=").replace("D:", ""))),
    ("C4", find(body=document(ROOT).replace("\n", "\r\n"))),
    ("H1", find(ROOT, headers=XML + [("Content-Length", "9"), ("Transfer-Encoding", "chunked")])),
    ("P1", find(ROOT, response("/c/a", propstat(200, LENGTH)))),
    ("P1", find(ROOT, response("/c/a", propstat(200, LENGTH, ETAG, ETAG)))),
    ("P1", find(ROOT, response("/c/a", propstat(200, LENGTH, ETAG, D("displayname", "a"))))),
    ("P2", find(ROOT, response("/c/a/b", propstat(200, LENGTH, ETAG)))),
    ("P2", find(ROOT, FINDING, depth="0")),
    ("P2", find(FINDING)),
    ("P3", find(ROOT, response("/c/a", propstat(200, LENGTH), propstat(404, ETAG)))),
    ("P4", find(response("/c/", propstat(200, ETAG)), request=NAMES)),
    ("P4", find(response("/c/", propstat(200, ETAG), propstat(404, D("displayname"))), request=ALL)),
    ("P5", find(ROOT, response("/c/a", propstat(200), propstat(404, D("getcontentlength"), D("getetag"))))),
    ("P6", find(ROOT, response("/c/a", propstat(404, D("getcontentlength")), propstat(404, D("getetag"))))),
    ("P7", find(ROOT, FINDING, headers=XML + [("Preference-Applied", "return=minimal")])),
    ("V1", find(ROOT, response("/c/a", propstat(200, LENGTH, D("getetag", "1"))))),
    ("V1", find(ROOT, response("/c/a", propstat(200, D("getcontentlength", "-1"), ETAG)))),
    ("V1", find(response("/c/", propstat(200, D("getlastmodified", "2026-01-01T00:00:00Z"))), request=ALL)),
    ("V1", find(response("/c/", propstat(200, LOCK.replace("Second-60", "60"))), request=ALL)),
    ("W1", patch(propstat(200, D("displayname")), propstat(403, D("getetag")))),
    ("W1", patch(propstat(424, D("displayname"), D("getetag")))),
    ("W2", patch(propstat(200, D("displayname")))),
    ("W2", patch(propstat(200, D("displayname", "a"), D("getetag")))),
    ("W2", patch(propstat(200, D("displayname"), D("getetag"), D("resourcetype")))),
    ("M1", delete(FAILED, response("/c/b", status(200)))),
    ("M1", delete()),
    ("M1", delete(response("/c/a", propstat(403, D("getetag"))))),
    ("M2", delete(FAILED, response("/c/b", status(424)))),
    ("M3", delete(response("/c/b/", status(409)), response("/c/b/a", status(403)))),
    ("M4", delete(response("/c/", status(403)))),
    ("L1", exchange_of("LOCK", "/c/", document(FAILED))),
    ("L1", exchange_of("LOCK", "/c/", document(FAILED, response("/c/b", status(424)), response("/c/", status(424))))),
    ("R1", report(MULTIGET, response("/c/a", propstat(200, ETAG)))),
    ("R1", report(MULTIGET, response("/c/a", propstat(200, ETAG)), response("/c/b%20c", status(404)), response("/c/d", status(404)))),
    ("S1", report(SYNC, response("/c/a", propstat(200, ETAG)))),
    ("S1", report(SYNC, response("/c/a", propstat(200, ETAG)), D("sync-token", "7"))),
    ("S1", find(ROOT, D("sync-token", "urn:x:1"))),
    ("S2", report(SYNC.replace("urn:x:1", ""), response("/c/a", status(404)), D("sync-token", "urn:x:1"))),
    ("S2", report(SYNC, response("/c/a", status(409)), D("sync-token", "urn:x:1"))),
    ("S3", report(SYNC, response("/c/a", status(507)), D("sync-token", "urn:x:1"))),
]


def recorded(folder):
    """Checks captured responses, of which INDEX.json says what is wrong with them."""
    wrong = []
    for row in json.loads((folder / "INDEX.json").read_text()):
        found = checker.check(exchange.read(folder / row["file"]))
        # N0 is a note, not a fault.
        faults = [fault for fault in row["problems"] if not fault.startswith("N0")]
        if faults and not found:
            wrong.append(f"{row['file']}: nothing found, but {faults}")
    return wrong


def main():
    wrong = [f"good {index}: {violation}" for index, good in enumerate(GOOD) for violation in checker.check(good)]
    for index, (rule, bad) in enumerate(BAD):
        found = {violation.rule for violation in checker.check(bad)}
        if found != {rule}:
            wrong.append(f"bad {index}: expected {rule}, found {sorted(found)}")
    wrong += [f"no example for rule {rule}" for rule in checker.RULES if rule not in {rule for rule, _ in BAD}]
    corpus = os.environ.get("MULTISTATUS_CORPUS")
    if corpus:
        wrong += recorded(Path(corpus) / "captures")
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
