// JSON-RPC 2.0: json-rpc-2.0.

import assert from "node:assert/strict";
import { JSONRPCClient } from "json-rpc-2.0";
import { KINDS, STATUSES, expectSent, keys, url } from "./service.mjs";

const client = new JSONRPCClient(async (request) => {
  const response = await fetch(`${url}/rpc`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  if (response.status !== 200) throw new Error(response.statusText);
  const body = await response.text();
  if (body) client.receive(JSON.parse(body));
});
const send = async (kinds) => {
  const requests = keys("json-rpc", kinds).map((name, index) => ({ jsonrpc: "2.0", id: kinds[index], method: "create", params: { name } }));
  return new Map((await client.requestAdvanced(requests)).map((response) => [response.id, response]));
};

let responses = await send(KINDS);
assert.deepEqual(responses.get("new").result, { name: "new-json-rpc" });
const failed = KINDS.filter((kind) => responses.get(kind).error);
assert.deepEqual(failed, KINDS.slice(2));
assert.equal(responses.get("invalid").error.code, -32602);
assert.equal(responses.get("taken").error.message, "there is a record taken-json-rpc");
// The problem of a failure is the member `data`.
assert.deepEqual(failed.map((kind) => responses.get(kind).error.data.status), STATUSES.slice(2));
const again = failed.filter((kind) => responses.get(kind).error.data.status === 429);
responses = await send(again);
assert.deepEqual(responses.get("throttled").result, { name: "throttled-json-rpc" });
await expectSent("json-rpc");

// A notification is not answered. A call of its own is.
client.notify("create", { name: "new-json-rpc-2" });
assert.deepEqual(await client.request("create", { name: "known-json-rpc-2" }), { name: "known-json-rpc-2" });
