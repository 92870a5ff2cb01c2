"""Elasticsearch and OpenSearch: the bulk helpers of elasticsearch and opensearch-py, which send items with status 429 again."""

import elasticsearch
import elasticsearch.helpers
import opensearchpy
import opensearchpy.helpers
from service import KINDS, STATUSES, URL, expect, expect_sent


def run(client, helpers, connection):
    actions = [
        {"_op_type": "index" if kind == "known" else "create", "_index": "records", "_id": f"{kind}-{client}", "name": kind}
        for kind in KINDS
    ]
    results = helpers.streaming_bulk(
        connection, actions, max_retries=2, initial_backoff=0.1, raise_on_error=False, raise_on_exception=False
    )
    found = {}
    for is_ok, result in results:
        (action, item), = result.items()
        found[item["_id"]] = (is_ok, action, item)
    statuses = [found[f"{kind}-{client}"][2]["status"] for kind in KINDS]
    # The helper sent the throttled item again.
    expect(f"statuses of {client}", statuses, [201 if status == 429 else status for status in STATUSES])
    expect(f"successes of {client}", [found[f"{kind}-{client}"][0] for kind in KINDS], [status < 300 for status in statuses])
    expect("action and result", (found[f"known-{client}"][1], found[f"known-{client}"][2]["result"]), ("index", "updated"))
    error = found[f"taken-{client}"][2]["error"]
    expect("error", error["type"], "version_conflict_engine_exception")
    expect("reason", f"taken-{client}" in error["reason"], True)
    expect_sent(client)

    deletes = [{"_op_type": "delete", "_index": "records", "_id": f"{kind}-{client}"} for kind in ["known", "missing"]]
    results = helpers.streaming_bulk(connection, deletes, raise_on_error=False)
    found = [(is_ok, item["delete"]["status"], item["delete"]["result"]) for is_ok, item in results]
    expect("deletes", found, [(True, 204, "deleted"), (False, 404, "not_found")])


run("elastic", elasticsearch.helpers, elasticsearch.Elasticsearch(URL))
run("opensearch", opensearchpy.helpers, opensearchpy.OpenSearch(f"{URL}/opensearch"))
