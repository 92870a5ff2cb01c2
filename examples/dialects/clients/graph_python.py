"""Microsoft Graph: msgraph-core."""

import asyncio
import json

from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.serialization import ParseNodeFactoryRegistry, SerializationWriterFactoryRegistry
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer_factory import JsonSerializationWriterFactory
from msgraph_core import BaseGraphRequestAdapter, GraphClientFactory
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem
from service import KINDS, STATUSES, URL, expect, expect_sent

CLIENT = "graph-py"
ParseNodeFactoryRegistry().CONTENT_TYPE_ASSOCIATED_FACTORIES["application/json"] = JsonParseNodeFactory()
SerializationWriterFactoryRegistry().CONTENT_TYPE_ASSOCIATED_FACTORIES["application/json"] = JsonSerializationWriterFactory()


def step(kind, depends_on=()):
    request = RequestInformation()
    request.http_method = Method.POST
    request.url = "/records"
    request.content = json.dumps({"name": f"{kind}-{CLIENT}"}).encode()
    request.headers.try_add("Content-Type", "application/json")
    return BatchRequestItem(request, kind, list(depends_on))


async def main():
    client = GraphClientFactory.create_with_default_middleware()
    adapter = BaseGraphRequestAdapter(AnonymousAuthenticationProvider(), http_client=client)
    adapter.base_url = f"{URL}/v1.0"

    async def send(steps):
        content = BatchRequestContent({step.id: step for step in steps})
        return await BatchRequestBuilder(adapter).post(content)

    responses = await send([step(kind) for kind in KINDS])
    statuses = responses.get_response_status_codes()
    expect("statuses", statuses, dict(zip(KINDS, STATUSES)))
    expect("Location", responses.get_response_by_id("new").headers["Location"], f"/records/new-{CLIENT}")
    expect("Retry-After", responses.get_response_by_id("throttled").headers["Retry-After"], "1")

    again = [kind for kind, status in statuses.items() if status == 429]
    statuses = (await send([step(kind) for kind in again])).get_response_status_codes()
    expect("statuses of what was sent again", statuses, {"throttled": 201})
    expect_sent(CLIENT)

    # A step whose predecessor failed is not run.
    responses = await send([step("taken"), step("new", ["taken"])])
    expect("statuses with a dependency", responses.get_response_status_codes(), {"taken": 409, "new": 424})
    expect_sent(CLIENT, taken=2)


asyncio.run(main())
