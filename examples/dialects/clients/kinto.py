"""Kinto: kinto-http, which raises an exception that has the response of each request that failed."""

from kinto_http import Client
from kinto_http.exceptions import KintoBatchException
from service import KINDS, STATUSES, URL, expect, expect_sent

CLIENT = "kinto"
client = Client(server_url=f"{URL}/v1", bucket="records", collection="records")


def send(kinds):
    """Returns the responses by kind, and the exceptions of those that failed."""
    exceptions = []
    try:
        with client.batch() as batch:
            for kind in kinds:
                batch.create_record(id=f"{kind}-{CLIENT}", data={"name": f"{kind}-{CLIENT}"}, safe=False)
        bodies = batch.results()
    except KintoBatchException as error:
        exceptions = error.exceptions
        bodies = [response["body"] for part, _ in error.results for response in part["responses"]]
    return bodies, exceptions


bodies, exceptions = send(KINDS)
expect("bodies of successes", bodies[:2], [{"data": {"name": f"{kind}-{CLIENT}"}} for kind in ["new", "known"]])
expect("statuses of failures", [error.response.status_code for error in exceptions], STATUSES[2:])
expect("message", exceptions[1].response["body"]["message"], f"there is a record taken-{CLIENT}")

throttled = [error.request["path"].rsplit("/", 1)[1] for error in exceptions if error.response.status_code == 429]
expect("throttled", throttled, [f"throttled-{CLIENT}"])
expect("exceptions of what was sent again", send(["throttled"])[1], [])
expect_sent(CLIENT)
