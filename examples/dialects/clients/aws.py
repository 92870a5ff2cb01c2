"""AWS: boto3, whose responses are also compared with the models of the services: each required member is there."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from service import KINDS, URL, expect, expect_sent, keys

SUCCEEDED, FAILED = KINDS[:2], KINDS[2:]
settings = {
    "endpoint_url": URL,
    "region_name": "eu-central-1",
    "aws_access_key_id": "an id",
    "aws_secret_access_key": "a secret",
    # What the SDK itself sends again is a request that failed as a whole.
    "config": Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
}


def check_required(name, shape, value):
    """Fails if a member that the model requires is missing."""
    if shape.type_name == "structure":
        for member in shape.required_members:
            expect(f"{name}.{member} is there", member in value, True)
        for member, inner in shape.members.items():
            if member in value:
                check_required(f"{name}.{member}", inner, value[member])
    elif shape.type_name == "list":
        for index, element in enumerate(value):
            check_required(f"{name}[{index}]", shape.member, element)
    elif shape.type_name == "map":
        for key, element in value.items():
            check_required(f"{name}[{key}]", shape.value, element)


def call(service, operation, **arguments):
    client = boto3.client(service, **settings)
    response = getattr(client, operation)(**arguments)
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    check_required(operation, model.output_shape, response)
    return response


def by_id(service, operation, argument, arguments, entry):
    """SQS and SNS: two lists, and ids of the client."""

    def send(kinds):
        return call(service, operation, **{argument: [{"Id": kind, **entry(f"{kind}-{service}")} for kind in kinds]}, **arguments)

    response = send(KINDS)
    expect("successful", [entry["Id"] for entry in response["Successful"]], SUCCEEDED)
    failed = {entry["Id"]: entry for entry in response["Failed"]}
    expect("failed", list(failed), FAILED)
    expect("faults of the sender", [kind for kind in FAILED if failed[kind]["SenderFault"]], FAILED)
    busy = send(["busy"])["Failed"]
    expect("a fault of the service", [entry["SenderFault"] for entry in busy], [False])
    expect("message", failed["taken"]["Message"], f"there is a record taken-{service}")
    again = [kind for kind in FAILED if failed[kind]["Code"] in ("ThrottlingException", "RequestThrottled", "Throttled")]
    response = send(again)
    expect("sent again", [entry["Id"] for entry in response["Successful"]], ["throttled"])
    expect_sent(service, busy=1)
    # The ids of a request are different, or it fails as a whole.
    try:
        send(["new", "new"])
    except ClientError as error:
        expect("status of a refusal", error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        expect("code of a refusal", "BatchEntryIdsNotDistinct" in error.response["Error"]["Code"], True)
    else:
        expect("a request with the same id twice", "it succeeds", "an exception")


def by_position(service, operation, argument, results, count, arguments, entry):
    """Kinesis, Firehose and EventBridge: one list in the order of the request, whose failures have a code."""

    def send(kinds):
        response = call(service, operation, **{argument: [entry(f"{kind}-{service}") for kind in kinds]}, **arguments)
        expect(f"{count} of {service}", response[count], sum("ErrorCode" in result for result in response[results]))
        return dict(zip(kinds, response[results], strict=True))

    found = send(KINDS)
    expect("failed", [kind for kind in KINDS if "ErrorCode" in found[kind]], FAILED)
    expect("message", found["taken"]["ErrorMessage"], f"there is a record taken-{service}")
    again = [kind for kind in FAILED if found[kind]["ErrorCode"] in ("ProvisionedThroughputExceededException", "ServiceUnavailableException", "ThrottlingException")]
    expect("throttled", again, ["throttled"])
    expect("failed when sent again", [kind for kind, result in send(again).items() if "ErrorCode" in result], [])
    expect_sent(service)


by_id("sqs", "send_message_batch", "Entries", {"QueueUrl": f"{URL}/1/records"}, lambda key: {"MessageBody": key})
by_id("sns", "publish_batch", "PublishBatchRequestEntries", {"TopicArn": "arn:aws:sns:eu-central-1:1:records"}, lambda key: {"Message": key})
by_position("kinesis", "put_records", "Records", "Records", "FailedRecordCount", {"StreamName": "records"},
            lambda key: {"Data": b"{}", "PartitionKey": key})
by_position("firehose", "put_record_batch", "Records", "RequestResponses", "FailedPutCount", {"DeliveryStreamName": "records"},
            lambda key: {"Data": key.encode()})
by_position("events", "put_events", "Entries", "Entries", "FailedEntryCount", {},
            lambda key: {"Source": "records", "DetailType": key, "Detail": "{}"})


def dynamodb():
    put = lambda key: {"PutRequest": {"Item": {"id": {"S": key}}}}
    response = call("dynamodb", "batch_write_item", RequestItems={"records": [put(key) for key in keys("dynamodb")]})
    unprocessed = [request["PutRequest"]["Item"]["id"]["S"] for request in response["UnprocessedItems"]["records"]]
    expect("unprocessed", unprocessed, [f"{kind}-dynamodb" for kind in FAILED])
    # The writer sends exactly what was not processed again, until there is nothing left.
    with boto3.resource("dynamodb", **settings).Table("records").batch_writer() as writer:
        for kind in ["new", "known", "throttled"]:
            writer.put_item({"id": f"{kind}-dynamodb-writer"})
    expect_sent("dynamodb-writer", missing=0, taken=0, invalid=0, dependent=0)
    # Nothing could be processed, so the request fails as a whole.
    try:
        call("dynamodb", "batch_write_item", RequestItems={"records": [put("throttled-dynamodb-alone")]})
    except ClientError as error:
        expect("code", error.response["Error"]["Code"], "ProvisionedThroughputExceededException")
    else:
        expect("a request of which nothing is processed", "it succeeds", "an exception")


def s3():
    def send(kinds, quiet=False):
        objects = [{"Key": f"{kind}-s3"} for kind in kinds]
        return call("s3", "delete_objects", Bucket="records", Delete={"Objects": objects, "Quiet": quiet})

    response = send(KINDS)
    # A key that does not exist counts as deleted.
    expect("deleted", [entry["Key"] for entry in response["Deleted"]], ["new-s3", "known-s3", "missing-s3"])
    errors = {entry["Key"]: entry for entry in response["Errors"]}
    expect("errors", list(errors), ["taken-s3", "invalid-s3", "throttled-s3", "dependent-s3"])
    again = [key.removesuffix("-s3") for key, error in errors.items() if error["Code"] == "SlowDown"]
    response = send(again, quiet=True)
    expect("a quiet success", (response.get("Deleted"), response.get("Errors")), (None, None))
    expect_sent("s3")


s3()
dynamodb()
