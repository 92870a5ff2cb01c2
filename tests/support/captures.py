"""Prints one line for each captured answer: the number of responses and their status codes, as ElementTree reads them."""

import re
import sys
import xml.etree.ElementTree as ElementTree

DAV = "{DAV:}"
CODE = re.compile(r"^HTTP/\S+\s+(\d{3})(\s|$)")
BLANK = re.compile(rb"\r?\n\r?\n")


def codes(response):
    for parent in [response, *response.findall(DAV + "propstat")]:
        for status in parent.findall(DAV + "status")[:1]:
            match = CODE.match("".join(status.itertext()).strip())
            yield match.group(1) if match else "-"


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        answer = file.read().partition(b"### RESPONSE")[2]
    body = BLANK.split(answer, maxsplit=1)[-1]
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError):
        print("unreadable")
        continue
    if root.tag != DAV + "multistatus":
        print("other")
        continue
    responses = root.findall(DAV + "response")
    print(len(responses), ",".join(code for response in responses for code in codes(response)))
