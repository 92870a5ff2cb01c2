"""The values of the properties that RFC 4918 defines: rule V1 of the checker."""

import re

DATE = (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT")
TEXT = {
    "creationdate": (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "a date of RFC 3339"),
    "getcontentlength": (r"\d+", "a number of bytes"),
    "getcontenttype": (r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;.*)?", "a media type"),
    "getetag": (r'(W/)?"[^"\x00-\x20\x7f]*"', "an entity tag in quotation marks"),
    "getlastmodified": (DATE, "an HTTP date"),
    "quota-available-bytes": (r"\d+", "a number of bytes"),
    "quota-used-bytes": (r"\d+", "a number of bytes"),
}
ACTIVE_LOCK = {"lockscope", "locktype", "depth", "owner", "timeout", "locktoken", "lockroot"}


def problems(value):
    """Yields what is wrong with the value of a property: pairs of an element and a message."""
    if value.namespace != "DAV:":
        return
    if value.local in TEXT:
        pattern, expected = TEXT[value.local]
        if value.children or not re.fullmatch(pattern, value.text):
            yield value, f"{value.local} is {value.text!r}, not {expected}"
    elif value.local == "resourcetype":
        if value.text.strip():
            yield value, "resourcetype contains text"
    elif value.local == "lockdiscovery":
        for lock in value.children:
            yield from active_lock(lock)
    elif value.local == "supportedlock":
        for entry in value.children:
            scope, kind = entry.first("lockscope"), entry.first("locktype")
            if not (entry.is_dav("lockentry") and one_of(scope, "exclusive", "shared") and one_of(kind, "write")):
                yield entry, "supportedlock contains something other than lockentry (lockscope, locktype)"


def one_of(element, *names):
    return element is not None and len(element.children) == 1 and any(element.first(name) for name in names)


def active_lock(lock):
    if not lock.is_dav("activelock"):
        yield lock, f"lockdiscovery contains {lock.local}, not activelock"
        return
    for child in lock.children:
        if child.namespace != "DAV:" or child.local not in ACTIVE_LOCK:
            yield child, f"activelock contains {child.local}"
    if not one_of(lock.first("lockscope"), "exclusive", "shared"):
        yield lock, "lockscope is not exclusive or shared"
    if not one_of(lock.first("locktype"), "write"):
        yield lock, "locktype is not write"
    depth = lock.first("depth")
    if depth is None or depth.text not in ("0", "1", "infinity"):
        yield lock, "depth is not 0, 1 or infinity"
    timeout = lock.first("timeout")
    if timeout is not None and not re.fullmatch(r"Infinite|Second-\d+", timeout.text):
        yield timeout, f"timeout is {timeout.text!r}"
    token, root = lock.first("locktoken"), lock.first("lockroot")
    if token is not None and not (token.first("href") and re.match(r"[a-zA-Z][\w+.-]*:.", token.first("href").text)):
        yield token, "locktoken does not contain an href with a URI"
    if root is None or root.first("href") is None:
        yield lock, "lockroot with an href is missing"
