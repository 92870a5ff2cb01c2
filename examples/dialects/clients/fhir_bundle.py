"""FHIR: the models of fhir.resources for R5 and R4B, and fhirclient, all of which reject unknown members."""

from fhir.resources.bundle import Bundle as R5Bundle
from fhir.resources.R4B.bundle import Bundle as R4BBundle
from fhirclient.models.bundle import Bundle as ClientBundle
from fhirclient.server import FHIRServer
from service import KINDS, STATUSES, URL, expect, expect_sent, post

CLIENT = "fhir"
server = FHIRServer(None, f"{URL}/fhir/")


def bundle(kinds, type="batch"):
    """A PUT, so that the response has no id of its own to compare: an entry is at the position of its request."""
    return {
        "resourceType": "Bundle",
        "type": type,
        "entry": [
            {
                "resource": {"resourceType": "Patient", "id": f"{kind}-{CLIENT}"},
                "request": {"method": "PUT", "url": f"Patient/{kind}-{CLIENT}"},
            }
            for kind in kinds
        ],
    }


def send(kinds):
    response = server.post_json("", bundle(kinds)).json()
    R5Bundle.model_validate(response)
    R4BBundle.model_validate(response)
    return dict(zip(kinds, ClientBundle(response, strict=True).entry, strict=True))


def status(entry):
    return int(entry.response.status[:3])


entries = send(KINDS)
expect("statuses", [status(entries[kind]) for kind in KINDS], STATUSES)
expect("status line", entries["new"].response.status, "201 Created")
expect("location", entries["new"].response.location, f"/records/new-{CLIENT}")
outcome = entries["taken"].response.outcome
issue = outcome["issue"][0] if isinstance(outcome, dict) else outcome.issue[0].as_json()
expect("issue", (issue["severity"], issue["code"]), ("error", "duplicate"))
retry_after = entries["throttled"].response.extension[0]
expect("extension", retry_after.valueInteger, 1)

again = [kind for kind in KINDS if status(entries[kind]) == 429]
expect("statuses of what was sent again", {kind: status(entry) for kind, entry in send(again).items()}, {"throttled": 201})
expect_sent(CLIENT)

# A transaction in which an entry fails is answered as a whole.
code, _, body = post("/fhir", bundle(["new", "taken"], "transaction"), "application/fhir+json")
expect("status of a failed transaction", code, 409)
expect("resource of a failed transaction", '"resourceType":"OperationOutcome"' in body, True)
