"""SCIM 2.0: scim2-client, whose models reject a body that departs from RFC 7644."""

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import BulkOperation, BulkRequest, ScimProvider, User
from service import KINDS, STATUSES, URL, expect, expect_sent

CLIENT = "scim"
client = SyncSCIMClient(Client(base_url=f"{URL}/scim/v2"), provider=ScimProvider(models=[User]))


def send(kinds):
    operations = [
        BulkOperation[User](method="POST", path="/Users", bulk_id=kind, data=User(user_name=f"{kind}-{CLIENT}"))
        for kind in kinds
    ]
    return {operation.bulk_id: operation for operation in client.bulk(BulkRequest[User](operations=operations)).operations}


operations = send(KINDS)
expect("statuses", [operations[kind].status for kind in KINDS], STATUSES)
expect("location", operations["new"].location, f"/records/new-{CLIENT}")
expect("scimType", operations["taken"].response.scim_type, "uniqueness")
expect("detail", operations["missing"].response.detail, f"there is no record missing-{CLIENT}")

again = [kind for kind, operation in operations.items() if operation.status == 429]
expect("statuses of what was sent again", {kind: operation.status for kind, operation in send(again).items()}, {"throttled": 201})
expect_sent(CLIENT)

# A resource that refers to another by its bulkId is created after it, and the path and method of each operation count.
operations = client.bulk(
    BulkRequest[User](
        operations=[
            BulkOperation[User](method="PUT", path=f"/Users/known-{CLIENT}", data=User(user_name=f"known-{CLIENT}")),
            BulkOperation[User](method="DELETE", path=f"/Users/missing-{CLIENT}"),
        ]
    )
).operations
expect("statuses by path", [(operation.method, operation.status) for operation in operations], [("PUT", 200), ("DELETE", 404)])

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
