"""multipart/mixed of Azure Blob Storage: azure-storage-blob, which accepts a response with the status 202 only."""

from azure.core.credentials import AzureNamedKeyCredential
from azure.storage.blob import ContainerClient
from service import KINDS, URL, expect, expect_sent

CLIENT = "blob"
credential = AzureNamedKeyCredential("account", "YSBrZXk=")
container = ContainerClient(URL, "records", credential=credential, retry_total=0)


def send(kinds):
    responses = container.delete_blobs(*[f"{kind}-{CLIENT}" for kind in kinds], raise_on_any_failure=False)
    return dict(zip(kinds, responses, strict=True))


responses = send(KINDS)
expect("statuses", [responses[kind].status_code for kind in KINDS], [204, 204, 404, 409, 400, 429, 424])
expect("Retry-After", responses["throttled"].headers["Retry-After"], "1")
again = [kind for kind in KINDS if responses[kind].status_code == 429]
expect("sent again", {kind: response.status_code for kind, response in send(again).items()}, {"throttled": 204})
expect_sent(CLIENT)
