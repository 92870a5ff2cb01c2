"""A request of HTTP with its response, and an XML body as a tree that keeps positions, prefixes and CDATA sections."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from xml.parsers import expat

# Separates namespace, local name and prefix in what expat reports. No namespace name contains it.
SEPARATOR = "\x1f"


@dataclass
class Exchange:
    """A request and its response. Header fields are pairs in the order of the message."""

    method: str
    target: str
    request_headers: list = field(default_factory=list)
    request_body: bytes = b""
    status: int = 0
    headers: list = field(default_factory=list)
    body: bytes = b""
    name: str = ""

    def request_header(self, name):
        return ", ".join(value for key, value in self.request_headers if key.lower() == name)

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name]


class Element:
    """An element of an XML document."""

    __slots__ = ("namespace", "local", "prefix", "attributes", "children", "text", "line", "column")

    def __init__(self, name, attributes, line, column):
        parts = name.split(SEPARATOR)
        self.namespace = parts[0] if len(parts) > 1 else ""
        self.local = parts[1] if len(parts) > 1 else parts[0]
        self.prefix = parts[2] if len(parts) > 2 else ""
        self.attributes = attributes
        self.children = []
        self.text = ""
        self.line = line
        self.column = column

    @property
    def name(self):
        return (self.namespace, self.local)

    def is_dav(self, local):
        return self.namespace == "DAV:" and self.local == local

    def all(self, local):
        return [child for child in self.children if child.is_dav(local)]

    def first(self, local):
        return next((child for child in self.children if child.is_dav(local)), None)


def parse(body):
    """Returns the root element, and what the document should not have: pairs of a feature and its line.

    Raises `expat.ExpatError` if the body is not namespace-well-formed.
    """
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.namespace_prefixes = True
    parser.buffer_text = True
    root, open_elements, features = [], [], []

    def start(name, attributes):
        element = Element(name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        (open_elements[-1].children if open_elements else root).append(element)
        open_elements.append(element)

    def text(data):
        if open_elements:
            open_elements[-1].text += data

    def feature(what):
        return lambda *_: features.append((what, parser.CurrentLineNumber))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    parser.CharacterDataHandler = text
    parser.StartCdataSectionHandler = feature("CDATA section")
    parser.StartDoctypeDeclHandler = feature("document type declaration")
    parser.ProcessingInstructionHandler = feature("processing instruction")
    parser.Parse(body, True)
    return root[0], features


def path_of(href):
    """Returns the path of a URI reference as decoded bytes, without the slash at its end."""
    return unquote_to_bytes(urlsplit(href).path if "//" in href[:9] else href.split("?")[0]).rstrip(b"/")


def is_below(path, ancestor):
    """True if `path` is `ancestor` or a descendant of it. Both are results of `path_of`."""
    return path == ancestor or path.startswith(ancestor + b"/")


def read(file):
    """Reads a recorded exchange: lines of `###`, the request, `### RESPONSE`, the response with its chunks joined."""
    content = Path(file).read_bytes()
    _, _, content = content.partition(b"### REQUEST\n")
    request, _, response = content.partition(b"\n### RESPONSE (body de-chunked)\n")

    def message(text):
        head, _, body = text.partition(b"\n\n")
        first, *fields = head.decode("latin-1").splitlines()
        return first, [tuple(part.strip() for part in line.split(":", 1)) for line in fields], body

    first, request_headers, request_body = message(request)
    method, target = first.split(" ")[:2]
    length = next((int(value) for name, value in request_headers if name.lower() == "content-length"), 0)
    status_line, headers, body = message(response)
    return Exchange(method, target, request_headers, request_body[:length], int(status_line.split()[1]), headers, body, Path(file).name)
