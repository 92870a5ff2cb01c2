"""The rules of each method: which responses its 207 has, and with which statuses."""

import re
from xml.parsers import expat

import exchange
from exchange import is_below, path_of

MULTIGET = {("urn:ietf:params:xml:ns:caldav", "calendar-multiget"), ("urn:ietf:params:xml:ns:carddav", "addressbook-multiget")}


def check(check, root, responses):
    x = check.x
    try:
        request = exchange.parse(x.request_body)[0] if x.request_body.strip() else None
    except expat.ExpatError:
        request = None
    rows = [(path_of(response.first("href").text), check.code(response), response) for response in responses if response.first("href")]
    is_report = x.method == "REPORT" and request is not None
    is_sync = is_report and request.is_dav("sync-collection")
    is_multiget = is_report and (request.name in MULTIGET or request.local.endswith("multiget"))
    if not is_multiget:
        for path, _, response in rows:
            if not check.is_in_scope(path):
                check.broken("G12", response, f"{response.first('href').text} is not below {x.target}")
    if root.first("sync-token") is not None and not is_sync:
        check.broken("S1", root.first("sync-token"), "sync-token in the response to another request")
    if x.method in ("DELETE", "COPY", "MOVE"):
        failures(check, root, rows)
    elif x.method == "LOCK":
        lock(check, root, rows)
    elif x.method == "PROPPATCH":
        if len(rows) != 1 or rows[0][0] != check.request_path:
            check.broken("W2", root, "not one response for the Request-URI")
        for _, _, response in rows:
            propstats = response.all("propstat")
            if propstats:
                check.instructions(propstats, response)
    elif x.method == "PROPFIND":
        listing(check, root, rows)
        properties(check, request, rows)
    elif is_multiget:
        multiget(check, request, rows)
        properties(check, request, rows)
    elif is_sync:
        sync(check, root, request, rows)
        properties(check, request, rows)


def failures(check, root, rows):
    if not rows:
        check.broken("M1", root, "no failure in the body of a 207")
    for path, code, response in rows:
        if response.all("propstat"):
            check.broken("M1", response, "propstat")
        elif code == 424:
            check.broken("M2", response, "424")
        elif code < 300:
            check.broken("M1", response, f"{code} is not a failure")
    paths = sorted(path for path, _, _ in rows)
    for path, _, response in rows:
        if any(other != path and is_below(other, path) for other in paths):
            check.broken("M3", response, f"{response.first('href').text} is an ancestor of a resource that failed")
    if len(rows) == 1 and rows[0][0] == check.request_path:
        check.broken("M4", rows[0][2], "the Request-URI alone failed")


def lock(check, root, rows):
    by_path = {path: code for path, code, _ in rows}
    for path, code, response in rows:
        if response.all("propstat"):
            check.broken("L1", response, "propstat")
        elif code < 300:
            check.broken("L1", response, f"{code} is not a failure")
        elif path != check.request_path and code == 424:
            check.broken("L1", response, "424 for another resource than the Request-URI")
    if by_path.get(check.request_path) != 424:
        check.broken("L1", root, "the Request-URI is not reported as 424")
    if all(path == check.request_path for path in by_path):
        check.broken("L1", root, "no resource that cannot be locked")


def listing(check, root, rows):
    depth = check.x.request_header("depth").lower() or "infinity"
    for path, _, response in rows:
        below = path[len(check.request_path):].count(b"/")
        if (depth == "0" and below > 0) or (depth.startswith("1") and below > 1):
            check.broken("P2", response, f"{response.first('href').text} is too deep for Depth {depth}")
    noroot = "noroot" in depth or "depth-noroot" in check.x.request_header("prefer")
    if not noroot and check.request_path not in (path for path, _, _ in rows):
        check.broken("P2", root, "the Request-URI is not listed")


def properties(check, request, rows):
    """The properties of each response with propstats."""
    asked = request.first("prop") if request is not None else None
    query = "prop" if asked is not None else "propname" if request is not None and request.first("propname") is not None else "allprop"
    names = [child.name for child in asked.children] if asked is not None else []
    minimal = any("return=minimal" in value for value in check.x.all("preference-applied"))
    for _, _, response in rows:
        propstats = response.all("propstat")
        reported = []
        for propstat in propstats:
            code = check.code(propstat)
            for prop in propstat.all("prop"):
                reported += [child.name for child in prop.children]
                if query == "propname" and any(child.children or child.text for child in prop.children):
                    check.broken("P4", prop, "a value in the response to propname")
            if code == 404 and query != "prop" and request is not None and request.first("include") is None:
                check.broken("P4", propstat, f"404 in the response to {query}")
            if code == 404 and minimal:
                check.broken("P7", propstat, "404")
        for name in sorted({name for name in reported if reported.count(name) > 1}):
            check.broken("P1", response, f"{name} is reported {reported.count(name)} times")
        if query == "prop" and propstats and not minimal:
            for name in sorted(set(names) - set(reported)):
                check.broken("P1", response, f"{name} is not reported")
        if query == "prop":
            for name in sorted(set(reported) - set(names)):
                check.broken("P1", response, f"{name} was not requested")


def multiget(check, request, rows):
    wanted = {path_of(href.text.strip()): href.text for href in request.all("href")}
    reported = {path for path, _, _ in rows}
    for path, href in wanted.items():
        if path not in reported:
            check.broken("R1", "body", f"no response for {href}")
    for path, _, response in rows:
        if path not in wanted:
            check.broken("R1", response, f"{response.first('href').text} was not requested")


def sync(check, root, request, rows):
    tokens = root.all("sync-token")
    if len(tokens) != 1 or not re.match(r"[a-zA-Z][\w+.-]*:\S+$", tokens[0].text):
        check.broken("S1", root, f"sync-token: {[token.text for token in tokens]}")
    token = request.first("sync-token")
    is_initial = token is None or not token.text.strip()
    for path, code, response in rows:
        if response.all("propstat"):
            continue
        if code == 507:
            if path != check.request_path:
                check.broken("S3", response, "507 for a member")
        elif code == 404 and is_initial:
            check.broken("S2", response, "a removed member in an initial synchronization")
        elif code not in (403, 404):
            check.broken("S2", response, f"{code}")
