// A client with the types that openapi-typescript generates from the document: the status of an item decides what its body
// is, and `tsc` checks every use of it.
//
// Usage: node client.mjs URL

import type { components, paths } from "./openapi.mjs";

type Order = components["schemas"]["Order"];
type CreateMany = paths["/orders/batch"]["post"]["responses"];
type DeleteMany = paths["/orders"]["delete"]["responses"];
type Created = CreateMany[207]["content"]["application/json"]["responses"][number];
type Deleted = DeleteMany[207]["content"]["application/json"]["responses"][number];

/** Describes what happened to an order. */
function describe(item: Created): string {
  switch (item.status) {
    case 201:
      return `${item.body.quantity} of ${item.body.sku} at ${item.headers.Location}`;
    case 409:
      return "available" in item.body ? `only ${item.body.available} are available` : item.body.title;
    case 422:
      return "errors" in item.body ? (item.body.errors ?? []).map((error) => error.pointer).join() : item.body.title;
    case 429:
      return `wait ${item.headers["Retry-After"]} s`;
    // @ts-expect-error The document says that creating an order has no such outcome.
    case 404:
      return "";
    default:
      return item.body.detail ?? `${item.status}`;
  }
}

async function send<Body>(method: string, url: string, inputs: unknown): Promise<Body> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method, headers, body: JSON.stringify(inputs) });
  return (await response.json()) as Body;
}

function equal(actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`expected ${right}, got ${left}`);
}

const url = process.argv[2];
const order = (id: string, sku: string, quantity: number): Order => ({ id, sku, quantity });

const first = await send<CreateMany[207]["content"]["application/json"]>("POST", `${url}/orders/batch`, [
  order("client-1", "pen", 2),
  order("client-2", "none", 1),
  order("client-3", "busy", 1),
  order("client-4", "pen", 0),
]);
equal(first.responses.map(describe), ["2 of pen at /orders/client-1", "only 0 are available", "wait 1 s", "/3/quantity"]);
equal(first.summary, { total: 4, succeeded: 1, failed: 3, retryable: 1, complete: true });

type CreateOne = paths["/orders"]["post"]["responses"];
const one = await send<CreateOne[409]["content"]["application/problem+json"]>("POST", `${url}/orders`, order("client-1", "pen", 2));
equal([one.status, one.detail], [409, "there is an order client-1"]);

const deleted = await send<DeleteMany[207]["content"]["application/json"]>("DELETE", `${url}/orders`, ["client-1", "client-9"]);
const missing = deleted.responses.filter((item): item is Deleted & { status: 404 } => item.status === 404);
equal(missing.map((item) => item.body.detail), ["there is no order client-9"]);

type Refused = DeleteMany[400]["content"]["application/problem+json"];
const refused = await send<Refused>("DELETE", `${url}/orders`, { ids: ["client-1"] });
equal([refused.status, refused.title], [400, "Bad Request"]);
console.log("the client and the service agree");
