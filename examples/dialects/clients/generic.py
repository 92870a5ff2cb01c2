"""Clients that do not read the body: what requests and `curl --fail` see if every item failed."""

import subprocess

import requests
from service import URL, expect

# The policy, the status, and if a client that looks at the status alone takes the response for a success.
ROWS = [("always-207", 207, True), ("success-is-200", 207, True), ("all-failed-is-422", 422, False)]

for policy, status, is_success in ROWS:
    url, body = f"{URL}/overall/{policy}", [{"name": "missing-generic"}, {"name": "taken-generic"}]
    response = requests.post(url, json=body)
    expect(f"requests, {policy}", (response.status_code, response.ok), (status, is_success))
    # The header field says what the status does not.
    expect(f"Multi-Status, {policy}", response.headers["Multi-Status"], "total=2, succeeded=0, failed=2, retryable=0, complete")
    expect(f"items, {policy}", [item["status"] for item in response.json()["responses"]], [404, 409])
    curl = subprocess.run(["curl", "--silent", "--fail", "--json", requests.compat.json.dumps(body), url], capture_output=True)
    expect(f"curl, {policy}", curl.returncode, 0 if is_success else 22)
