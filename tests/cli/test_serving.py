"""`blog-api serve`: its output, and its error messages."""

import json
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from blog_api.cli.serving import hand_over
from blog_api.cli.sockets import Address
from blog_api.db.revision import HEAD_REVISION
from blog_api.settings import Settings
from tests.cli.conftest import Run
from tests.cli.served import Served, command
from tests.embedded.observe import wait_for
from tests.factories import PASSWORD

Refuse = Callable[..., str]
NOWHERE = "postgresql://blog:hidden@127.0.0.1:9/blog"


@pytest.fixture
def refuse(run: Run) -> Refuse:
    """Return the one line of a start that must fail."""

    def refused_line(*arguments: str, **settings: str) -> str:
        code, said = run("serve", *arguments, **settings)
        assert code == 1, said
        (line,) = said.splitlines()
        return line

    return refused_line


def test_says_where_things_are(served: Served, shared_data_dir: Path) -> None:
    address = str(served.client.base_url).rstrip("/")
    assert f"blog_api serves {address}/api" in served.said()
    assert f"docs      {address}/docs" in served.said()
    assert f"data      {shared_data_dir.resolve()}" in served.said()
    assert served.client.get("/docs").status_code == 200


def test_links_name_the_address_it_serves(served: Served) -> None:
    metadata = served.client.get("/.well-known/oauth-authorization-server").json()
    assert metadata["issuer"] == str(served.client.base_url).rstrip("/")


def test_the_command_it_prints_makes_an_administrator(served: Served, tmp_path: Path) -> None:
    (line,) = re.findall(r"^ {4}(BLOG_DATA_DIR=.*create-admin.*)$", served.said(), re.MULTILINE)
    asked = f"{line} --password-stdin"
    made = subprocess.run(  # as pasted by a person
        ["/bin/sh", "-c", asked], input=PASSWORD, text=True, capture_output=True, cwd=tmp_path,
        check=False,
    )  # fmt: skip  # one argument list
    assert (made.returncode, made.stdout) == (0, "Made the administrator admin.\n"), made.stderr
    headers = served.log_in("admin")
    assert served.client.get("/api/users", headers=headers).status_code == 200


def test_a_registered_user_becomes_an_administrator_at_once(
    served: Served, shared_data_dir: Path
) -> None:
    assert served.register("grace").status_code == 201
    headers = served.log_in("grace")
    assert served.client.get("/api/users", headers=headers).status_code == 403
    named = ("--email", "GRACE@example.com", "--username", "Grace")
    assert command(shared_data_dir, "create-admin", *named)[0] == 0
    assert served.client.get("/api/users", headers=headers).status_code == 200


def test_no_trust_in_forwarded_headers_and_no_server_name(served: Served) -> None:
    served.register("edith")
    form = {"username": "edith", "password": PASSWORD}
    answer = served.client.post(
        "/api/auth/login", data=form, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    (session,) = served.client.get("/api/auth/sessions", headers=headers).json()["items"]
    assert session["ip"] == "127.0.0.1"
    assert "server" not in answer.headers


def test_one_log_line_a_request(served: Served) -> None:
    served.client.get("/health/live", headers={"X-Request-ID": "find-me"})
    assert wait_for(lambda: "find-me" in served.said())  # the line follows the response
    (line,) = [line for line in served.said().splitlines() if "find-me" in line]
    told = json.loads(line)
    assert {name: told[name] for name in ("event", "method", "route", "status", "user_id")} == {
        "event": "request",
        "method": "GET",
        "route": "/health/live",
        "status": 200,
        "user_id": None,
    }


def test_a_second_start_on_the_same_data_is_refused(
    refuse: Refuse, served: Served, shared_data_dir: Path
) -> None:
    line = refuse("--port", "0", DATABASE_URL="", BLOG_DATA_DIR=str(shared_data_dir))
    assert f"(pid {served.process.pid})" in line
    assert served.client.get("/health/ready").status_code == 200


def test_a_taken_port_is_refused(refuse: Refuse, served: Served) -> None:
    line = refuse("--port", served.port)
    assert f"Port {served.port}" in line
    assert "--port" in line


def test_a_foreign_address_is_refused(refuse: Refuse) -> None:
    line = refuse("--host", "192.0.2.1", "--port", "0")
    assert line.startswith("Cannot listen on 192.0.2.1")


def test_reload_and_workers_exclude_each_other(run: Run) -> None:
    code, said = run("serve", "--reload", "--workers", "2")
    assert code == 1
    assert "--reload" in said


def test_workers_do_not_learn_of_the_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, serving = "postgresql://owner:a@db/blog", "postgresql://serving:b@db/blog"
    (tmp_path / ".env").write_text(f"DATABASE_URL={serving}\nMIGRATION_DATABASE_URL={owner}\n")
    monkeypatch.setenv("BLOG_DATA_DIR", str(tmp_path))
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "PUBLIC_URL"):
        monkeypatch.setenv(name, "")
    settings = Settings()
    assert settings.migration_database_url == SecretStr(owner)
    hand_over(settings, Address("127.0.0.1", 8000), serving)
    of_workers = Settings()
    assert of_workers.database_url == of_workers.migration_database_url == SecretStr(serving)


def test_production_refuses_development_secrets(run: Run) -> None:
    code, said = run("serve", ENVIRONMENT="production", CLIENT_ORIGINS="*")
    assert code == 1
    assert said.splitlines() == [
        "production needs JWT_PRIVATE_KEY or JWT_PRIVATE_KEY_FILE",
        "production needs CLIENT_ORIGINS without a wildcard",
        "production needs PUBLIC_URL, with https",
        "production needs ALLOWED_HOSTS, the names that it answers to",
        "production needs BCRYPT_ROUNDS of at least 10",
    ]


def test_a_malformed_setting_is_named_and_not_repeated(run: Run) -> None:
    code, said = run("migrate", BCRYPT_ROUNDS="hunter2", SLUGS="any")
    assert code == 1
    assert [line.partition(":")[0] for line in said.splitlines()] == ["SLUGS", "BCRYPT_ROUNDS"]
    assert "hunter2" not in said


def test_an_unreachable_database_is_told(refuse: Refuse) -> None:
    line = refuse("--port", "0", DATABASE_URL=NOWHERE)
    assert line.startswith("The database cannot be used: ")
    assert "hidden" not in line


def test_an_unusable_key_is_told(refuse: Refuse) -> None:
    line = refuse("--port", "0", JWT_PRIVATE_KEY="bm9uc2Vuc2U=")
    assert line.startswith("JWT_PRIVATE_KEY: ")


def test_a_data_folder_that_cannot_be_made_is_told(refuse: Refuse, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert str(in_the_way) in refuse("--port", "0", BLOG_DATA_DIR=str(in_the_way / "data"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_only_listens_is_taken_too(refuse: Refuse, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as other:
        line = refuse("--host", host, "--port", str(other.getsockname()[1]))
    assert "is taken" in line


@pytest.fixture
def newer_schema(database_url: str) -> Iterator[None]:
    """Simulate the schema of a newer release for the duration of a test."""
    at = "UPDATE alembic_version SET version_num = %s"
    with psycopg.connect(database_url, autocommit=True) as db:
        db.execute(at, ["from-the-future"])
        yield
        db.execute(at, [HEAD_REVISION])


def test_a_schema_of_a_newer_release_is_told(run: Run, newer_schema: None) -> None:
    code, said = run("migrate")
    assert code == 1
    assert "from-the-future" in said


def test_a_settings_file_of_anybody_is_refused_in_a_sentence(run: Run, data_dir: Path) -> None:
    file = data_dir / ".env"
    file.write_text("SITE_TITLE=Anybody's\n")
    file.chmod(0o666)
    code, said = run("serve", "--port", "0", BLOG_DATA_DIR=str(data_dir))
    assert (code, said) == (1, f"{file} can be written by everyone; chmod 600 it\n")
