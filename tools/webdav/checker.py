"""Checks recorded exchanges of WebDAV against the rules below, which a client may rely on.

    checker.py EXCHANGE..   checks files in the form of `exchange.read`; fails if one breaks a rule
    checker.py --rules      prints the rules

It shares no code with the library. `checker_test.py` has an example of each rule that is broken.
"""

import re
import sys
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit
from xml.parsers import expat

import exchange
import methods
import values
from exchange import is_below, path_of

RULES = {
    "G2": "a status inside is from 200 to 599 (RFC 4918, 13)",
    "G4": "a resource is in one response of a body (RFC 4918, 14.24)",
    "G5": "a response has either a status or propstats (RFC 4918, 14.24)",
    "G6": "a response has one href",
    "G7": "children are those of the content model, in its order (RFC 4918, 14)",
    "G8": "elements that contain text have no child, and those that contain elements have no text (RFC 4918, 17)",
    "G9": "a body is well-formed with namespaces (RFC 4918, 8.2)",
    "G10": 'the media type is application/xml or text/xml with charset=utf-8, once (RFC 4918, 8.2)',
    "G11": "a body starts with an XML declaration of UTF-8",
    "G12": "each href is an absolute path below the Request-URI or the Destination, without dot segments; "
           "it ends with a slash if, and only if, it is that of a collection (RFC 4918, 5.2 and 8.3)",
    "G13": "each href is percent-encoded (RFC 4918, 8.3.1)",
    "G14": "a response of status 207 has no Location (RFC 4918, 13.1)",
    "G15": "error has at least one condition, with the content that the condition requires (RFC 4918, 14.5 and 16)",
    "G16": "a condition comes with the status that its specification gives (RFC 4918, 16)",
    "G17": "a status line is HTTP/1.1, a blank, the code, a blank and the reason phrase of IANA (RFC 9112, 4)",
    "G19": "a multistatus document is the body of a 207, and the reverse",
    "G20": "a body has no document type declaration and no processing instruction (RFC 4918, 20.6)",
    "C1": "the propstat of status 200 is the first: some clients read no other",
    "C2": "a body has no CDATA section: some clients do not read them",
    "C3": "DAV: has the prefix D, which the root declares: some clients read no other",
    "C4": "a body contains no carriage return: parsers turn it into a line feed",
    "H1": "a response has one of Content-Length and chunks (RFC 9112, 6.2)",
    "P1": "each requested property is in each response with propstats, and each property once (RFC 4918, 9.1)",
    "P2": "each resource of a listing is within the depth, and the Request-URI is listed (RFC 4918, 9.1)",
    "P3": "a propstat of another status than 200 has the names of the properties only (RFC 4918, 14.22)",
    "P4": "propname returns names only; allprop and propname return no 404 (RFC 4918, 9.1)",
    "P5": "a propstat has a property, unless it is the only one of its response",
    "P6": "a status is in one propstat of a response, unless their conditions differ",
    "P7": "return=minimal leaves out the 404 propstats (RFC 8144, 2.1)",
    "V1": "properties of RFC 4918 have values of their type (RFC 4918, 15)",
    "W1": "the properties of a PROPPATCH all succeed or all fail; the others of a failure have 424 (RFC 4918, 9.2)",
    "W2": "each property of a PROPPATCH or MKCOL is reported once, by its name only, and no other is (RFC 4918, 9.2)",
    "M1": "DELETE, COPY and MOVE report failures, with the status of a response (RFC 4918, 9.6.1, 9.8.3 and 9.9.2)",
    "M2": "DELETE, COPY and MOVE do not report 424 (RFC 4918, 9.6.1)",
    "M3": "DELETE, COPY and MOVE do not report the ancestors of a resource that failed (RFC 4918, 9.6.1)",
    "M4": "a failure of the Request-URI alone has no 207 body",
    "L1": "LOCK reports the resources that cannot be locked, and the Request-URI as 424 (RFC 4918, 9.10.3)",
    "R1": "a multiget has a response for each href of its request, and no other (RFC 4791, 7.9)",
    "S1": "sync-collection has one sync-token, which is a URI; no other report has one (RFC 6578, 6.2)",
    "S2": "a removed member has the status 404, and an initial synchronization lists none (RFC 6578, 3.4 and 3.5)",
    "S3": "507 marks the Request-URI of a truncated sync-collection (RFC 6578, 3.6)",
}

REASONS = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 418: "", 422: "Unprocessable Content",
}
CONDITIONS = {
    "lock-token-matches-request-uri": (409, 412), "lock-token-submitted": (423,), "no-conflicting-lock": (423,),
    "no-external-entities": (403,), "preserved-live-properties": (409,), "propfind-finite-depth": (403,),
    "cannot-modify-protected-property": (403,), "quota-not-exceeded": (507,), "sufficient-disk-space": (507,),
    "need-privileges": (403,), "number-of-matches-within-limits": (507, 403), "valid-sync-token": (403,),
    "sync-traversal-supported": (403,), "supported-report": (403,), "valid-resourcetype": (403,),
}
MODELS = {
    "multistatus": ("response", "responsedescription", "sync-token"),
    "response": ("href", "status", "propstat", "error", "responsedescription", "location"),
    "propstat": ("prop", "status", "error", "responsedescription"),
    "mkcol-response": ("propstat",),
}
REPEATED = {("multistatus", "response"), ("response", "href"), ("response", "propstat"), ("mkcol-response", "propstat")}
TEXT_ONLY = ("href", "status", "responsedescription", "sync-token")
XML_TYPES = ("application/xml", "text/xml")


@dataclass
class Violation:
    rule: str
    where: str
    message: str

    def __str__(self):
        return f"{self.rule} {self.where}: {self.message}"


def check(x):
    """Returns the rules that the response of an exchange breaks."""
    return Check(x).run()


class Check:
    def __init__(self, x):
        self.x = x
        self.found = []
        self.request_path = path_of(x.target)

    def broken(self, rule, where, message):
        assert rule in RULES, rule
        line = where if isinstance(where, str) else f"line {where.line}, column {where.column}"
        self.found.append(Violation(rule, line, message))

    def run(self):
        x = self.x
        if x.all("content-length") and x.all("transfer-encoding"):
            self.broken("H1", "header", "Content-Length and Transfer-Encoding")
        media = x.all("content-type")
        is_xml = any(value.split(";")[0].strip().lower() in XML_TYPES for value in media)
        if x.status != 207 and (x.method in ("GET", "HEAD") or not is_xml or not x.body):
            return self.found
        if x.method == "HEAD":
            return self.found
        if len(media) != 1 or not is_xml or not re.search(r';\s*charset="?utf-8"?\s*$', media[0], re.I):
            self.broken("G10", "header", f"Content-Type is {media}")
        if x.status == 207 and x.all("location"):
            self.broken("G14", "header", "Location")
        try:
            root, features = exchange.parse(x.body)
        except expat.ExpatError as error:
            self.broken("G9", f"line {error.lineno}, column {error.offset + 1}", expat.ErrorString(error.code))
            return self.found
        self.document(root, features)
        if (x.status == 207) != root.is_dav("multistatus"):
            self.broken("G19", root, f"{root.local} with status {x.status}")
        if root.is_dav("multistatus"):
            self.multistatus(root)
        elif root.is_dav("error") and x.status != 207:
            self.error(root, x.status)
        elif root.is_dav("mkcol-response"):
            self.model(root)
            for propstat in root.all("propstat"):
                self.propstat(propstat, names_only=True)
            self.instructions(root.all("propstat"), root)
        elif x.method == "LOCK" and root.is_dav("prop"):
            self.value(root.children)
        return self.found

    def document(self, root, features):
        if not re.match(rb"""<\?xml version=["']1\.0["'] encoding=["']utf-8["']\s*\?>""", self.x.body, re.I):
            self.broken("G11", "line 1", "no XML declaration of UTF-8")
        for what, line in features:
            self.broken("C2" if what == "CDATA section" else "G20", f"line {line}", what)
        if b"\r" in self.x.body:
            self.broken("C4", "body", "carriage return")
        if root.namespace == "DAV:" and root.prefix != "D":
            self.broken("C3", root, f"the prefix of the root is {root.prefix!r}")

    def model(self, element):
        """The children of an element in the namespace DAV:, their order, and text between them."""
        model = MODELS[element.local]
        last = 0
        for child in element.children:
            if child.namespace != "DAV:" or child.local not in model:
                self.broken("G7", child, f"{child.local} in {element.local}")
                continue
            position = model.index(child.local)
            if position < last:
                self.broken("G7", child, f"{child.local} after {model[last]}")
            elif position == last and element.all(child.local)[0] is not child and (element.local, child.local) not in REPEATED:
                self.broken("G7", child, f"a second {child.local} in {element.local}")
            last = max(last, position)
            if child.local in TEXT_ONLY and child.children:
                self.broken("G8", child.children[0], f"{child.children[0].local} in {child.local}")
        if element.text.strip():
            self.broken("G8", element, f"text in {element.local}")

    def multistatus(self, root):
        self.model(root)
        responses = root.all("response")
        seen = {}
        for response in responses:
            self.response(response)
            for href in response.all("href"):
                path = path_of(href.text)
                if path in seen:
                    self.broken("G4", href, f"{href.text} is also in line {seen[path]}")
                seen[path] = href.line
        methods.check(self, root, responses)

    def response(self, response):
        self.model(response)
        hrefs, status, propstats = response.all("href"), response.first("status"), response.all("propstat")
        if len(hrefs) != 1:
            self.broken("G6", response, f"{len(hrefs)} hrefs")
        for href in hrefs:
            self.href(href)
        if (status is not None) == bool(propstats):
            self.broken("G5", response, "both status and propstat" if propstats else "neither status nor propstat")
        code = self.status(status) if status is not None else None
        for error in response.all("error"):
            self.error(error, code)
        codes = []
        for propstat in propstats:
            codes.append((self.propstat(propstat, names_only=self.x.method == "PROPPATCH"), propstat))
            if not propstat.first("prop") or (len(propstats) > 1 and not propstat.first("prop").children):
                self.broken("P5", propstat, "no property")
        for index, (code, propstat) in enumerate(codes):
            error = propstat.first("error")
            conditions = [child.name for child in error.children] if error else []
            for other, before in codes[:index]:
                error = before.first("error")
                if other == code and conditions == ([child.name for child in error.children] if error else []):
                    self.broken("P6", propstat, f"a second propstat of status {code}")
            if code == 200 and index > 0:
                self.broken("C1", propstat, "the propstat of status 200 is not the first")
        for location in response.all("location"):
            if len(location.children) != 1 or not location.first("href"):
                self.broken("G7", location, "location without an href")
        ok = next((propstat for code, propstat in codes if code == 200), None)
        kind = ok and ok.first("prop") and ok.first("prop").first("resourcetype")
        if kind and hrefs and self.x.request_body.find(b"propname") < 0:
            if (kind.first("collection") is not None) != urlsplit(hrefs[0].text).path.endswith("/"):
                self.broken("G12", hrefs[0], f"{hrefs[0].text}: slash at the end, and resourcetype")

    def href(self, href):
        text = href.text
        if not text.startswith("/") or text.startswith("//"):
            self.broken("G12", href, f"{text!r} is not an absolute path")
        if re.search(r"(^|/)\.{1,2}(/|$)", text):
            self.broken("G12", href, f"{text!r} has a dot segment")
        if not re.fullmatch(r"(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/-])*(\?(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/?-])*)?", text):
            self.broken("G13", href, f"{text!r}")

    def status(self, element):
        """Returns the code of a status line."""
        match = re.fullmatch(r"HTTP/1\.1 (\d{3}) (.*)", element.text)
        if not match or match[2] != REASONS.get(int(match[1]), ""):
            self.broken("G17", element, f"{element.text!r}")
        code = int(match[1]) if match else next((int(word) for word in element.text.split() if word.isdigit()), 0)
        if not 200 <= code <= 599:
            self.broken("G2", element, f"{element.text!r}")
        return code

    def propstat(self, propstat, names_only=False):
        """Returns the code of a propstat."""
        self.model(propstat)
        prop, status = propstat.first("prop"), propstat.first("status")
        if prop is None or status is None:
            self.broken("G7", propstat, "propstat without prop or status")
        code = self.status(status) if status is not None else None
        if prop is not None:
            if prop.text.strip():
                self.broken("G8", prop, "text in prop")
            if code != 200 or names_only:
                for child in prop.children:
                    if child.children or child.text:
                        self.broken("W2" if names_only else "P3", child, f"{child.local} has a value")
            elif b"propname" not in self.x.request_body:
                self.value(prop.children)
        for error in propstat.all("error"):
            self.error(error, code)
        return code

    def value(self, properties):
        for value in properties:
            for element, message in values.problems(value):
                self.broken("V1", element, message)

    def error(self, error, code):
        if error.text.strip():
            self.broken("G8", error, "text in error")
        if not error.children:
            self.broken("G15", error, "error without a condition")
        if code is not None and code < 300:
            self.broken("G15", error, f"error with status {code}")
        for condition in error.children:
            if condition.namespace == "DAV:" and code not in CONDITIONS.get(condition.local, (code,)):
                self.broken("G16", condition, f"{condition.local} with status {code}")
            if condition.is_dav("lock-token-submitted") and not condition.all("href"):
                self.broken("G15", condition, "lock-token-submitted without an href")
            for href in condition.all("href"):
                self.href(href)

    def instructions(self, propstats, root):
        """The result of each instruction of a PROPPATCH or of an extended MKCOL."""
        codes = [self.code(propstat) for propstat in propstats]
        if any(code < 300 for code in codes) and any(code >= 300 for code in codes):
            self.broken("W1", root, f"both success and failure: {codes}")
        if codes and all(code == 424 for code in codes):
            self.broken("W1", root, "424 without a cause")
        asked = instruction_names(self.x.request_body)
        reported = [child.name for propstat in propstats for prop in propstat.all("prop") for child in prop.children]
        self.names("W2", root, asked, reported)
        for name in sorted(set(reported) - set(asked)):
            self.broken("W2", root, f"{name} was not in the request")

    def names(self, rule, where, asked, reported):
        for name in sorted(set(asked)):
            if reported.count(name) != 1:
                self.broken(rule, where, f"{name} is reported {reported.count(name)} times")

    def code(self, element):
        """The code of the status of a response or propstat, which was checked before."""
        status = element.first("status")
        match = status is not None and re.search(r"\b\d{3}\b", status.text)
        return int(match[0]) if match else 0

    def is_in_scope(self, path):
        paths = [self.request_path]
        if self.x.method in ("COPY", "MOVE"):
            paths.append(path_of(self.x.request_header("destination")))
        return any(is_below(path, ancestor) for ancestor in paths)


def instruction_names(body):
    try:
        root, _ = exchange.parse(body)
    except (expat.ExpatError, IndexError):
        return []
    return [child.name for action in root.children for prop in action.all("prop") for child in prop.children]


def main():
    if sys.argv[1:] == ["--rules"]:
        for rule, text in RULES.items():
            print(f"{rule:4} {text}")
        return
    broken = 0
    for file in sys.argv[1:]:
        for violation in check(exchange.read(file)):
            print(f"{file}: {violation}")
            broken += 1
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
