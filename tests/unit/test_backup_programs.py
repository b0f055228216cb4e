"""Versions of PostgreSQL's programs that work with a server, and read existing files."""

from pathlib import Path

import pytest

from blog_api.backup import programs
from blog_api.backup.errors import BackupError
from blog_api.backup.programs import Programs, Server, choose_programs, environment
from blog_api.backup.programs import without_password as conninfo

WHEEL = (
    Programs(16, has_tls=False, folder=Path("wheel16")),
    Programs(18, has_tls=False, folder=Path("wheel18")),
)
INSTALLED = (
    Programs(15, has_tls=True, folder=Path("system15")),
    Programs(17, has_tls=True, folder=Path("system17")),
)


@pytest.fixture(autouse=True)
def there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "all_programs", lambda: INSTALLED + WHEEL)


@pytest.mark.parametrize(
    ("server", "made_by", "chosen"),
    [
        (Server(15, tls=False), 0, "system15"),
        (Server(15, tls=False), 16, "wheel16"),
        (Server(16, tls=False), 0, "wheel16"),
        (Server(17, tls=True), 0, "system17"),
        (Server(17, tls=False), 18, "wheel18"),
        (Server(18, tls=False), 15, "wheel18"),
    ],
)
def test_the_oldest_that_fit(server: Server, made_by: int, chosen: str) -> None:
    assert choose_programs(server, made_by).folder == Path(chosen)


@pytest.mark.parametrize(
    ("server", "made_by", "said"),
    [
        (Server(18, tls=True), 0, "PostgreSQL 18 that speak TLS"),
        (Server(16, tls=True), 0, "postgresql-client-16"),
        (Server(19, tls=False), 0, "postgresql-client-19"),
        (Server(15, tls=False), 17, "postgresql-client-17"),
    ],
)
def test_none_that_fit(server: Server, made_by: int, said: str) -> None:
    with pytest.raises(BackupError, match=said):
        choose_programs(server, made_by)


@pytest.mark.parametrize("password", ["secret", "p%40ss%20word", "'quoted'"])
def test_a_password_goes_through_the_environment_alone(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWT_PRIVATE_KEY", "not for pg_dump")
    monkeypatch.setenv("PGSSLROOTCERT", "/for/pg_dump")
    url = f"postgresql://blog:{password}@db.example:5433/blog?sslmode=verify-full"
    given = environment(url)
    assert given["PGPASSWORD"] in {"secret", "p@ss word", "'quoted'"}
    assert given["PGSSLROOTCERT"] == "/for/pg_dump"
    assert "JWT_PRIVATE_KEY" not in given
    assert given["PGPASSWORD"] not in conninfo(url)
    assert "sslmode=verify-full" in conninfo(url)
    assert "PGPASSWORD" not in environment("postgresql://blog@db.example/blog")
