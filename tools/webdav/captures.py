"""Sends the requests of captured exchanges of other servers to a server, which must not answer 5xx or break a rule.

    captures.py URL FOLDER [DIRECTORY]

FOLDER has the captures in the form of `exchange.read`. Each request finds the resources that it names, some of them locked if the
name of the capture says so. DIRECTORY is where the server stores them, if it does: then members of captures named `fs-denied` are
made immutable, if the file system can do that.
"""

import re
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote, urlsplit

import checker
import exchange
from exchange import Exchange

LOCKINFO = b'<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>'
DEAD = b'<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><e:one xmlns:e="http://example.com/ns/">1</e:one></D:prop></D:set></D:propertyupdate>'
MEMBERS = ["a.txt", "sub/", "sub/x.txt", "sub/y.txt", "sub/deep/", "sub/deep/z.txt", "na%20me%20%26%20%C3%BC.txt"]
SENT_BY_CLIENT = {"host", "connection", "content-length", "transfer-encoding"}


class Server:
    def __init__(self, url):
        self.address = urlsplit(url).netloc

    def send(self, method, target, headers=(), body=b""):
        connection = HTTPConnection(self.address, timeout=20)
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        answer = Exchange(method, target, list(headers), body, response.status, response.getheaders(), response.read())
        connection.close()
        return answer

    def must(self, *request):
        answer = self.send(*request)
        if answer.status >= 400:
            sys.exit(f"{request[0]} {request[1]} for the tree: {answer.status} {answer.body!r}")
        return answer

    def collection(self, path):
        """Makes a collection, and those above it."""
        made = ""
        for segment in path.strip("/").split("/"):
            made += f"/{segment}"
            self.send("MKCOL", made + "/")

    def tree(self, path):
        """Makes the resource at a path, with members if the path ends with a slash."""
        if path.endswith("/"):
            self.collection(path)
            for member in MEMBERS:
                if member.endswith("/"):
                    self.send("MKCOL", path + member)
                else:
                    self.must("PUT", path + member, [], member.encode())
            self.must("PROPPATCH", path + "a.txt", [], DEAD)
        else:
            self.collection(path.rpartition("/")[0])
            self.must("PUT", path, [], b"text")
        self.must("PROPPATCH", path, [], DEAD)

    def lock(self, path, depth="0"):
        headers = [("Depth", depth), ("Timeout", "Second-600"), ("Content-Type", "application/xml")]
        answer = self.must("LOCK", path, headers, LOCKINFO)
        return path, next(iter(answer.all("lock-token")))


class Immutable:
    """Files of a directory that cannot be deleted while they are in this context, also where a request has moved them."""

    def __init__(self, directory, files):
        self.directory = directory
        self.files = files

    def __enter__(self):
        for file in self.files:
            subprocess.run(["chattr", "+i", file], capture_output=True)

    def __exit__(self, *_):
        if self.files:
            subprocess.run(["chattr", "-R", "-i", self.directory], capture_output=True)


def replay(server, capture, directory):
    target = urlsplit(capture.target).path
    headers = [(name, value) for name, value in capture.request_headers if name.lower() not in SENT_BY_CLIENT]
    destination = urlsplit(capture.request_header("destination")).path
    headers = [(name, f"http://{server.address}{destination}" if name.lower() == "destination" else value) for name, value in headers]
    for root in {f"/{path.strip('/').split('/')[0]}" for path in (target, destination) if path}:
        server.send("DELETE", root)
    if capture.method not in ("MKCOL", "MKCALENDAR"):
        server.tree(target)
    else:
        server.collection(target.rstrip("/").rpartition("/")[0])
    if destination:
        server.collection(destination.rstrip("/").rpartition("/")[0])
        if "over" in capture.name:
            server.tree(destination)
    for href in re.findall(rb"<\w*:?href[^>]*>\s*([^<]+?)\s*<", capture.request_body):
        path = urlsplit(href.decode()).path
        if "missing" not in capture.name and path.startswith("/") and path != target:
            server.send("PUT", path, [], b"text")
    locked = []
    if "locked" in capture.name and target.endswith("/"):
        locked = [server.lock(path + "sub/x.txt") for path in (destination if "over" in capture.name else target,)]
    immutable = []
    if directory and "fs-denied" in capture.name and target.endswith("/"):
        immutable = [directory / unquote(target).strip("/") / member for member in ("sub", "a.txt")]
    with Immutable(directory, immutable):
        answer = server.send(capture.method, capture.target, headers, capture.request_body)
    for path, token in locked:
        server.send("UNLOCK", path, [("Lock-Token", token)])
    return answer


def main():
    server = Server(sys.argv[1])
    directory = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    wrong, answers = [], {}
    files = sorted(Path(sys.argv[2]).glob("*.http"))
    for file in files:
        capture = exchange.read(file)
        answer = replay(server, capture, directory)
        answers[answer.status] = answers.get(answer.status, 0) + 1
        problems = [str(violation) for violation in checker.check(answer)]
        if answer.status >= 500:
            problems.append(f"status {answer.status}")
        if answer.status == 207 and subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=answer.body, capture_output=True).returncode:
            problems.append("xmllint refuses the body")
        if problems:
            wrong.append("\n    ".join([f"{file.name}: {answer.method} {answer.target}", *problems, answer.body.decode()[:3000]]))
    print(f"{len(files)} captured requests, {len(wrong)} with problems; statuses:", *(f"{count} x {code}" for code, count in sorted(answers.items())))
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
