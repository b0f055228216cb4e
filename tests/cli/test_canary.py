"""Secrets in every place of every route, through every failure: in no response and no log."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from blog_api.embedded_postgres.home import find_home
from blog_api.embedded_postgres.server import find_running_url, serving_url
from tests.canaries import CANARY, requests_of, send
from tests.cli.conftest import Run, copied
from tests.cli.served import Served, command, start
from tests.factories import PASSWORD

ADMIN = ("create-admin", "--email", "root@example.com", "--username", "root", "--password-stdin")
LOUD = {
    "LOG_LEVEL": "DEBUG",
    "SMTP_URL": f"smtp://blog:{CANARY}@127.0.0.1:9",
    "MAIL_FROM": "blog@example.com",
    "RATE_LIMITS_ENABLED": "false",
}


@pytest.fixture(scope="module")
def place(used_data_dir: Path) -> Iterator[Path]:
    with copied(used_data_dir) as folder:
        yield folder


@pytest.fixture(scope="module")
def loud(place: Path) -> Iterator[Served]:
    with start(place, **LOUD) as server:
        yield server


def owner_of(place: Path) -> str:
    url = find_running_url(place)
    assert url
    return url


def logs_of(server: Served, place: Path) -> str:
    """Return our logs and the database's."""
    return server.said() + (find_home(place) / "server.log").read_text(errors="replace")


def secrets_of(place: Path) -> set[str]:
    """Return the secrets of the server: passwords of roles, hashes, digests, and its key."""
    url = owner_of(place)
    kept = {urls.partition("@")[0].rpartition(":")[2] for urls in (url, serving_url(place, url))}
    with psycopg.connect(url) as db:
        kept |= {text for (text,) in db.execute("SELECT password_hash FROM users")}
        kept |= {text for (text,) in db.execute("SELECT refresh_jti FROM sessions")}
    pem = (place / "keys" / "private.pem").read_text()
    return kept | set(pem.splitlines()[1:-1])


def walk(server: Served, headers: dict[str, str]) -> int:
    """Send all requests and return their number; no response may contain the secret."""
    document = server.client.get("/openapi.json").json()
    asked = 0
    for method, address, transport in requests_of(document):
        answer = send(server.client, method, address, transport, headers)
        assert CANARY not in answer.text, (method, address, transport)
        answer.headers.pop("link", None)  # it repeats the caller's own query
        assert CANARY not in str(answer.headers), (method, address, transport)
        asked += 1
    return asked


def test_on_every_route(loud: Served, place: Path) -> None:
    assert command(place, *ADMIN, stdin=PASSWORD)[0] == 0
    admin = loud.log_in("root")
    assert walk(loud, {}) > 500
    walk(loud, admin)
    assert CANARY not in logs_of(loud, place)


def test_through_the_life_of_an_account(loud: Served, place: Path) -> None:
    body = {"username": "bird", "email": "bird@example.com", "password": CANARY}
    assert loud.client.post("/api/users", json=body).status_code == 201
    assert loud.client.post("/api/users", json=body).status_code == 409
    answer = loud.client.post("/api/auth/login", data={"username": "bird", "password": CANARY})
    tokens = answer.json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    change = {"current_password": CANARY, "new_password": f"{CANARY} another"}
    loud.client.post("/api/users/me/password", json=change, headers=headers)
    loud.client.post("/api/auth/refresh", data={"refresh_token": tokens["refresh_token"]})
    loud.client.post("/api/auth/refresh", data={"refresh_token": tokens["refresh_token"][:-2]})
    loud.client.post("/api/auth/login", data={"username": CANARY, "password": CANARY})
    loud.client.post("/api/auth/password/forgot", json={"email": "bird@example.com"})
    time.sleep(0.5)
    said = logs_of(loud, place)
    secrets = {CANARY, tokens["access_token"], tokens["refresh_token"]} | secrets_of(place)
    assert len(secrets) > 10
    assert not [secret for secret in secrets if secret in said]


@pytest.fixture
def spoiled(place: Path, loud: Served) -> Iterator[None]:
    """Damage the schema: errors quote all values of a row, and a column is missing."""
    with psycopg.connect(owner_of(place), autocommit=True) as db:
        db.execute("ALTER TABLE users ADD CONSTRAINT spoiled CHECK (username <> 'spoiled')")
        db.execute("ALTER TABLE posts RENAME COLUMN title TO spoiled")
        yield
        db.execute("ALTER TABLE posts RENAME COLUMN spoiled TO title")
        db.execute("ALTER TABLE users DROP CONSTRAINT spoiled")


def test_through_a_defect(spoiled: None, loud: Served, place: Path) -> None:
    before = len(loud.said())
    body = {"username": "spoiled", "email": "canary-row@example.com", "password": CANARY}
    answer = loud.client.post("/api/users", json=body)
    assert answer.status_code == 500
    assert loud.client.get("/api/posts").status_code == 503  # as before a migration
    told = loud.said()[before:]
    assert "unhandled error" in told
    assert "psycopg.errors.CheckViolation 23514 spoiled" in told
    said = logs_of(loud, place)
    secrets = {CANARY, "canary-row@example.com", "$bcrypt-sha256$"} | secrets_of(place)
    assert not [secret for secret in secrets if secret in said + answer.text]


def test_with_a_database_that_is_away(place: Path, run: Run) -> None:
    nowhere = f"postgresql://blog:{CANARY}@127.0.0.1:9/blog"
    given = {"DATABASE_URL": nowhere, "BLOG_DATA_DIR": str(place)}
    arguments = ("serve", "--port", "0")
    for code, said in (
        command(place, *arguments, **given),
        run(*arguments, **given, MIGRATION_DATABASE_URL=nowhere),
    ):
        assert code == 1
        assert "database" in said
        assert CANARY not in said
