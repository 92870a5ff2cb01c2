"""Batches of OpenAI and Anthropic: the models of openai and anthropic for the lines of the results."""

import json

from anthropic.types.messages import MessageBatchIndividualResponse
from openai.types.chat import ChatCompletion
from openai.types.shared import ErrorObject
from service import KINDS, STATUSES, expect, expect_sent, post


def lines(path, body, content_type):
    status, _, body = post(path, body, content_type)
    expect(f"status of {path}", status, 200)
    return [json.loads(line) for line in body.splitlines()]


def openai(kinds):
    requests = [
        {"custom_id": f"{kind}-openai", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "a model", "messages": []}}
        for kind in kinds
    ]
    body = "".join(json.dumps(request) + "\n" for request in requests)
    return {line["custom_id"]: line["response"] for line in lines("/openai/v1/batches", body, "application/jsonl")}


responses = openai(KINDS)
expect("statuses of OpenAI", [responses[f"{kind}-openai"]["status_code"] for kind in KINDS], STATUSES)
for response in responses.values():
    if response["status_code"] < 300:
        ChatCompletion.model_validate(response["body"], strict=True)
    else:
        # The client turns this object into an exception.
        error = {"type": "", "param": None, **response["body"]["error"]}
        ErrorObject.model_validate(error, strict=True)
again = [id.removesuffix("-openai") for id, response in responses.items() if response["status_code"] == 429]
expect("what was sent again", [response["status_code"] for response in openai(again).values()], [201])
expect_sent("openai")


def anthropic(kinds):
    requests = [{"custom_id": f"{kind}-anthropic", "params": {"model": "a model", "max_tokens": 1, "messages": []}} for kind in kinds]
    found = lines("/anthropic/v1/messages/batches", json.dumps({"requests": requests}), "application/json")
    results = [MessageBatchIndividualResponse.model_validate(line) for line in found]
    return {result.custom_id.removesuffix("-anthropic"): result.result for result in results}


results = anthropic(KINDS)
expect("types", [results[kind].type for kind in KINDS], ["succeeded", "succeeded"] + ["errored"] * 5)
expect("text", results["new"].message.content[0].text, "new-anthropic")
expect("error", results["missing"].error.error.type, "not_found_error")
again = [kind for kind, result in results.items() if result.type == "errored" and result.error.error.type == "rate_limit_error"]
expect("what was sent again", {kind: result.type for kind, result in anthropic(again).items()}, {"throttled": "succeeded"})
expect_sent("anthropic")
