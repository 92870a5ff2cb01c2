// The package webdav takes every 207 for a success, so a partial failure shows only in the next listing. It reports the failure of
// the only resource of a request.
import assert from "node:assert/strict";
import { createClient } from "webdav";

const url = process.argv[2];
const client = createClient(url);
const names = async (path) => (await client.getDirectoryContents(path)).map((entry) => entry.basename).sort();

await client.createDirectory("/npm");
await client.createDirectory("/npm/folder");
const content = Buffer.from(Array.from({ length: 12800 }, (_, index) => index % 256));
await client.putFileContents("/npm/a b&ü%.bin", content);
await client.putFileContents("/npm/c.txt", "text");
assert.deepEqual(await names("/npm"), ["a b&ü%.bin", "c.txt", "folder"]);
const entries = await client.getDirectoryContents("/npm");
const file = entries.find((entry) => entry.basename === "a b&ü%.bin");
assert.equal(file.type, "file");
assert.equal(file.size, content.length);
assert.ok(file.etag && file.lastmod);
assert.equal(entries.find((entry) => entry.basename === "folder").type, "directory");
assert.deepEqual(await client.getFileContents("/npm/a b&ü%.bin"), content);

await client.moveFile("/npm/c.txt", "/npm/folder/d.txt");
await client.copyFile("/npm/folder/d.txt", "/npm/e.txt");
await client.deleteFile("/npm/folder/d.txt");
assert.deepEqual(await names("/npm/folder"), []);
assert.equal(await client.exists("/npm/folder/d.txt"), false);
assert.equal(await client.getFileContents("/npm/e.txt", { format: "text" }), "text");
await assert.rejects(client.stat("/npm/none"), (error) => error.status === 404);

await client.createDirectory("/npm/partial");
await client.putFileContents("/npm/partial/free.txt", "x");
await client.putFileContents("/npm/partial/locked.txt", "x");
const lock = await client.lock("/npm/partial/locked.txt");
await client.deleteFile("/npm/partial");
assert.deepEqual(await names("/npm/partial"), ["locked.txt"]);
await assert.rejects(client.deleteFile("/npm/partial/locked.txt"), (error) => error.status === 423);
await client.unlock("/npm/partial/locked.txt", lock.token);
await client.deleteFile("/npm/partial");
assert.equal(await client.exists("/npm/partial"), false);
