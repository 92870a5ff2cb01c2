// Clients that do not read the body: what `fetch` sees if every item failed.

import assert from "node:assert/strict";
import { url } from "./service.mjs";

for (const [policy, status, ok] of [["always-207", 207, true], ["success-is-200", 207, true], ["all-failed-is-422", 422, false]]) {
  const response = await fetch(`${url}/overall/${policy}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify([{ name: "missing-fetch" }, { name: "taken-fetch" }]),
  });
  assert.deepEqual([response.status, response.ok], [status, ok], policy);
  assert.equal(response.headers.get("multi-status"), "total=2, succeeded=0, failed=2, retryable=0, complete");
}
