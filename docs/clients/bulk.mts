// Creates orders in one request, and sends again only those that may be sent again. The response is read as JSON.
//
// Usage: node bulk.mjs URL ORDERS, where ORDERS is a JSON array.

/** An item of the response. `docs/schemas/item.json` describes every member. */
export interface Item {
  id: string;
  index: number;
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

interface Problem {
  status: number;
  title?: string;
  detail?: string;
}

const NOT_APPLIED = [408, 425, 429, 503]; // The item may be sent again.
const UNKNOWN = [500, 502, 504]; // The item may have been applied.

/** Sends one request, and returns the items of the response. */
async function send(url: string, inputs: unknown[]): Promise<Item[]> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(inputs) });
  const body = await response.json();
  if (response.headers.get("Content-Type") === "application/json") return (body as { responses: Item[] }).responses;
  throw new Error(`${response.status}: ${text(body as Problem)}`); // The request was refused as a whole: one problem.
}

const text = (problem: Problem) => problem.detail ?? problem.title ?? "";

function maySendAgain(item: Item | undefined, idempotent: boolean): boolean {
  if (item === undefined || UNKNOWN.includes(item.status)) return idempotent;
  return NOT_APPLIED.includes(item.status) || (item.status >= 400 && item.headers?.["Retry-After"] !== undefined);
}

/** Returns the last item for each input; `undefined` if the service did not say what happened to it. */
export async function create(url: string, inputs: unknown[], idempotent = false, attempts = 4) {
  const items = new Map<number, Item>();
  let indices = inputs.map((_, index) => index);
  for (let attempt = 1; ; attempt++) {
    const responses = await send(url, indices.map((index) => inputs[index]));
    indices.forEach((index) => items.delete(index));
    responses.forEach((item) => items.set(indices[item.index]!, item)); // The index is the position in this request.
    indices = indices.filter((index) => maySendAgain(items.get(index), idempotent));
    if (indices.length === 0 || attempt === attempts) return inputs.map((_, index) => items.get(index));
    const waits = indices.map((index) => Number(items.get(index)?.headers?.["Retry-After"] ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 1000 * Math.max(2 ** (attempt - 1), ...waits)));
  }
}

const [url, json] = process.argv.slice(2);
if (url !== undefined && json !== undefined) {
  const orders = JSON.parse(json) as { id: string }[];
  for (const [index, item] of (await create(url, orders)).entries()) {
    const isProblem = item?.headers?.["Content-Type"] === "application/problem+json";
    console.log(`${orders[index]!.id}: ${item?.status ?? "unknown"} ${isProblem ? text(item!.body as Problem) : ""}`.trimEnd());
  }
}
