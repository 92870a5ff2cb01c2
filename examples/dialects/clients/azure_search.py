"""Azure AI Search: azure-search-documents, whose buffered sender sends items with status 409, 422 and 503 again."""

from azure.core.credentials import AzureKeyCredential
from azure.search.documents import SearchClient, SearchIndexingBufferedSender
from service import KINDS, STATUSES, URL, expect, expect_sent

CLIENT = "azure"
options = {"endpoint": URL, "index_name": "records", "credential": AzureKeyCredential("a key"), "connection_verify": False}

client = SearchClient(**options)
results = client.upload_documents([{"id": f"{kind}-{CLIENT}"} for kind in KINDS])
expect("statuses", [result.status_code for result in results], STATUSES)
expect("successes", [result.succeeded for result in results], [status < 300 for status in STATUSES])
expect("keys", [result.key for result in results], [f"{kind}-{CLIENT}" for kind in KINDS])
expect("message", results[3].error_message, f"there is a record taken-{CLIENT}")

again = [{"id": result.key} for result in results if result.status_code == 429]
results = client.upload_documents(again)
expect("what was sent again", [(result.key, result.status_code) for result in results], [(f"throttled-{CLIENT}", 201)])
expect_sent(CLIENT)

# A success in full has the status 200, for which the client has no exception either.
failed, succeeded = [], []
sender = SearchIndexingBufferedSender(
    **options,
    auto_flush=False,
    max_retries_per_action=2,
    on_error=lambda action: failed.append(action["id"]),
    on_progress=lambda action: succeeded.append(action["id"]),
)
BUFFERED = "azure-buffered"
sender.upload_documents([{"id": f"{kind}-{BUFFERED}"} for kind in ["new", "busy", "invalid"]])
sender.flush()
sender.close()
expect("failed", failed, [f"invalid-{BUFFERED}"])
expect("succeeded", sorted(succeeded), [f"busy-{BUFFERED}", f"new-{BUFFERED}"])
expect_sent(BUFFERED, busy=2, known=0, missing=0, taken=0, throttled=0, dependent=0)
