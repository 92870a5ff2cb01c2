// The WebDAV requests of tsdav. Its davRequest has the status of each response of a 207; its deleteObject has that of the whole only.
import assert from "node:assert/strict";
import tsdav from "tsdav";

const { createObject, davRequest, deleteObject, propfind, updateObject } = tsdav;
const url = process.argv[2];
const base = `${url}/tsdav`;
const lockinfo =
  '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>';
const request = (path, method, headers = {}, body = undefined) => fetch(base + path, { method, headers, body });
const list = async (path) => {
  const props = { "d:getetag": {}, "d:resourcetype": {}, "d:getcontentlength": {} };
  return propfind({ url: base + path, props, depth: "1" });
};

assert.equal((await request("/", "MKCOL")).status, 201);
assert.equal((await createObject({ url: `${base}/a%20b%26.txt`, data: "text" })).status, 201);
const listed = await list("/");
assert.deepEqual(listed.map((response) => response.href).sort(), ["/tsdav/", "/tsdav/a%20b%26.txt"]);
const member = listed.find((response) => response.href.endsWith(".txt"));
assert.equal(member.ok, true);
assert.equal(member.props.getcontentlength, 4);
assert.match(member.props.getetag, /^"/);

assert.equal((await updateObject({ url: `${base}/a%20b%26.txt`, data: "longer", etag: member.props.getetag })).status, 204);
assert.equal((await updateObject({ url: `${base}/a%20b%26.txt`, data: "late", etag: member.props.getetag })).status, 412);
assert.equal((await request("/a%20b%26.txt", "MOVE", { Destination: `${base}/c.txt` })).status, 201);
assert.equal((await deleteObject({ url: `${base}/c.txt` })).status, 204);
assert.equal((await list("/")).length, 1);

const partial = async () => {
  assert.equal((await request("/partial/", "MKCOL")).status, 201);
  await createObject({ url: `${base}/partial/free.txt`, data: "x" });
  await createObject({ url: `${base}/partial/locked.txt`, data: "x" });
  const locked = await request("/partial/locked.txt", "LOCK", { Depth: "0", "Content-Type": "application/xml" }, lockinfo);
  assert.equal(locked.status, 200);
  return locked.headers.get("lock-token");
};
const token = await partial();
const failed = await davRequest({ url: `${base}/partial/`, init: { method: "DELETE", headers: {} } });
assert.deepEqual(failed.map(({ href, status, ok }) => ({ href, status, ok })),
  [{ href: "/tsdav/partial/locked.txt", status: 423, ok: false }]);
assert.equal((await deleteObject({ url: `${base}/partial/` })).status, 207);
assert.deepEqual((await list("/partial/")).map((response) => response.href).sort(), ["/tsdav/partial/", "/tsdav/partial/locked.txt"]);
assert.equal((await request("/partial/locked.txt", "UNLOCK", { "Lock-Token": token })).status, 204);
assert.equal((await deleteObject({ url: `${base}/partial/` })).status, 204);
