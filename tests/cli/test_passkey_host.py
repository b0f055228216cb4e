"""A start with another host in PUBLIC_URL than that of the passkeys."""

import signal
from pathlib import Path

import pytest

from blog_api.cli.passkeys import warn_of_orphaned_passkeys
from blog_api.embedded_postgres.server import find_running_url, serving_url
from blog_api.settings import Settings
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


OTHER_HOSTS = (
    ("https://new.example", "The host of PUBLIC_URL is new.example, and "),
    ("http://192.0.2.1", "PUBLIC_URL has an IP address, and "),
    ("http://192.0.2.1", "PUBLIC_URL has an IP address, and "),
    ("https://old.example:8443", None),
)


def test_each_start_tells_how_many_passkeys_another_host_has(
    serve: Serve, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until the host is set again; the first server has nothing to tell."""
    served = serve(PUBLIC_URL="https://old.example")
    enrol(served, "old.example")
    require_warnings(data_dir, capsys)
    assert served.end(signal.SIGTERM) == 0
    assert "another host" not in served.said()
    url, beginning = OTHER_HOSTS[0]
    assert beginning
    assert beginning + ORPHANED in serve(PUBLIC_URL=url).said()


def require_warnings(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ask as a start does, without starting a server for each host."""
    database = find_running_url(data_dir)
    assert database
    for url, beginning in OTHER_HOSTS:
        settings = Settings(_env_file=None, public_url=url, blog_data_dir=data_dir)
        warn_of_orphaned_passkeys(settings, serving_url(data_dir, database))
        said = capsys.readouterr().err
        if beginning:
            assert beginning + ORPHANED in said
        else:
            assert not said
