// Salesforce: jsforce, with sObject collections and Composite.

import assert from "node:assert/strict";
import jsforce from "jsforce";
import { KINDS, STATUSES, expectSent, keys, url } from "./service.mjs";

const connection = new jsforce.Connection({ instanceUrl: url, accessToken: "a token", version: "60.0" });

const create = (names) => connection.sobject("Account").create(names.map((Name) => ({ Name })));
const names = keys("jsforce");
const results = await create(names);
assert.deepEqual(results.map(({ success }) => success), STATUSES.map((status) => status < 300));
assert.equal(results[0].id, "new-jsforce");
assert.equal(results[3].errors[0].statusCode, "DUPLICATE_VALUE");
assert.equal(results[3].errors[0].message, "there is a record taken-jsforce");
const again = names.filter((_, index) => results[index].errors[0]?.statusCode === "REQUEST_LIMIT_EXCEEDED");
assert.deepEqual((await create(again)).map(({ id, success }) => [id, success]), [["throttled-jsforce", true]]);
await expectSent("jsforce");

const composite = async (kinds) => {
  const compositeRequest = kinds.map((kind) => ({
    method: "POST",
    url: "/services/data/v60.0/sobjects/Account",
    referenceId: kind,
    body: { Name: `${kind}-composite` },
  }));
  const { compositeResponse } = await connection.requestPost("/services/data/v60.0/composite", { allOrNone: false, compositeRequest });
  return new Map(compositeResponse.map((response) => [response.referenceId, response]));
};
let responses = await composite(KINDS);
assert.deepEqual(KINDS.map((kind) => responses.get(kind).httpStatusCode), STATUSES);
assert.equal(responses.get("new").httpHeaders.Location, "/records/new-composite");
assert.equal(responses.get("taken").body[0].errorCode, "DUPLICATE_VALUE");
const throttled = [...responses].filter(([, { httpStatusCode }]) => httpStatusCode === 429).map(([kind]) => kind);
responses = await composite(throttled);
assert.equal(responses.get("throttled").httpStatusCode, 201);
await expectSent("composite");
