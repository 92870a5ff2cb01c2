"""Typesense: typesense, whose client reads a line per document."""

import typesense
from service import KINDS, URL, expect, expect_sent
from urllib.parse import urlsplit

CLIENT = "typesense"
node = {"host": urlsplit(URL).hostname, "port": str(urlsplit(URL).port), "protocol": "http"}
client = typesense.Client({"nodes": [node], "api_key": "a key", "num_retries": 0})


def send(kinds):
    documents = [{"id": f"{kind}-{CLIENT}"} for kind in kinds]
    results = client.collections["records"].documents.import_(documents, {"action": "create"})
    return dict(zip(kinds, results, strict=True))


results = send(KINDS)
expect("successes", [kind for kind in KINDS if results[kind]["success"]], ["new", "known"])
expect("codes", [results[kind]["code"] for kind in KINDS[2:]], [404, 409, 400, 429, 424])
expect("error", results["taken"]["error"], f"there is a record taken-{CLIENT}")
again = [kind for kind in KINDS[2:] if results[kind]["code"] == 429]
expect("sent again", {kind: result["success"] for kind, result in send(again).items()}, {"throttled": True})
expect_sent(CLIENT)
