"""SCIM 2.0: scim2-client, whose models reject a body that departs from RFC 7644."""

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import BulkOperation, BulkRequest, ScimProvider, User
from service import KINDS, STATUSES, URL, expect, expect_sent

CLIENT = "scim"
client = SyncSCIMClient(Client(base_url=f"{URL}/scim/v2"), provider=ScimProvider(models=[User]))


def operation(kind):
    """Creates a user, or replaces one that is there."""
    method, path = ("PUT", f"/Users/{kind}-{CLIENT}") if kind == "known" else ("POST", "/Users")
    return BulkOperation[User](method=method, path=path, bulk_id=kind, data=User(user_name=f"{kind}-{CLIENT}"))


def send(kinds):
    operations = [operation(kind) for kind in kinds]
    return {operation.bulk_id: operation for operation in client.bulk(BulkRequest[User](operations=operations)).operations}


operations = send(KINDS)
expect("statuses", [operations[kind].status for kind in KINDS], STATUSES)
expect("location", operations["new"].location, f"/records/new-{CLIENT}")
expect("location of a replacement", operations["known"].location, f"/Users/known-{CLIENT}")
expect("scimType", operations["taken"].response.scim_type, "uniqueness")
expect("detail", operations["missing"].response.detail, f"there is no record missing-{CLIENT}")

again = [kind for kind, operation in operations.items() if operation.status == 429]
expect("statuses of what was sent again", {kind: operation.status for kind, operation in send(again).items()}, {"throttled": 201})
expect_sent(CLIENT)

# Without a bulkId and without data, the method and the path tell what an operation is.
deletes = [BulkOperation[User](method="DELETE", path=f"/Users/{kind}-{CLIENT}-2") for kind in ["known", "missing"]]
statuses = [operation.status for operation in client.bulk(BulkRequest[User](operations=deletes)).operations]
expect("statuses of deletes", statuses, [204, 404])

# The service stops after as many errors as the client allows; operations that were not run are not in the response.
stopped = client.bulk(
    BulkRequest[User](
        fail_on_errors=1,
        operations=[
            BulkOperation[User](method="POST", path="/Users", bulk_id=kind, data=User(user_name=f"{kind}-{CLIENT}-2"))
            for kind in ["taken", "new"]
        ],
    )
).operations
expect("operations until the first error", [(one.bulk_id, one.status) for one in stopped], [("taken", 409)])
