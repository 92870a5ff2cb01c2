"""The WebDAV requests of caldav's DAVClient. It has the status of each response and of each property.

The server is no calendar: what caldav needs of one is not used.
"""

import sys

from caldav.davclient import DAVClient
from caldav.elements import dav
from caldav.lib import error
from lxml import etree

url = sys.argv[1]
base = url + "/caldav"
client = DAVClient(url, enable_rfc6764=False)
LOCK = '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>'
ASK = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/><D:resourcetype/><x:none xmlns:x="urn:x"/></D:prop></D:propfind>'


def patch(properties):
    return f'<D:propertyupdate xmlns:D="DAV:" xmlns:x="urn:x"><D:set><D:prop>{properties}</D:prop></D:set></D:propertyupdate>'


def statuses(response):
    """The text of each status line in the body of a response."""
    return sorted(element.text for element in etree.fromstring(response._raw).iter("{DAV:}status"))


assert client.check_dav_support()
assert client.mkcol(base, "").status == 201
assert client.put(base + "/a%20b.txt", "text").status == 201

# A listing, by way of caldav's own parser. The collection has no etag and none of them has the property of urn:x.
found = client.propfind(base, ASK, depth=1).expand_simple_props([dav.GetEtag(), dav.ResourceType()])
assert set(found) == {"/caldav/", "/caldav/a b.txt"} or set(found) == {"/caldav/", "/caldav/a%20b.txt"}, found
member = next(properties for href, properties in found.items() if href.endswith(".txt"))
assert member[dav.GetEtag.tag].startswith('"'), member
assert "HTTP/1.1 404 Not Found" in statuses(client.propfind(base, ASK, depth=1))

# Properties: all or none.
assert statuses(client.proppatch(base, patch("<x:a>1</x:a><D:displayname>name</D:displayname>"))) == ["HTTP/1.1 200 OK"]
refused = client.proppatch(base, patch("<D:displayname>other</D:displayname><D:getetag>2</D:getetag>"))
assert statuses(refused) == ["HTTP/1.1 403 Forbidden", "HTTP/1.1 424 Failed Dependency"], refused.raw
name = client.propfind(base, ASK.replace("<D:getetag/>", "<D:displayname/>"), depth=0).expand_simple_props([dav.DisplayName()])
assert [properties[dav.DisplayName.tag] for properties in name.values()] == ["name"], name

assert client.request(base + "/a%20b.txt", "MOVE", "", {"Destination": base + "/c.txt"}).status == 201
assert client.delete(base + "/c.txt").status == 204
assert client.request(base + "/c.txt", "GET").status == 404

assert client.mkcol(base + "/partial", "").status == 201
for file in ("free", "locked"):
    assert client.put(f"{base}/partial/{file}.txt", "x").status == 201
assert client.request(base + "/partial/locked.txt", "LOCK", LOCK, {"Depth": "0", "Content-Type": "application/xml"}).status == 200
deleted = client.delete(base + "/partial")
assert deleted.status == 207 and statuses(deleted) == ["HTTP/1.1 423 Locked"], deleted.raw
assert [element.text for element in deleted.tree.iter("{DAV:}href")] == ["/caldav/partial/locked.txt"] * 2, deleted.raw
left = client.propfind(base + "/partial", ASK, depth=1).expand_simple_props([dav.ResourceType()])
assert sorted(href.rsplit("/", 1)[-1] for href in left) == ["", "locked.txt"], left
