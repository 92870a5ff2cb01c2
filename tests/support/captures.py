"""Counts responses and their status codes in captured answers, as ElementTree sees them: one line for each file."""

import re
import sys
import xml.etree.ElementTree as ElementTree

DAV = "{DAV:}"
CODE = re.compile(r"^HTTP/\S+\s+(\d{3})(\s|$)")
BLANK = re.compile(rb"\r?\n\r?\n")


def codes(response):
    for holder in [response, *response.findall(DAV + "propstat")]:
        for status in holder.findall(DAV + "status")[:1]:
            found = CODE.match("".join(status.itertext()).strip())
            yield found.group(1) if found else "-"


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
