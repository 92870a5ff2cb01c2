"""multipart/mixed of Google's batch endpoints: google-api-python-client."""

import json

import httplib2
from googleapiclient.http import BatchHttpRequest, HttpRequest
from service import KINDS, STATUSES, URL, expect, expect_sent

CLIENT = "google"


def send(kinds):
    found = {}

    def callback(kind, response, error):
        # `error.resp` and `response` have the fields of the part.
        found[kind] = (int(error.resp.status), error.resp, error.content) if error else (int(response[0].status), *response)

    batch = BatchHttpRequest(callback=callback, batch_uri=f"{URL}/batch")
    for kind in kinds:
        body = json.dumps({"name": f"{kind}-{CLIENT}"})
        # The client raises an exception for a status of 300 and up before it calls this function.
        request = HttpRequest(httplib2.Http(), lambda response, content: (response, content), f"{URL}/records",
                              method="POST", body=body, headers={"content-type": "application/json"})
        batch.add(request, request_id=kind)
    batch.execute(http=httplib2.Http())
    return found


found = send(KINDS)
expect("statuses", [found[kind][0] for kind in KINDS], STATUSES)
expect("Location", found["new"][1]["location"], f"/records/new-{CLIENT}")
expect("body", json.loads(found["new"][2]), {"name": f"new-{CLIENT}"})
expect("Retry-After", found["throttled"][1]["retry-after"], "1")

again = [kind for kind in KINDS if found[kind][0] == 429]
expect("statuses of what was sent again", {kind: result[0] for kind, result in send(again).items()}, {"throttled": 201})
expect_sent(CLIENT)
