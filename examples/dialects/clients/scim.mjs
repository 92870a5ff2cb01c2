// SCIM 2.0: scimmy.

import assert from "node:assert/strict";
import { default as SCIMMY } from "scimmy";
import { KINDS, STATUSES, expectSent, keys, url } from "./service.mjs";

async function send(kinds) {
  const response = await fetch(`${url}/scim/v2/Bulk`, {
    method: "POST",
    headers: { "Content-Type": "application/scim+json" },
    body: JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
      Operations: keys("scimmy", kinds).map((userName, index) => ({
        ...(kinds[index] === "known" ? { method: "PUT", path: `/Users/${userName}` } : { method: "POST", path: "/Users" }),
        bulkId: kinds[index],
        data: { userName },
      })),
    }),
  });
  assert.equal(response.status, 200);
  return new SCIMMY.Messages.BulkResponse(await response.json());
}

const response = await send(KINDS);
assert.deepEqual(response.Operations.map(({ status }) => Number(status)), STATUSES);
// It returns the id of each resource that was created, and false for those that failed.
const resolved = response.resolve();
assert.deepEqual(KINDS.filter((kind) => resolved.get(kind)), ["new"]);
const again = response.Operations.filter(({ status }) => status === "429").map(({ bulkId }) => bulkId);
assert.deepEqual((await send(again)).Operations.map(({ bulkId, status }) => [bulkId, status]), [["throttled", "201"]]);
await expectSent("scimmy");
