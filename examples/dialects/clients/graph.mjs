// Microsoft Graph: @microsoft/microsoft-graph-client.

import assert from "node:assert/strict";
import { BatchRequestContent, BatchResponseContent, Client } from "@microsoft/microsoft-graph-client";
import { KINDS, STATUSES, expectSent, keys, url } from "./service.mjs";

const client = Client.init({
  baseUrl: url,
  defaultVersion: "v1.0",
  customHosts: new Set(["127.0.0.1"]),
  authProvider: (done) => done(null, "a token"),
});

/** Sends steps, each with an id and a key, and returns the responses by id. */
async function send(steps) {
  const content = new BatchRequestContent(
    steps.map(({ id, key, dependsOn }) => ({
      id,
      dependsOn,
      request: new Request("https://graph.microsoft.com/records", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name: key }),
      }),
    })),
  );
  const responses = new BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
  return new Map(steps.map(({ id }) => [id, responses.getResponseById(id)]));
}

const all = KINDS.map((kind, index) => ({ id: kind, key: keys("graph-js")[index] }));
let responses = await send(all);
assert.deepEqual([...responses.values()].map((response) => response.status), STATUSES);
assert.equal(responses.get("new").headers.get("location"), "/records/new-graph-js");
assert.deepEqual(await responses.get("new").json(), { name: "new-graph-js" });
const { error } = await responses.get("taken").json();
assert.equal(error.code, "nameAlreadyExists");
assert.match(error.message, /taken-graph-js/);

const throttled = [...responses].filter(([, response]) => response.status === 429).map(([id]) => id);
assert.deepEqual(throttled, ["throttled"]);
assert.equal(responses.get("throttled").headers.get("retry-after"), "1");
responses = await send(all.filter(({ id }) => throttled.includes(id)));
assert.equal(responses.get("throttled").status, 201);
await expectSent("graph-js");

// A step whose predecessor failed is not run.
const serial = [
  { id: "1", key: "taken-graph-js" },
  { id: "2", key: "new-graph-js-2", dependsOn: ["1"] },
];
responses = await send(serial);
assert.deepEqual([...responses.values()].map((response) => response.status), [409, 424]);
