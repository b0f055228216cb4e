"""A start with another host in PUBLIC_URL than that of the passkeys."""

import signal

from tests.authenticator import Authenticator
from tests.cli.conftest import Serve
from tests.cli.served import Served

KEYS = "/api/users/me/mfa/passkeys"
ORPHANED = "1 passkey was made at another host, which browsers do not offer here."


def enrol(served: Served, host: str) -> None:
    assert served.register("ada").status_code == 201
    served.client.headers |= served.log_in("ada")
    options = served.client.post(f"{KEYS}/options").json()["options"]
    device = Authenticator(origin=f"https://{host}", rp_id=host)
    body = {"credential": device.create(options), "name": "Laptop"}
    answer = served.client.post(KEYS, json=body)
    assert answer.status_code == 201, answer.text


STARTS = (
    ("https://new.example", "The host of PUBLIC_URL is new.example, and "),
    ("http://192.0.2.1", "PUBLIC_URL has an IP address, and "),
    ("http://192.0.2.1", "PUBLIC_URL has an IP address, and "),
    ("https://old.example:8443", None),
)


def test_each_start_tells_how_many_passkeys_another_host_has(serve: Serve) -> None:
    """Until the host is set again; the first server has nothing to tell."""
    served = serve(PUBLIC_URL="https://old.example")
    enrol(served, "old.example")
    assert served.end(signal.SIGTERM) == 0
    assert "another host" not in served.said()
    for url, beginning in STARTS:
        served = serve(PUBLIC_URL=url)
        assert served.end(signal.SIGTERM) == 0
        if beginning:
            assert beginning + ORPHANED in served.said()
        else:
            assert "another host" not in served.said()
