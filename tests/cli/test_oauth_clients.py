"""Authlib and requests-oauthlib log in, refresh and call the API of a running server."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import LegacyApplicationClient
from requests_oauthlib import OAuth2Session

from tests.cli.conftest import copied
from tests.cli.served import Served, start
from tests.factories import PASSWORD

ACCOUNT = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


@pytest.fixture(scope="module")
def server(used_data_dir: Path) -> Iterator[Served]:
    with copied(used_data_dir) as folder, start(folder, RATE_LIMITS_ENABLED="false") as served:
        assert served.client.post("/api/users", json=ACCOUNT).status_code == 201
        yield served


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Silence the clients' loggers, as they log tokens."""
    for name in ("requests_oauthlib", "oauthlib", "authlib"):
        caplog.set_level(logging.WARNING, name)


def metadata_of(server: Served) -> tuple[str, str]:
    """Return the base and the token endpoint under the address of this server."""
    base = str(server.client.base_url).rstrip("/")
    metadata = server.client.get("/.well-known/oauth-authorization-server").json()
    return base, base + metadata["token_endpoint"].removeprefix(metadata["issuer"])


def test_requests_oauthlib(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    base, endpoint = metadata_of(server)
    session = OAuth2Session(client=LegacyApplicationClient("blog_api"))
    token = session.fetch_token(endpoint, username="ada", password=PASSWORD)
    assert session.get(f"{base}/api/users/me").json()["username"] == "ada"
    renewed = session.refresh_token(endpoint)
    assert renewed["access_token"] != token["access_token"]
    assert session.get(f"{base}/api/users/me").status_code == 200


def test_authlib(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    base, endpoint = metadata_of(server)
    session = AuthlibSession("blog_api", token_endpoint_auth_method="none")  # a method
    token = session.fetch_token(endpoint, username="ada", password=PASSWORD)
    assert session.get(f"{base}/api/users/me").json()["username"] == "ada"
    renewed = session.refresh_token(endpoint, token["refresh_token"])
    assert renewed["access_token"] != token["access_token"]
    assert session.get(f"{base}/api/users/me").status_code == 200
