// AWS: @aws-sdk/client-sqs, which compares the digest of each message with that of the response.

import assert from "node:assert/strict";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { KINDS, expectSent, url } from "./service.mjs";

const credentials = { accessKeyId: "an id", secretAccessKey: "a secret" };
const sqs = new SQSClient({ endpoint: url, region: "eu-central-1", credentials, maxAttempts: 1 });

async function send(kinds) {
  const Entries = kinds.map((Id) => ({ Id, MessageBody: `${Id}-sqs-js` }));
  const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: `${url}/1/records`, Entries }));
  return { successful: (Successful ?? []).map(({ Id }) => Id), failed: Failed ?? [] };
}

const { successful, failed } = await send(KINDS);
assert.deepEqual(successful, KINDS.slice(0, 2));
assert.deepEqual(failed.map(({ Id }) => Id), KINDS.slice(2));
const again = failed.filter(({ Code }) => Code === "RequestThrottled").map(({ Id }) => Id);
assert.deepEqual(await send(again), { successful: ["throttled"], failed: [] });
await expectSent("sqs-js");
