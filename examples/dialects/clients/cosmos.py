"""Azure Cosmos DB: azure-cosmos. The operations of a batch take effect together or not at all."""

from azure.cosmos import CosmosClient
from azure.cosmos.exceptions import CosmosBatchOperationError
from service import URL, expect, expect_sent

CLIENT = "cosmos"
client = CosmosClient(URL, "YSBrZXk=", connection_verify=False, enable_endpoint_discovery=False)
container = client.get_database_client("records").get_container_client("records")


def send(kinds):
    """Returns the statuses, and the index of the operation that failed."""
    operations = [("create", ({"id": f"{kind}-{CLIENT}", "kind": "record"},)) for kind in kinds]
    try:
        results = container.execute_item_batch(operations, "record")
    except CosmosBatchOperationError as error:
        return [response["statusCode"] for response in error.operation_responses], error.error_index
    return [response["statusCode"] for response in results], None


expect("a batch with a failure", send(["new", "taken", "known"]), ([424, 409, 424], 1))
expect("a batch that is throttled", send(["new", "throttled"]), ([424, 429], 1))
# Nothing was created so far.
expect("a success", send(["new", "throttled"]), ([201, 201], None))
expect_sent(CLIENT, new=3, known=0, missing=0, invalid=0, dependent=0)
