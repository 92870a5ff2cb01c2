"""webdav4 raises MultiStatusError, which names each member that failed."""

import io
import sys
import urllib.request

from webdav4.client import Client, MultiStatusError, ResourceLocked

url = sys.argv[1]
client = Client(url + "/webdav4")
LOCK = b'<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>'


def listing(path):
    return sorted(entry["name"].rsplit("/", 1)[-1] for entry in client.ls(path))


urllib.request.urlopen(urllib.request.Request(url + "/webdav4", method="MKCOL"))
client.mkdir("folder")
content = bytes(range(256)) * 50
client.upload_fileobj(io.BytesIO(content), "folder/a b&ü%.bin")
client.upload_fileobj(io.BytesIO(b"text"), "folder/c.txt")
assert listing("folder") == ["a b&ü%.bin", "c.txt"], listing("folder")
entry = next(entry for entry in client.ls("folder") if entry["name"].endswith("%.bin"))
assert entry["content_length"] == len(content) and entry["type"] == "file" and entry["etag"] and entry["modified"], entry
assert client.isdir("folder") and client.isfile("folder/c.txt")
back = io.BytesIO()
client.download_fileobj("folder/a b&ü%.bin", back)
assert back.getvalue() == content

client.move("folder/c.txt", "folder/d.txt")
client.copy("folder/d.txt", "folder/e.txt")
client.remove("folder/d.txt")
assert listing("folder") == ["a b&ü%.bin", "e.txt"], listing("folder")
assert not client.exists("folder/d.txt")

client.mkdir("folder/partial")
for name in ("free", "locked"):
    client.upload_fileobj(io.BytesIO(b"x"), f"folder/partial/{name}.txt")
urllib.request.urlopen(urllib.request.Request(
    url + "/webdav4/folder/partial/locked.txt", LOCK, {"Depth": "0", "Content-Type": "application/xml"}, method="LOCK"))
try:
    client.remove("folder/partial")
    sys.exit("webdav4 took the partial failure for a success")
except MultiStatusError as error:
    assert str(error) == "The resource /webdav4/folder/partial/locked.txt is locked", error
assert listing("folder/partial") == ["locked.txt"], listing("folder/partial")
try:
    client.remove("folder/partial/locked.txt")
    sys.exit("webdav4 removed a locked file")
except ResourceLocked:
    pass
