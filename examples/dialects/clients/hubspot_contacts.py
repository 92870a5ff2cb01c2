"""HubSpot: hubspot-api-client."""

import hubspot
from hubspot.crm.contacts import BatchInputSimplePublicObjectBatchInputForCreate, SimplePublicObjectBatchInputForCreate
from hubspot.crm.contacts.models import BatchResponseSimplePublicObject, BatchResponseSimplePublicObjectWithErrors
from service import KINDS, URL, expect, expect_sent

CLIENT = "hubspot"
contacts = hubspot.Client.create(access_token="a token").crm.contacts.batch_api
contacts.api_client.configuration.host = URL


def send(kinds):
    inputs = [
        SimplePublicObjectBatchInputForCreate(properties={"name": f"{kind}-{CLIENT}"}, object_write_trace_id=kind, associations=[])
        for kind in kinds
    ]
    return contacts.create(BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs))


response = send(KINDS)
expect("type", type(response), BatchResponseSimplePublicObjectWithErrors)
expect("created", sorted(result.properties["name"] for result in response.results), [f"known-{CLIENT}", f"new-{CLIENT}"])
expect("numErrors", response.num_errors, 5)
errors = {error.context["objectWriteTraceId"][0]: error for error in response.errors}
expect("errors", sorted(errors), ["dependent", "invalid", "missing", "taken", "throttled"])
expect("category", errors["invalid"].category, "VALIDATION_ERROR")
expect("message", errors["taken"].message, f"there is a record taken-{CLIENT}")

again = [kind for kind, error in errors.items() if error.category == "RATE_LIMITS"]
response = send(again)
# The SDK returns the type without errors for 201 only.
expect("type of a success", type(response), BatchResponseSimplePublicObject)
expect("what was sent again", [result.properties["name"] for result in response.results], [f"throttled-{CLIENT}"])
expect_sent(CLIENT)
