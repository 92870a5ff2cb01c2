"""What the clients in Python share: the address of the service, the keys that they send, and how often it received each.

The service decides by the first word of a key: `new` is created, `known` is updated, `missing` is not found, `taken` is a
conflict, `invalid` is invalid, `throttled` and `busy` are refused the first time and then created, and `dependent` depends on
something that failed. The rest of a key is the name of the client, so that clients do not disturb each other.
"""

import json
import sys
import urllib.request

URL = sys.argv[1]
KINDS = ["new", "known", "missing", "taken", "invalid", "throttled", "dependent"]
STATUSES = [201, 200, 404, 409, 400, 429, 424]


def keys(client, kinds=KINDS):
    return [f"{kind}-{client}" for kind in kinds]


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: expected {expected}, found {found}")


def expect_sent(client, **others):
    """Fails unless the service received `throttled` twice, and each other key that it knows of this client once."""
    with urllib.request.urlopen(f"{URL}/attempts") as response:
        attempts = json.load(response)
    of_client = {key: count for key, count in attempts.items() if key.endswith(f"-{client}")}
    expected = {key: 1 for key in keys(client)} | {f"throttled-{client}": 2}
    expected |= {f"{kind}-{client}": count for kind, count in others.items()}
    expect(f"attempts of {client}", of_client, {key: count for key, count in expected.items() if count})


def post(path, body, content_type="application/json", **headers):
    """Sends a request as it is, for packages that have models and no client. Returns the status, the fields and the body."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": content_type, **headers})
    try:
        response = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.status, response.headers, response.read().decode()
