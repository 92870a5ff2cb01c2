"""Creates orders in one request, and sends again only those that may be sent again. The response is read as JSON Lines.

Usage: python3 bulk.py URL ORDERS, where ORDERS is a JSON array.
"""

import json
import sys
import time
from http.client import HTTPException
from urllib import error, request

NOT_APPLIED = (408, 425, 429, 503)  # The item may be sent again.
UNKNOWN = (500, 502, 504)  # The item may have been applied.


def send(url, inputs):
    """Sends one request, and yields the items of the response as they arrive."""
    headers = {"Content-Type": "application/json", "Accept": "application/jsonl"}
    try:
        response = request.urlopen(request.Request(url, json.dumps(inputs).encode(), headers), timeout=60)
    except error.HTTPError as failed:
        response = failed
    if response.headers.get_content_type() != "application/jsonl":  # The request was refused as a whole: one problem.
        raise SystemExit(f"{response.status}: {text(json.load(response))}")
    with response:
        try:
            yield from (line for line in map(json.loads, response) if "summary" not in line)
        except (HTTPException, OSError, ValueError):
            pass  # The connection broke off: nothing is known of the items that did not arrive.


def text(problem):
    return problem.get("detail") or problem.get("title", "")


def may_send_again(item, idempotent):
    if item is None or item["status"] in UNKNOWN:
        return idempotent
    return item["status"] in NOT_APPLIED or item["status"] >= 400 and "Retry-After" in item.get("headers", {})


def create(url, inputs, idempotent=False, attempts=4):
    """Returns the last item for each input; None if the service did not say what happened to it."""
    items, indices = {}, list(range(len(inputs)))
    for attempt in range(1, attempts + 1):
        items.update((index, None) for index in indices)
        for item in send(url, [inputs[index] for index in indices]):
            items[indices[item["index"]]] = item  # The index is the position in this request.
        indices = [index for index in indices if may_send_again(items[index], idempotent)]
        if not indices or attempt == attempts:
            return [items[index] for index in range(len(inputs))]
        waits = [int((items[index] or {}).get("headers", {}).get("Retry-After", 0)) for index in indices]
        time.sleep(max(2 ** (attempt - 1), *waits))


if __name__ == "__main__":
    orders = json.loads(sys.argv[2])
    for order, item in zip(orders, create(sys.argv[1], orders)):
        is_problem = item and item.get("headers", {}).get("Content-Type") == "application/problem+json"
        print(f"{order['id']}: {item['status'] if item else 'unknown'} {text(item['body']) if is_problem else ''}".rstrip())
