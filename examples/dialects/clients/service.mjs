// What the clients in JavaScript share: see service.py.

import assert from "node:assert/strict";

export const url = process.argv[2];
export const KINDS = ["new", "known", "missing", "taken", "invalid", "throttled", "dependent"];
export const STATUSES = [201, 200, 404, 409, 400, 429, 424];

export const keys = (client, kinds = KINDS) => kinds.map((kind) => `${kind}-${client}`);

/** Fails unless the service received `throttled` twice, and each other key of this client once. */
export async function expectSent(client, others = {}) {
  const attempts = Object.entries(await (await fetch(`${url}/attempts`)).json());
  const ofClient = Object.fromEntries(attempts.filter(([key]) => key.endsWith(`-${client}`)));
  const counts = { ...Object.fromEntries(KINDS.map((kind) => [kind, kind === "throttled" ? 2 : 1])), ...others };
  const expected = Object.fromEntries(Object.entries(counts).map(([kind, count]) => [`${kind}-${client}`, count]));
  assert.deepEqual(ofClient, expected);
}
